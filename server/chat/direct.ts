import { randomBytes } from 'node:crypto';
import type { PersonCard } from '../../contract/person.ts';
import type { User } from '../accounts/access.ts';
import type { SignedIn } from '../kernel/http/caller.ts';
import { fail } from '../kernel/http/failure.ts';
import type { School, Trx } from '../school.ts';
import { accessCorrespondent, isBlocked, lockPair } from './block.ts';
import { findDirect } from './directs-of.ts';
import { addMember, addRoom, changeRooms } from './room.ts';

/**
 * Finds the conversation of two or makes it: who makes it at once takes turns, and the key of the two keeps it single. One that is there
 * is found whatever the two have in common by now. Throws `User not found` to one who may not find the other, and where there is none yet
 * and one has blocked the other what says so.
 */
export async function openDirect(
  school: School,
  by: SignedIn,
  username: string,
): Promise<{ room_code: string; other: PersonCard }> {
  const { db } = school.database;
  const other = await accessCorrespondent(school, by, username);
  const room_code = (await findDirect(db, by.userId, other.id))?.code ?? (await addDirect(school, by, other));
  return { room_code, other: personOf(other) };
}

async function addDirect(school: School, by: SignedIn, other: User): Promise<string> {
  const me = { id: by.userId, username: by.username };
  return changeRooms(school, async (trx, news) => {
    await lockPair(trx, me.id, other.id);
    const there = await findDirect(trx, me.id, other.id);
    if (there !== undefined) return there.code;
    if (await isBlocked(trx, me.id, other.id)) throw fail('direct_blocked');
    const code = `~${randomBytes(12).toString('base64url')}`;
    const roomId = await addRoom(trx, school, { code, name: '', kind: 'direct', owner: me }, news);
    await addPair(trx, me.id, other.id, roomId);
    await addMember(trx, school, { roomId, user: other, by: me.id }, news);
    return code;
  });
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
