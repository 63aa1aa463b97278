import type Sqlite from 'better-sqlite3';
import { type Clock, createClock } from '../kernel/clock.ts';
import { messageJson, type MessageRow } from './views.ts';

/** Messages of a room with `after` < seq < `before`, oldest first: the first ones, or with `newest` the last ones. */
export type PageAsked = { roomId: number; after: number; before: number; limit: number; newest: boolean };

export type PageRow = Omit<MessageRow, 'username'> & { user_id: number };

/** Without a join: looking each sender up costs more than reading the messages, and few people write a page. */
export function pageQuery({ roomId, after, before, limit, newest }: PageAsked): {
  sql: string;
  parameters: [number, number, number, number];
} {
  const sql = `select seq, user_id, text, file_ids, at, target_seq, rev from entries
    where room_id = ? and kind = 'message' and text is not null and seq > ? and seq < ? order by seq ${newest ? 'desc' : 'asc'} limit ?`;
  return { sql, parameters: [roomId, after, before, limit] };
}

export const OPENING = '{"status":"success","message":"Messages retrieved","messages":[';
export const CLOSING = '],"code":"ok"}';

/** The whole answer. `rows` as `pageQuery` reads them. */
export function messagePage(
  clock: Clock,
  { newest }: PageAsked,
  rows: readonly PageRow[],
  nameOf: (userId: number) => string,
): string {
  const ordered = newest ? rows.toReversed() : rows;
  const json = ordered.map((row) => messageJson(clock, { ...row, username: nameOf(row.user_id) })).join(',');
  return OPENING + json + CLOSING;
}

/** The name under which `prepare` of this module is given to the thread for long reads. */
export const MESSAGE_PAGE = 'messagePage';

export type AskedOfThread = PageAsked & { timeZone: string };

/** Runs in the thread for long reads. Answers UTF-8: text would have to be written down again by whoever sends it. */
export function prepare(sqlite: Sqlite.Database): (asked: AskedOfThread) => Uint8Array {
  const encoder = new TextEncoder();
  const username = sqlite.prepare<[number], string>('select username from users where id = ?').pluck();
  // Usernames never change.
  const names = new Map<number, string>();
  const statements = new Map<string, Sqlite.Statement<[number, number, number, number], PageRow>>();
  let clock: Clock | undefined;

  function nameOf(userId: number): string {
    const name = names.get(userId) ?? username.get(userId) ?? '';
    names.set(userId, name);
    return name;
  }
  function statementOf(sql: string) {
    const statement = statements.get(sql) ?? sqlite.prepare<[number, number, number, number], PageRow>(sql);
    statements.set(sql, statement);
    return statement;
  }
  return (asked) => {
    if (clock?.timeZone !== asked.timeZone) clock = createClock(asked.timeZone);
    const { sql, parameters } = pageQuery(asked);
    return encoder.encode(messagePage(clock, asked, statementOf(sql).all(...parameters), nameOf));
  };
}
