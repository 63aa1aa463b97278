import { sql } from 'kysely';
import { transaction } from '../kernel/db/database.ts';
import type { SignedIn } from '../kernel/http/caller.ts';
import type { School, Trx } from '../school.ts';
import { type NewInboxEntry, tellInboxes } from './inbox.ts';
import { placeOf } from './message-access.ts';
import { requireRoot } from './threads.ts';

/** These follow the thread below `seq` from now on; who did already goes on as before. */
export async function addFollowers(
  trx: Trx,
  { roomId, seq, userIds, readSeq }: { roomId: number; seq: number; userIds: readonly number[]; readSeq: number },
): Promise<void> {
  if (userIds.length === 0) return;
  const rows = userIds.map((userId) => ({ user_id: userId, room_id: roomId, seq, read_seq: readSeq }));
  await trx
    .insertInto('thread_follows')
    .values(rows)
    .onConflict((same) => same.doNothing())
    .execute();
}

type Thread = { roomCode: string; id: number };

/** Follows a thread from its present end on, or no longer. Throws `Chat not found` and `Thread not found`. */
export async function followThread(
  school: School,
  by: SignedIn,
  { roomCode, id, on }: Thread & { on: boolean },
): Promise<void> {
  await changeFollow(school, by, { roomCode, id }, async (trx, roomId) => {
    const row = { user_id: by.userId, room_id: roomId, seq: id };
    if (on) {
      const read = await lastReply(trx, roomId, id);
      const added = await trx
        .insertInto('thread_follows')
        .values({ ...row, read_seq: read })
        .onConflict((same) => same.doNothing())
        .executeTakeFirst();
      return added.numInsertedOrUpdatedRows ? { following: true, read } : undefined;
    }
    const removed = await trx
      .deleteFrom('thread_follows')
      .where('user_id', '=', by.userId)
      .where('room_id', '=', roomId)
      .where('seq', '=', id)
      .executeTakeFirst();
    return removed.numDeletedRows > 0n ? { following: false, read: 0 } : undefined;
  });
}

/** Remembers how far a followed thread is read; it only moves forward. Answers how far that is. */
export async function markThreadRead(
  school: School,
  by: SignedIn,
  { roomCode, id, read }: Thread & { read: number },
): Promise<number> {
  let answer = 0;
  await changeFollow(school, by, { roomCode, id }, async (trx, roomId) => {
    answer = Math.min(read, await lastReply(trx, roomId, id));
    const moved = await trx
      .updateTable('thread_follows')
      .set({ read_seq: answer })
      .where('user_id', '=', by.userId)
      .where('room_id', '=', roomId)
      .where('seq', '=', id)
      .where('read_seq', '<', answer)
      .executeTakeFirst();
    return moved.numUpdatedRows > 0n ? { following: true, read: answer } : undefined;
  });
  return answer;
}

type Moved = { following: boolean; read: number } | undefined;

async function changeFollow(
  school: School,
  by: SignedIn,
  { roomCode, id }: Thread,
  change: (trx: Trx, roomId: number) => Promise<Moved>,
): Promise<void> {
  const told = await transaction(school.database, async (trx) => {
    const { roomId } = await placeOf(trx, by, roomCode, false);
    await requireRoot(trx, roomId, id);
    const moved = await change(trx, roomId);
    if (moved === undefined) return [];
    const { following, read } = moved;
    const data = { room: roomId, thread: id, following, id: read };
    const entry: NewInboxEntry = { kind: 'thread', userId: by.userId, data, at: school.clock.now() };
    return tellInboxes(trx, [entry]);
  });
  if (told.length > 0) school.events.emit('inboxes', told);
}

async function lastReply(trx: Trx, roomId: number, rootSeq: number): Promise<number> {
  const row = await trx
    .selectFrom('entries')
    .select(sql<number | null>`max(seq)`.as('seq'))
    .where('room_id', '=', roomId)
    .where('target_seq', '=', rootSeq)
    .where('kind', '=', 'message')
    .executeTakeFirst();
  return row?.seq ?? rootSeq;
}
