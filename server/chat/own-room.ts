import { fail } from '../kernel/http/failure.ts';
import type { School, Trx } from '../school.ts';

/** The id of a room that the user is in. Throws `Chat not found`. */
export async function getOwnRoom(trx: Trx, userId: number, code: string): Promise<number> {
  const room = await trx
    .selectFrom('rooms')
    .innerJoin('members', 'members.room_id', 'rooms.id')
    .select('rooms.id')
    .where('rooms.code', '=', code)
    .where('members.user_id', '=', userId)
    .executeTakeFirst();
  if (room === undefined) throw fail('chat_not_found');
  return room.id;
}

export async function isMember(db: School['database']['db'] | Trx, roomId: number, userId: number): Promise<boolean> {
  const row = await db
    .selectFrom('members')
    .select('user_id')
    .where('room_id', '=', roomId)
    .where('user_id', '=', userId)
    .executeTakeFirst();
  return row !== undefined;
}
