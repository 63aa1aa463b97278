import { transaction } from '../kernel/db/database.ts';
import type { SignedIn } from '../kernel/http/caller.ts';
import { fail } from '../kernel/http/failure.ts';
import type { School, Trx } from '../school.ts';
import { tellInboxes } from './inbox.ts';

type Reading = { userId: number; roomId: number; seq: number; no: number; at: number };

/** A member begins with nothing unread: what was said before is history. */
export async function readToHere(trx: Trx, { userId, roomId, seq, no, at }: Reading): Promise<void> {
  await trx
    .insertInto('reads')
    .values({ user_id: userId, room_id: roomId, no, seq, at })
    .onConflict((same) => same.columns(['user_id', 'room_id']).doUpdateSet({ no, seq, at }))
    .execute();
}

/**
 * Remembers how far a member has read a room, for all devices: up to the entry `id`, or its end when that is further on. It only
 * moves forward unless `back`, by which a message is kept unread. Throws `Chat not found` to those who are not in the room.
 */
export async function markRead(
  school: School,
  reader: SignedIn,
  { roomCode, id, back }: { roomCode: string; id: number; back: boolean },
): Promise<{ id: number; no: number }> {
  const { userId } = reader;
  const { reading, moved } = await transaction(school.database, async (trx) => {
    const now = await presentReading(trx, userId, roomCode);
    if (now === undefined) throw fail('chat_not_found');
    const seq = Math.min(id, now.lastSeq);
    if (seq === now.seq || (seq < now.seq && !back)) return { reading: { id: now.seq, no: now.no }, moved: [] };
    const there = { id: seq, no: await countTo(trx, now.roomId, seq) };
    const at = school.clock.now();
    await readToHere(trx, { userId, roomId: now.roomId, seq, no: there.no, at });
    const entry = { kind: 'read', userId, data: { room: now.roomId, ...there }, at } as const;
    return { reading: there, moved: await tellInboxes(trx, [entry]) };
  });
  if (moved.length > 0) school.events.emit('inboxes', moved);
  return reading;
}

async function presentReading(trx: Trx, userId: number, roomCode: string) {
  const row = await trx
    .selectFrom('rooms')
    .innerJoin('members', 'members.room_id', 'rooms.id')
    .innerJoin('room_heads', 'room_heads.room_id', 'rooms.id')
    .leftJoin('reads', (join) =>
      join.onRef('reads.room_id', '=', 'rooms.id').onRef('reads.user_id', '=', 'members.user_id'),
    )
    .select(['rooms.id', 'last_seq', 'reads.seq', 'reads.no'])
    .where('rooms.code', '=', roomCode)
    .where('members.user_id', '=', userId)
    .executeTakeFirst();
  return row === undefined ? undefined : { roomId: row.id, lastSeq: row.last_seq, seq: row.seq ?? 0, no: row.no ?? 0 };
}

/** How many messages a room had up to an entry. */
async function countTo(trx: Trx, roomId: number, seq: number): Promise<number> {
  const row = await trx
    .selectFrom('entries')
    .select('no')
    .where('room_id', '=', roomId)
    .where('seq', '<=', seq)
    .where('kind', '=', 'message')
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row?.no ?? 0;
}

/** Marks every room of a user as read to its present end. Answers how many had something unread. */
export async function markAllRead(school: School, userId: number): Promise<number> {
  const { count, moved } = await transaction(school.database, async (trx) => {
    const at = school.clock.now();
    const unread = await trx
      .selectFrom('members')
      .innerJoin('room_heads', 'room_heads.room_id', 'members.room_id')
      .leftJoin('reads', (join) =>
        join.onRef('reads.room_id', '=', 'members.room_id').onRef('reads.user_id', '=', 'members.user_id'),
      )
      .select(['members.room_id', 'last_seq', 'last_no'])
      .where('members.user_id', '=', userId)
      .where((is) => is('last_no', '>', is.fn.coalesce('reads.no', is.lit(0))))
      .orderBy('members.room_id')
      .execute();
    for (const { room_id: roomId, last_seq: seq, last_no: no } of unread)
      await readToHere(trx, { userId, roomId, seq, no, at });
    const told = unread.map(({ room_id: room, last_seq: id, last_no: no }) => {
      return { kind: 'read', userId, data: { room, id, no }, at } as const;
    });
    return { count: unread.length, moved: await tellInboxes(trx, told) };
  });
  if (moved.length > 0) school.events.emit('inboxes', moved);
  return count;
}
