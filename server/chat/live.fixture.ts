import { transaction } from '../kernel/db/database.ts';
import type { School } from '../school.ts';
import { getUser } from '../accounts/access.ts';
import { findRoom } from './access.ts';

/** Writes messages past the server, as another process would: nobody is told. */
export async function writeEntries(
  school: School,
  roomCode: string,
  sender: string,
  count: number,
  text = 'written',
): Promise<void> {
  const { db } = school.database;
  const [room, user] = [await findRoom(db, roomCode), await getUser(db, sender)];
  if (room === undefined) throw new Error(`no room ${roomCode}`);
  await transaction(school.database, async (trx) => {
    const head = await trx
      .updateTable('room_heads')
      .set((is) => ({ last_seq: is('last_seq', '+', count), last_no: is('last_no', '+', count) }))
      .where('room_id', '=', room.id)
      .returning(['last_seq', 'last_no'])
      .executeTakeFirstOrThrow();
    const rows = Array.from({ length: count }, (_, index) => {
      const back = count - 1 - index;
      const common = {
        room_id: room.id,
        user_id: user.id,
        kind: 'message',
        client_id: null,
        file_ids: null,
        target_seq: null,
        data: null,
      } as const;
      return {
        ...common,
        seq: head.last_seq - back,
        no: head.last_no - back,
        text: `${text} ${index}`,
        at: school.clock.now(),
      };
    });
    for (let start = 0; start < rows.length; start += 1_000) {
      await trx
        .insertInto('entries')
        .values(rows.slice(start, start + 1_000))
        .execute();
    }
  });
}
