import type { SignedIn } from '../kernel/http/caller.ts';
import { fail } from '../kernel/http/failure.ts';
import type { School, Trx } from '../school.ts';
import { nameKey } from './names.ts';

export type User = { id: number; username: string; nickname: string; role: SignedIn['role'] };

/** Who knows whom, handed in by chat, which knows members. Every course has a room that its instructor owns. */
export type People = {
  shareRoom(one: number, other: number): Promise<boolean>;
  teaches(instructor: number, student: number): Promise<boolean>;
};

export async function findUser(db: School['database']['db'] | Trx, username: string): Promise<User | undefined> {
  return db
    .selectFrom('users')
    .select(['id', 'username', 'nickname', 'role'])
    .where('username_key', '=', nameKey(username))
    .executeTakeFirst();
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
