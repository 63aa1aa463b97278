import type { Kysely } from 'kysely';
import { createUsernames } from '../accounts/usernames.ts';
import { fail } from '../kernel/http/failure.ts';
import type { School } from '../school.ts';
import type { Tables } from '../tables.ts';
import type { RoomNow } from './access.ts';
import { LAST_SEQ } from './log.ts';
import {
  type AskedOfThread,
  CLOSING,
  MESSAGE_PAGE,
  messagePage,
  OPENING,
  type PageAsked,
  pageQuery,
  type PageRow,
} from './message-page.ts';
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
  const read = createPageReader(school);
  return async (room, page) => {
    const asked = askedFor(room.id, page);
    if (page.before !== undefined || page.after !== undefined) return read(asked);
    const key = `${room.id} ${page.limit}`;
    const kept = cache.find(key, room.lastSeq);
    if (kept !== undefined) return kept;
    const answer = await read(asked);
    cache.keep(key, room.lastSeq, answer);
    return answer;
  };
}

/**
 * Pages in the thread at once. Of the 64 that one turn of a busy server brings the main thread answers all and makes the rest: with 48
 * away both are done at the same time. Cold pages against a bare route: 0.27 with none away, 0.29 with 16, 0.44 with 48.
 */
const MOST_AWAY = 48;

/** Where many pages are asked for at once, SQLite's thread for long reads makes most of them; PostgreSQL has processes of its own. */
function createPageReader({ clock, database }: School): (asked: PageAsked) => Promise<Buffer> {
  const usernames = createUsernames({ database });
  let away = 0;
  return async (asked) => {
    // Only behind its own kind: a page does not wait for a search or a whole history.
    if (database.engine === 'sqlite' && away < MOST_AWAY && database.slowWaiting() === away) {
      away++;
      try {
        const order = { ...asked, timeZone: clock.timeZone };
        const { buffer, byteOffset, byteLength } = await database.slowCall<AskedOfThread, Uint8Array>(
          MESSAGE_PAGE,
          order,
        );
        return Buffer.from(buffer, byteOffset, byteLength);
      } finally {
        away--;
      }
    }
    const { sql, parameters } = pageQuery(asked);
    const found = database.read<PageRow>(sql, ...parameters);
    const rows = found instanceof Promise ? await found : found;
    const names = await usernames(new Set(rows.map((row) => row.user_id)));
    // Bytes: of a string the HTTP layer would first count them and then make them.
    return Buffer.from(messagePage(clock, asked, rows, (userId) => names.get(userId) ?? ''));
  };
}

function askedFor(roomId: number, { before, after, limit }: Page): PageAsked {
  return {
    roomId,
    after: Math.min(after ?? 0, LAST_SEQ),
    before: Math.min(before ?? LAST_SEQ, LAST_SEQ),
    limit: limit ?? MOST_IN_A_PAGE,
    newest: after === undefined,
  };
}

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
  return (
    db
      .selectFrom('entries')
      .innerJoin('users', 'users.id', 'entries.user_id')
      .select(['seq', 'username', 'text', 'file_ids', 'at', 'target_seq', 'rev'])
      .where('room_id', '=', roomId)
      .where('kind', '=', 'message')
      // One that was deleted has none.
      .where('text', 'is not', null)
      .$if(before !== undefined, (query) => query.where('seq', '<', before ?? 0))
      .$if(after !== undefined, (query) => query.where('seq', '>', after ?? 0))
      .$castTo<MessageRow>()
  );
}
