import type { Static } from 'typebox';
import type { search as call } from '../../contract/search.ts';
import { findUser } from '../accounts/access.ts';
import { findCards } from '../files/cards.ts';
import type { SignedIn } from '../kernel/http/caller.ts';
import { fail } from '../kernel/http/failure.ts';
import type { School } from '../school.ts';
import { type Document, nameOf, readDocuments } from './documents.ts';
import { AFTER_ALL, firstIdAt, readDocId } from './index-entry.ts';
import { type Budget, placeIn } from './place-in.ts';
import { readQuery, type Term, wantedBy } from './query.ts';
import type { SearchReader } from './reader.ts';
import { openScope, type Scope } from './scope.ts';
import { readTail } from './tail.ts';
import { FILE_TOKEN, senderToken } from './tokens.ts';
import { hitView, type Match } from './views.ts';

const USUAL = 20;
const MOST = 50;
/** Looks into the index for one page, and the time for all of them, ms: what is not found by then is for the next page. */
const MOST_LOOKS = 8;
const PATIENCE = 2_000;
/** Characters of files that one search looks at. */
const MOST_IN_FILES = 30_000_000;

type Input = Static<typeof call.input>;
type Filter = {
  terms: readonly Term[];
  senderId: number | undefined;
  hasFile: boolean;
  from: number;
  to: number;
  budget: Budget;
};

/**
 * A page of what the viewer may read and that has all words of the query, newest first. Candidates come from the index, and from the
 * logs as far as they are not in it yet; what is shown is then read from the school itself, by the rules of reading, and looked at
 * again: so an index that lags behind or is wrong may miss something, but never shows what is not there or not for the viewer.
 */
export async function search(
  school: School,
  reader: SearchReader,
  viewer: SignedIn,
  input: Input,
): Promise<Pick<Static<typeof call.answer>, 'hits' | 'next'>> {
  const { limit = USUAL } = input;
  if (limit < 1 || limit > MOST) throw fail('invalid_limit', `1 to ${MOST}`);
  const before = input.before === undefined ? AFTER_ALL : readDocId(input.before);
  if (before === undefined) throw fail('invalid_cursor');
  const terms = readQuery(input.query ?? '');
  if (terms.length === 0 && input.sender === undefined && input.has_file !== 1) throw fail('nothing_to_search');

  const named = { roomCode: input.room_code, courseCode: input.course_code };
  const scope = await openScope(school, reader, viewer, named);
  const sender = input.sender === undefined ? undefined : await findUser(school.database.db, input.sender);
  if (input.sender !== undefined && sender === undefined) return { hits: [], next: '' };
  const filter = {
    terms,
    senderId: sender?.id,
    hasFile: input.has_file === 1,
    from: input.from ?? 0,
    to: input.to ?? LAST_TIME,
    budget: { characters: MOST_IN_FILES },
  };
  const { matches, next } = await findPage(reader, scope, filter, { before, limit });
  return { hits: matches.map((match) => hitView(school.clock, match)), next: next === undefined ? '' : String(next) };
}

const LAST_TIME = Math.floor(AFTER_ALL / 2048);

async function findPage(
  reader: SearchReader,
  scope: Scope,
  filter: Filter,
  page: { before: number; limit: number },
): Promise<{ matches: Match[]; next: number | undefined }> {
  const deadline = performance.now() + PATIENCE;
  const from = firstIdAt(Math.min(filter.from, LAST_TIME));
  const to = Math.min(page.before, firstIdAt(Math.min(filter.to, LAST_TIME)));
  const tail = await readTail(reader, scope);
  const found = await matching(reader, filter, tail.documents);
  const matches = found.filter((match) => match.id < page.before);

  let position = to;
  let exhausted = false;
  for (let looks = 0; looks < MOST_LOOKS && !exhausted && performance.now() < deadline; looks++) {
    if (countAfter(matches, position) > page.limit) break;
    const asked = page.limit * 2 + 10;
    const candidates = await reader.find(scope.rooms, wantedOf(filter), { before: position, from, limit: asked });
    exhausted = candidates.length < asked;
    position = candidates.at(-1)?.id ?? position;
    // What the tail has is there as it is now.
    const fresh = candidates.filter((candidate) => !tail.names.has(nameOf(candidate)));
    const documents = await readDocuments(reader.db, fresh, scope.reader);
    const placed = fresh.flatMap((candidate) => {
      const document = documents.get(nameOf(candidate));
      return document === undefined ? [] : [{ id: candidate.id, document }];
    });
    matches.push(...(await matching(reader, filter, placed)));
  }
  // Beyond the position the tail may have what the index has something newer than.
  const sure = matches.filter((match) => exhausted || match.id >= position).toSorted((a, b) => b.id - a.id);
  const shown = sure.slice(0, page.limit);
  if (sure.length > page.limit) return { matches: shown, next: shown.at(-1)?.id };
  return { matches: shown, next: exhausted ? undefined : position };
}

function countAfter(matches: readonly Match[], position: number): number {
  return matches.reduce((count, match) => (match.id >= position ? count + 1 : count), 0);
}

function wantedOf({ terms, senderId, hasFile }: Filter) {
  const wanted = wantedBy(terms);
  if (senderId !== undefined) wanted.push([{ token: senderToken(senderId), prefix: false }]);
  if (hasFile) wanted.push([{ token: FILE_TOKEN, prefix: false }]);
  return wanted;
}

/** Those of these documents that are what was asked for, with where it is in them. */
async function matching(
  { db }: SearchReader,
  { terms, senderId, hasFile, from, to, budget }: Filter,
  documents: readonly { id: number; document: Document }[],
): Promise<Match[]> {
  const wanted = documents.filter(
    ({ document: { at, userId, fileIds } }) =>
      at >= from && at < to && (senderId === undefined || userId === senderId) && (!hasFile || fileIds.length > 0),
  );
  const cards = await findCards(
    db,
    wanted.flatMap(({ document }) => document.fileIds),
  );
  const matches: Match[] = [];
  for (const { id, document } of wanted) {
    const files = document.fileIds.flatMap((fileId) => cards.get(fileId) ?? []);
    const place = await placeIn(db, terms, { document, files }, budget);
    if (place !== undefined) matches.push({ id, document, files, ...place });
  }
  return matches;
}
