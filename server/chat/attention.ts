import { attention, type Attention } from '../../contract/entry.ts';
import { Check } from 'typebox/value';
import { transaction } from '../kernel/db/database.ts';
import { fail } from '../kernel/http/failure.ts';
import type { School } from '../school.ts';
import { tellInboxes } from './inbox.ts';
import { getOwnRoom } from './own-room.ts';

/** Throws `Invalid attention…`. */
export function readAttention(value: string): Attention {
  if (!Check(attention, value)) throw fail('invalid_attention');
  return value;
}

/** How much of a room its member wants to hear, on all devices. Throws `Chat not found` to those who are not in it. */
export async function setAttention(
  school: School,
  userId: number,
  { roomCode, level }: { roomCode: string; level: Attention },
): Promise<void> {
  const moved = await transaction(school.database, async (trx) => {
    const roomId = await getOwnRoom(trx, userId, roomCode);
    const at = school.clock.now();
    const changed = await trx
      .insertInto('reads')
      .values({ user_id: userId, room_id: roomId, no: 0, seq: 0, at, attention: level })
      .onConflict((same) =>
        same.columns(['user_id', 'room_id']).doUpdateSet({ attention: level }).where('reads.attention', '<>', level),
      )
      .executeTakeFirst();
    if (!changed.numInsertedOrUpdatedRows) return [];
    return tellInboxes(trx, [{ kind: 'attention', userId, data: { room: roomId, attention: level }, at }]);
  });
  if (moved.length > 0) school.events.emit('inboxes', moved);
}
