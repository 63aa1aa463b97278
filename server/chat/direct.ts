import { randomBytes } from 'node:crypto';
import type { PersonCard } from '../../contract/person.ts';
import { accessUser, type User } from '../accounts/access.ts';
import { isUniqueViolation } from '../kernel/db/errors.ts';
import type { SignedIn } from '../kernel/http/caller.ts';
import { fail } from '../kernel/http/failure.ts';
import type { School, Trx } from '../school.ts';
import { peopleOf } from './access.ts';
import { isBlocked, lockPair } from './block.ts';
import { findDirect } from './directs-of.ts';
import { addMember, addRoom, changeRooms } from './room.ts';

/**
 * Finds the conversation of two or makes it; the unique key of the two decides when many make it at once. Throws to one who may
 * not find the other `User not found`, and where there is none yet and one has blocked the other what says so.
 */
export async function openDirect(
  school: School,
  by: SignedIn,
  username: string,
): Promise<{ room_code: string; other: PersonCard }> {
  const { db } = school.database;
  const other = await accessUser(school, by, username, peopleOf(db));
  if (other.id === by.userId) throw fail('yourself');
  const room_code =
    (await findDirect(db, by.userId, other.id))?.code ??
    (await addDirect(school, by, other).catch(async (error: unknown) => {
      const there = isUniqueViolation(error) ? await findDirect(db, by.userId, other.id) : undefined;
      if (there === undefined) throw error;
      return there.code;
    }));
  return { room_code, other: personOf(other) };
}

async function addDirect(school: School, by: SignedIn, other: User): Promise<string> {
  const code = `~${randomBytes(12).toString('base64url')}`;
  const me = { id: by.userId, username: by.username };
  await changeRooms(school, async (trx, news) => {
    await lockPair(trx, me.id, other.id);
    if (await isBlocked(trx, me.id, other.id)) throw fail('direct_blocked');
    const roomId = await addRoom(trx, school, { code, name: '', kind: 'direct', owner: me }, news);
    await addPair(trx, me.id, other.id, roomId);
    await addMember(trx, school, { roomId, user: other, by: me.id }, news);
  });
  return code;
}

async function addPair(trx: Trx, one: number, two: number, roomId: number): Promise<void> {
  await trx
    .insertInto('directs')
    .values({ low_id: Math.min(one, two), high_id: Math.max(one, two), room_id: roomId })
    .execute();
}

function personOf({ username, nickname, role, picture }: User): PersonCard {
  return { username, nickname, role, picture };
}
