import { sql } from 'kysely';
import { EVERYBODY_NAMES, signsIn } from '../../contract/mention-signs.ts';
import type { School, Trx } from '../school.ts';

/** Whom a text mentions, among the members of its room. */
export type Mentioned = { users: readonly { id: number; username: string }[]; all: boolean };
const NOBODY: Mentioned = { users: [], all: false };
/** In `mentions.user_id`: everybody in the room. */
export const EVERYBODY = 0;

/** Names that are looked for at most: the rest of a text is text. */
const MOST_CANDIDATES = 400;

/**
 * Whom a text mentions by `@name`, the longest name of a member that stands there, and whether by `@all` or `@所有人`, which only some
 * may use: that is decided where it is kept. A text without an `@` costs nothing.
 */
export async function findMentioned(
  db: School['database']['db'] | Trx,
  roomCode: string,
  text: string,
): Promise<Mentioned> {
  if (!text.includes('@')) return NOBODY;
  const signs = signsIn(text).map(({ names }) => names.map(({ key }) => key));
  const all = signs.some((names) => EVERYBODY_NAMES.some((name) => names.includes(name)));
  const keys = [...new Set(signs.flat())].slice(0, MOST_CANDIDATES);
  if (keys.length === 0) return { users: [], all };
  const rows = await db
    .selectFrom('users')
    .innerJoin('members', 'members.user_id', 'users.id')
    .innerJoin('rooms', 'rooms.id', 'members.room_id')
    .select(['users.id', 'username', 'username_key'])
    .where('rooms.code', '=', roomCode)
    .where('username_key', 'in', keys)
    .execute();
  const byKey = new Map(rows.map((row) => [row.username_key, row]));
  const found = signs.flatMap((names) => names.findLast((name) => byKey.has(name)) ?? []);
  const users = [...new Set(found)].flatMap((key) => byKey.get(key) ?? []);
  return { users: users.map(({ id, username }) => ({ id, username })), all };
}

/** Remembers that the entry `seq` mentions these. */
export async function addMentions(
  trx: Trx,
  { roomId, seq, userIds }: { roomId: number; seq: number; userIds: readonly number[] },
): Promise<void> {
  if (userIds.length === 0) return;
  const rows = userIds.map((userId) => ({ user_id: userId, room_id: roomId, seq }));
  await trx.insertInto('mentions').values(rows).execute();
}

/** Whom an `@all` would reach: everybody else in the room. */
export async function mentionReach({ database: { db } }: School, roomId: number): Promise<number> {
  const { count } = await db
    .selectFrom('members')
    .select((the) => the.fn.countAll<number | string>().as('count'))
    .where('room_id', '=', roomId)
    .executeTakeFirstOrThrow();
  return Number(count) - 1;
}

/**
 * How many entries after what a member has read mention the member: a subquery beside `members`, `rooms` and `reads`. What one says
 * oneself to everybody is not counted.
 */
export const MENTION_COUNT = `(
  select count(*) from mentions where mentions.user_id in (members.user_id, ${EVERYBODY})
    and mentions.room_id = members.room_id and mentions.seq > coalesce(reads.seq, 0)
    and (mentions.user_id = members.user_id or not exists (select 1 from entries as own
      where own.room_id = mentions.room_id and own.seq = mentions.seq and own.user_id = members.user_id)))`;
export const mentionCount = sql.raw<number | string>(MENTION_COUNT);
