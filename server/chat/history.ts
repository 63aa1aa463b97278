import { createUsernames } from '../accounts/usernames.ts';
import { fail } from '../kernel/http/failure.ts';
import type { School } from '../school.ts';
import type { RoomNow } from './access.ts';
import { LAST_SEQ } from './log.ts';
import {
  type AskedOfThread,
  MESSAGE_PAGE,
  messagePage,
  type PageAsked,
  pageQuery,
  type PageRow,
  type WrittenPage,
} from './message-page.ts';
import { createPageCache } from './page-cache.ts';

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
  const { here, inThread } = createPageReaders(school);
  let away = 0;

  /** Where many pages are asked for at once, two threads make them. */
  async function read(asked: PageAsked): Promise<Buffer> {
    // Only behind its own kind: a page does not wait for a search or a whole history.
    if (inThread === undefined || away >= MOST_AWAY || inThread.waiting() !== away)
      return (await here(asked, WHOLE)).json;
    away++;
    try {
      return (await inThread.read(asked, WHOLE)).json;
    } finally {
      away--;
    }
  }
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

/** Pages in the thread at once: the half of what one turn of a busy server brings, so that both are done at the same time. */
const MOST_AWAY = 16;

const OPENING = '{"status":"success","message":"Messages retrieved","messages":[';
const CLOSING = '],"code":"ok"}';
const WHOLE: Around = [OPENING, CLOSING];

/**
 * The whole history (or what `before` and `after` leave of it) as pieces of one JSON answer, oldest first. It is read and written
 * down in the thread for long reads, each step when the client has taken the one before.
 */
export async function* historyJson(school: School, roomId: number, page: Page): AsyncGenerator<string | Buffer> {
  yield OPENING;
  const { here, inThread } = createPageReaders(school);
  const read = inThread?.read ?? here;
  const asked = { ...askedFor(roomId, page), limit: STEP, newest: false };
  let separator = '';
  for (;;) {
    const { json, rows, lastSeq } = await read(asked, [separator, '']);
    if (rows > 0) yield json;
    if (rows < STEP) break;
    separator = ',';
    asked.after = lastSeq;
  }
  yield CLOSING;
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

type Around = AskedOfThread['around'];
type BytesOfPage = WrittenPage & { json: Buffer };
type ReadPage = (asked: PageAsked, around: Around) => Promise<BytesOfPage>;

/** On the main thread, and with SQLite in its thread for long reads; PostgreSQL reads in processes of its own. */
function createPageReaders(school: School): {
  here: ReadPage;
  inThread: { read: ReadPage; waiting(): number | undefined } | undefined;
} {
  const { clock, database } = school;
  const usernames = createUsernames(school);

  const here: ReadPage = async (asked, [before, after]) => {
    const { sql, parameters } = pageQuery(asked);
    const found = database.read<PageRow>(sql, ...parameters);
    const rows = found instanceof Promise ? await found : found;
    const names = await usernames(new Set(rows.map((row) => row.user_id)));
    const page = messagePage(clock, asked, rows, (userId) => names.get(userId) ?? '');
    // Bytes: of a string the HTTP layer would first count them and then make them.
    return { ...page, json: Buffer.from(before + page.json + after) };
  };
  if (database.engine !== 'sqlite') return { here, inThread: undefined };

  const read: ReadPage = async (asked, around) => {
    const order = { ...asked, around, timeZone: clock.timeZone };
    const page = await database.slowCall<AskedOfThread, WrittenPage>(MESSAGE_PAGE, order);
    return { ...page, json: Buffer.from(page.json.buffer, page.json.byteOffset, page.json.byteLength) };
  };
  return { here, inThread: { read, waiting: database.slowWaiting } };
}
