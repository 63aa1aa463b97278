import { type Expression, sql } from 'kysely';
import type { SignedIn } from '../kernel/http/caller.ts';
import { fail } from '../kernel/http/failure.ts';
import type { School, Trx } from '../school.ts';
import { nameKey } from '../../contract/name-key.ts';

export type User = { id: number; username: string; nickname: string; role: SignedIn['role']; picture: string };

/** No picture is the empty id. */
const pictureOf = sql<string>`coalesce(picture_id, '')`.as('picture');

/** Who knows whom, handed in by chat, which knows members. Every course has a room that its instructor owns. */
export type People = {
  shareRoom(one: number, other: number): Promise<boolean>;
  /** The ids of all who share a course or group with a user, as a part of a query. */
  sharing(user: number): Expression<number>;
  teaches(instructor: number, student: number): Promise<boolean>;
};

export async function findUser(db: School['database']['db'] | Trx, username: string): Promise<User | undefined> {
  return db
    .selectFrom('users')
    .select(['id', 'username', 'nickname', 'role', pictureOf])
    .where('username_key', '=', nameKey(username))
    .executeTakeFirst();
}

/** Those of these users that exist, by the keys of their names (see `nameKey`). At most some hundred names at once. */
export async function findUsers(
  db: School['database']['db'] | Trx,
  usernames: readonly string[],
): Promise<Map<string, User>> {
  if (usernames.length === 0) return new Map();
  const rows = await db
    .selectFrom('users')
    .select(['id', 'username', 'nickname', 'role', pictureOf, 'username_key'])
    .where('username_key', 'in', [...new Set(usernames.map(nameKey))])
    .execute();
  return new Map(rows.map(({ username_key: key, ...user }) => [key, user]));
}

/** Holds a user's row until the end of the transaction: what is counted for one user is then counted by one at a time. */
export async function holdUser(trx: Trx, userId: number): Promise<void> {
  await trx.selectFrom('users').select('id').where('id', '=', userId).forNoKeyUpdate().execute();
}

/** Throws `User not found`. */
export async function getUser(db: School['database']['db'] | Trx, username: string): Promise<User> {
  const user = await findUser(db, username);
  if (user === undefined) throw fail('user_not_found');
  return user;
}

/**
 * Someone the viewer may find: staff find everyone, students find staff and those who share a course or group with them.
 * Without a viewer (open access) everyone is found. Anyone else answers as someone who does not exist.
 */
export async function accessUser(
  school: School,
  viewer: SignedIn | undefined,
  username: string,
  people: Pick<People, 'shareRoom'>,
): Promise<User> {
  const user = await getUser(school.database.db, username);
  if (viewer === undefined || viewer.userId === user.id) return user;
  if (viewer.role !== 'student' || user.role !== 'student') return user;
  if (await people.shareRoom(viewer.userId, user.id)) return user;
  throw fail('user_not_found');
}
