import type { PersonCard } from '../../contract/person.ts';
import { accessUser, getUser, type User } from '../accounts/access.ts';
import type { SignedIn } from '../kernel/http/caller.ts';
import { fail } from '../kernel/http/failure.ts';
import type { School, Trx } from '../school.ts';
import { peopleOf } from './access.ts';
import { findDirect } from './directs-of.ts';
import { lockHead } from './log.ts';
import { changeRooms, type RoomNews, tell } from './room.ts';

type Pair = { by: SignedIn; user: User };

/** Somebody whom the caller may find, or has a conversation with. Throws `User not found`. */
export async function accessCorrespondent(school: School, by: SignedIn, username: string): Promise<User> {
  const { db } = school.database;
  const user = await getUser(db, username);
  if (user.id === by.userId) throw fail('yourself');
  if ((await findDirect(db, by.userId, user.id)) !== undefined) return user;
  return accessUser(school, by, username, peopleOf(db));
}

/** From here on neither can write in the conversation of the two; it is told so. Twice is once. */
export async function blockUser(school: School, { by, user }: Pair): Promise<void> {
  await changeBlocks(school, { by, user }, async (trx) => {
    await trx
      .insertInto('blocks')
      .values({ user_id: by.userId, blocked_id: user.id, at: school.clock.now() })
      .onConflict((same) => same.columns(['user_id', 'blocked_id']).doNothing())
      .execute();
  });
}

/** Takes the own block back: the conversation opens again unless the other has blocked too. Twice is once. */
export async function unblockUser(school: School, { by, user }: Pair): Promise<void> {
  await changeBlocks(school, { by, user }, async (trx) => {
    await trx.deleteFrom('blocks').where('user_id', '=', by.userId).where('blocked_id', '=', user.id).execute();
  });
}

async function changeBlocks(school: School, { by, user }: Pair, change: (trx: Trx) => Promise<void>): Promise<void> {
  await changeRooms(school, async (trx, news) => {
    await lockPair(trx, by.userId, user.id);
    await change(trx);
    const direct = await findDirect(trx, by.userId, user.id);
    if (direct !== undefined) await shutDirect(trx, school, { roomId: direct.id, by, user }, news);
  });
}

/** The conversation is shut while there is a block either way; a state that stays is not told. */
async function shutDirect(
  trx: Trx,
  school: School,
  { roomId, by, user }: Pair & { roomId: number },
  news: RoomNews,
): Promise<void> {
  await lockHead(trx, roomId);
  const blocked = await isBlocked(trx, by.userId, user.id);
  const at = school.clock.now();
  const changed = await trx
    .updateTable('rooms')
    .set({ blocked_at: blocked ? at : null })
    .where('id', '=', roomId)
    .where('blocked_at', blocked ? 'is' : 'is not', null)
    .executeTakeFirst();
  if (changed.numUpdatedRows === 0n) return;
  const doer = { id: by.userId, username: by.username };
  await tell(
    trx,
    news,
    roomId,
    { kind: 'block', user: doer, at, data: { by: doer.id, blocked }, room: { blocked } },
    doer.id,
  );
}

/**
 * Who opens and who blocks take turns: each looks at what the other writes. The rows of the two users, the smaller id first, are
 * all that they share before there is a room.
 */
export async function lockPair(trx: Trx, one: number, two: number): Promise<void> {
  await trx.selectFrom('users').select('id').where('id', 'in', [one, two]).orderBy('id').forNoKeyUpdate().execute();
}

/** Whether one of the two has blocked the other. */
export async function isBlocked(trx: Trx, one: number, two: number): Promise<boolean> {
  const row = await trx
    .selectFrom('blocks')
    .select('at')
    .where((is) =>
      is.or([
        is.and([is('user_id', '=', one), is('blocked_id', '=', two)]),
        is.and([is('user_id', '=', two), is('blocked_id', '=', one)]),
      ]),
    )
    .executeTakeFirst();
  return row !== undefined;
}

/** Whom a user has blocked, the latest first. */
export async function blockedBy({ database }: School, userId: number): Promise<PersonCard[]> {
  const rows = await database.db
    .selectFrom('blocks')
    .innerJoin('users', 'users.id', 'blocked_id')
    .select(['username', 'nickname', 'role', 'picture_id'])
    .where('user_id', '=', userId)
    .orderBy('blocks.at', 'desc')
    .execute();
  return rows.map(({ picture_id: picture, ...person }) => ({ ...person, picture: picture ?? '' }));
}
