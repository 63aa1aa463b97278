import type { Kysely } from 'kysely';
import { createUsernames, type Usernames } from '../accounts/usernames.ts';
import type { School } from '../school.ts';
import type { Tables } from '../tables.ts';
import { fail } from '../kernel/http/failure.ts';
import type { RoomNow } from './access.ts';
import { LAST_SEQ } from './log.ts';
import { createPageCache } from './page-cache.ts';
import { messageJson, type MessageRow } from './views.ts';

export type Page = { before?: number; after?: number; limit?: number };

const MOST_IN_A_PAGE = 1_000;
/** Messages read at once while a whole history is handed out: what bounds its memory. */
const STEP = 100;

/** Whether a call asks for a page rather than everything. Throws on a limit that no page has. */
export function isBounded({ limit }: Page): boolean {
  if (limit === undefined) return false;
  if (limit < 1 || limit > MOST_IN_A_PAGE) throw fail('invalid_page');
  return true;
}

/**
 * Makes the reader of pages: one page as a whole JSON answer, oldest first: the newest of what `before` leaves, or with `after`
 * the next ones. Newest pages are kept as they were sent (see `page-cache.ts`), since most readers of a room ask for them; keeping
 * every older one that somebody scrolls by cost more in garbage than it ever saved.
 */
export function createPages(school: School): (room: RoomNow, page: Page) => Promise<Buffer> {
  const cache = createPageCache();
  const usernames = createUsernames(school);
  return async (room, page) => {
    if (page.before !== undefined || page.after !== undefined) return readPage(school, usernames, room.id, page);
    const key = `${room.id} ${page.limit}`;
    const kept = cache.find(key, room.lastSeq);
    if (kept !== undefined) return kept;
    const answer = await readPage(school, usernames, room.id, page);
    cache.keep(key, room.lastSeq, answer);
    return answer;
  };
}

async function readPage(
  school: School,
  usernames: Usernames,
  roomId: number,
  { before, after, limit }: Page,
): Promise<Buffer> {
  const forward = after !== undefined;
  // Without a join: looking each sender up costs more than reading the messages, and few people write a page.
  const found = school.database.read<Omit<MessageRow, 'username'> & { user_id: number }>(
    `select seq, user_id, text, file_ids, at, target_seq, rev from entries
      where room_id = ? and kind = 'message' and text is not null and seq > ? and seq < ? order by seq ${forward ? 'asc' : 'desc'} limit ?`,
    roomId,
    Math.min(after ?? 0, LAST_SEQ),
    Math.min(before ?? LAST_SEQ, LAST_SEQ),
    limit ?? MOST_IN_A_PAGE,
  );
  const rows = found instanceof Promise ? await found : found;
  if (!forward) rows.reverse();
  const names = await usernames(new Set(rows.map((row) => row.user_id)));
  const page = rows
    .map((row) => messageJson(school.clock, { ...row, username: names.get(row.user_id) ?? '' }))
    .join(',');
  // Bytes: of a string the HTTP layer would first count them and then make them.
  return Buffer.from(`${OPENING}${page}${CLOSING}`);
}

const OPENING = '{"status":"success","message":"Messages retrieved","messages":[';
const CLOSING = '],"code":"ok"}';

/**
 * The whole history (or what `before` and `after` leave of it) as pieces of one JSON answer, oldest first. It is read in
 * steps through the connection for long reads, each step when the client has taken the one before.
 */
export async function* historyJson(school: School, roomId: number, page: Page): AsyncGenerator<string | Buffer> {
  yield OPENING;
  let after = page.after ?? 0;
  let separator = '';
  for (;;) {
    const rows = await messages(school.database.slow, roomId, { ...page, after })
      .orderBy('seq')
      .limit(STEP)
      .execute();
    const last = rows.at(-1);
    if (last === undefined) break;
    yield Buffer.from(separator + rows.map((row) => messageJson(school.clock, row)).join(','));
    if (rows.length < STEP) break;
    separator = ',';
    after = last.seq;
  }
  yield CLOSING;
}

function messages(db: Kysely<Tables>, roomId: number, { before, after }: Page) {
  return db
    .selectFrom('entries')
    .innerJoin('users', 'users.id', 'entries.user_id')
    .select(['seq', 'username', 'text', 'file_ids', 'at', 'target_seq', 'rev'])
    .where('room_id', '=', roomId)
    .where('kind', '=', 'message')
    .where('text', 'is not', null)
    .$if(before !== undefined, (query) => query.where('seq', '<', before ?? 0))
    .$if(after !== undefined, (query) => query.where('seq', '>', after ?? 0))
    .$castTo<MessageRow>();
}
