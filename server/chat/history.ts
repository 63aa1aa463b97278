import type { Kysely } from 'kysely';
import type { School } from '../school.ts';
import type { Tables } from '../tables.ts';
import { fail } from '../kernel/http/failure.ts';
import { type MessageRow, messageView } from './views.ts';

export type Page = { before?: number; after?: number; limit?: number };

const MOST_IN_A_PAGE = 1_000;
/** Messages read at once while a whole history is handed out: what bounds its memory. */
const STEP = 500;

/** Whether a call asks for a page rather than everything. Throws on a limit that no page has. */
export function isBounded({ limit }: Page): boolean {
  if (limit === undefined) return false;
  if (limit < 1 || limit > MOST_IN_A_PAGE) throw fail('invalid_page');
  return true;
}

/** One page as a JSON array, oldest first: the newest of what `before` leaves, or with `after` the next ones. */
export async function pageJson(school: School, roomId: number, page: Page): Promise<string> {
  const forward = page.after !== undefined;
  const rows = await messages(school.database.db, roomId, page)
    .orderBy('seq', forward ? 'asc' : 'desc')
    .limit(page.limit ?? MOST_IN_A_PAGE)
    .execute();
  if (!forward) rows.reverse();
  return `[${rows.map((row) => JSON.stringify(messageView(school.clock, row))).join(',')}]`;
}

/**
 * The whole history (or what `before` and `after` leave of it) as pieces of one JSON answer, oldest first. It is read in
 * steps through the connection for long reads, each step when the client has taken the one before.
 */
export async function* historyJson(school: School, roomId: number, page: Page): AsyncGenerator<string> {
  yield '{"status":"success","message":"Messages retrieved","messages":[';
  let after = page.after ?? 0;
  let separator = '';
  for (;;) {
    const rows = await messages(school.database.slow, roomId, { ...page, after }).orderBy('seq').limit(STEP).execute();
    const last = rows.at(-1);
    if (last === undefined) break;
    yield separator + rows.map((row) => JSON.stringify(messageView(school.clock, row))).join(',');
    if (rows.length < STEP) break;
    separator = ',';
    after = last.seq;
  }
  yield '],"code":"ok"}';
}

function messages(db: Kysely<Tables>, roomId: number, { before, after }: Page) {
  return db
    .selectFrom('entries')
    .innerJoin('users', 'users.id', 'entries.user_id')
    .select(['seq', 'username', 'text', 'file_ids', 'at'])
    .where('room_id', '=', roomId)
    .where('kind', '=', 'message')
    .$if(before !== undefined, (query) => query.where('seq', '<', before ?? 0))
    .$if(after !== undefined, (query) => query.where('seq', '>', after ?? 0))
    .$castTo<MessageRow>();
}
