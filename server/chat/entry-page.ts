import type { EntryView } from '../../contract/entry.ts';
import { fail } from '../kernel/http/failure.ts';
import type { School } from '../school.ts';
import type { RoomNow } from './access.ts';
import { entryView } from './entry-view.ts';
import type { Entry } from './entry.ts';
import { readEntryPage } from './log.ts';

const MOST_ENTRIES = 200;
const USUAL_ENTRIES = 50;

export type EntryPage = {
  before?: number | undefined;
  after?: number | undefined;
  /** The entry that is looked for; as many before it as after it. */
  around?: number | undefined;
  /** ms: the first entries from then on. */
  date?: number | undefined;
  limit?: number | undefined;
  timeline?: number | undefined;
};

/**
 * A page of everything that happened in a room, as `/ws` hands it out, in order. Throws on a limit that no page has, and
 * `Message not found` where there is no entry to be around.
 */
export async function entryPage(school: School, room: RoomNow, asked: EntryPage): Promise<EntryView[]> {
  const { limit = USUAL_ENTRIES } = asked;
  if (limit < 1 || limit > MOST_ENTRIES) throw fail('invalid_limit', `1 to ${MOST_ENTRIES}`);
  const entries = await pageOf(school, room, { ...asked, limit });
  return entries.map((entry) => entryView(school.clock, entry));
}

async function pageOf(
  school: School,
  room: RoomNow,
  { before, after, around, date, limit, timeline: only }: EntryPage & { limit: number },
): Promise<Entry[]> {
  const { db } = school.database;
  const timeline = only === 1;
  if (around !== undefined) {
    if (around < 1 || around > room.lastSeq) throw fail('message_not_found');
    const later = Math.floor(limit / 2);
    const [upTo, beyond] = await Promise.all([
      readEntryPage(db, room.id, { before: around + 1, limit: limit - later, timeline }),
      readEntryPage(db, room.id, { after: around, limit: Math.max(later, 1), timeline }),
    ]);
    return [...upTo, ...beyond].slice(0, limit);
  }
  const from = date === undefined ? undefined : (await firstSince(school, room, date)) - 1;
  return readEntryPage(db, room.id, { before, after: from ?? after, limit, timeline });
}

/**
 * The first entry of a room at or after a moment; one past the end when there is none. Seqs have no gaps and time goes with them, so
 * that it is found in twenty looks among a million. Where a clock was set back it is one near it.
 */
async function firstSince(school: School, { id, lastSeq }: RoomNow, date: number): Promise<number> {
  let [low, high] = [1, lastSeq + 1];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const found = school.database.read<{ at: number }>(AT, id, middle);
    const [entry] = found instanceof Promise ? await found : found;
    if ((entry?.at ?? 0) < date) low = middle + 1;
    else high = middle;
  }
  return low;
}

const AT = 'select at from entries where room_id = ? and seq = ?';
