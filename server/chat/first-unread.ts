import type { Kysely } from 'kysely';
import type { Tables } from '../tables.ts';
import { ENTRY_COLUMNS, readMessageRows } from './entry-rows.ts';
import type { Entry } from './entry.ts';

/**
 * The first unread messages of a user's rooms, at most `limit` of each, in order, by the ids of the rooms; neither replies nor what was
 * deleted.
 */
export async function readFirstUnread(
  db: Kysely<Tables>,
  userId: number,
  limit: number,
): Promise<Map<number, Entry[]>> {
  const rows = await db
    .selectFrom('members')
    .innerJoin('room_heads', 'room_heads.room_id', 'members.room_id')
    .leftJoin('reads', (join) =>
      join.onRef('reads.room_id', '=', 'members.room_id').onRef('reads.user_id', '=', 'members.user_id'),
    )
    .innerJoin('entries', (join) =>
      join
        .onRef('entries.room_id', '=', 'members.room_id')
        .on((is) => is('entries.seq', '>', is.fn.coalesce('reads.seq', is.lit(0))))
        // Up to the last one wanted, which is found by key: no engine reads the rest of the room.
        .on((is) =>
          is(
            'entries.seq',
            '<=',
            is.fn.coalesce(
              is
                .selectFrom('entries as wanted')
                .select('wanted.seq')
                .whereRef('wanted.room_id', '=', 'members.room_id')
                .where((the) => the('wanted.seq', '>', the.fn.coalesce('reads.seq', the.lit(0))))
                .where('wanted.kind', '=', 'message')
                .where('wanted.target_seq', 'is', null)
                .where('wanted.text', 'is not', null)
                .orderBy('wanted.seq')
                .limit(1)
                .offset(limit - 1),
              'room_heads.last_seq',
            ),
          ),
        ),
    )
    .innerJoin('users', 'users.id', 'entries.user_id')
    .select(['entries.room_id', ...ENTRY_COLUMNS])
    .where('members.user_id', '=', userId)
    .where('entries.kind', '=', 'message')
    .where('entries.target_seq', 'is', null)
    .where('entries.text', 'is not', null)
    .where((is) => is('room_heads.last_no', '>', is.fn.coalesce('reads.no', is.lit(0))))
    .orderBy('entries.room_id')
    .orderBy('entries.seq')
    .execute();
  const entries = await readMessageRows(db, rows);
  const found = new Map<number, Entry[]>();
  for (const [index, entry] of entries.entries()) {
    const roomId = rows[index]?.room_id ?? 0;
    found.set(roomId, [...(found.get(roomId) ?? []), entry]);
  }
  return found;
}
