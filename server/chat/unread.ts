import type { Kysely } from 'kysely';
import type { Static } from 'typebox';
import type { getUnread } from '../../contract/attention.ts';
import { fail } from '../kernel/http/failure.ts';
import type { School } from '../school.ts';
import type { Tables } from '../tables.ts';
import { readOthers } from './directs-of.ts';
import { entryView } from './entry-view.ts';
import { ENTRY_COLUMNS, readMessageRows } from './entry-rows.ts';
import type { Entry } from './entry.ts';
import { MENTION_COUNT } from './mentions.ts';

const MOST_ROOMS = 500;
const MOST_MESSAGES = 20;
const USUAL_MESSAGES = 3;

type UnreadRoom = Static<typeof getUnread.answer>['rooms'][number];
type RoomRow = Pick<UnreadRoom, 'room_code' | 'kind' | 'attention' | 'seq'> & {
  id: number;
  name: string;
  last_no: number;
  read_seq: number;
  read_no: number;
  mentions: number | string;
};

/** By key alone, a few lookups a room: five hundred rooms are read in a few ms. */
const UNREAD = `select r.id, r.code as room_code, r.name, r.kind, coalesce(reads.attention, 'all') as attention, h.last_seq as seq,
    h.last_no, coalesce(reads.seq, 0) as read_seq, coalesce(reads.no, 0) as read_no, ${MENTION_COUNT} as mentions
  from members join room_heads h on h.room_id = members.room_id join rooms r on r.id = members.room_id
    join entries e on e.room_id = h.room_id and e.seq = h.last_seq
    left join reads on reads.user_id = members.user_id and reads.room_id = members.room_id
  where members.user_id = ? and (h.last_no > coalesce(reads.no, 0) or ${MENTION_COUNT} > 0)
  order by e.at desc, r.id limit ${MOST_ROOMS}`;

/** Every room of a user that has something unread, if only a mention in a thread, the one with the newest first, with the first unread messages of each. */
export async function unreadOf(school: School, userId: number, limit = USUAL_MESSAGES): Promise<UnreadRoom[]> {
  if (limit > MOST_MESSAGES) throw fail('invalid_limit', `0 to ${MOST_MESSAGES}`);
  const { database, clock } = school;
  const found = database.read<RoomRow>(UNREAD, userId);
  const rows = found instanceof Promise ? await found : found;
  const others = rows.some((row) => row.kind === 'direct') ? await readOthers(database.db, userId) : undefined;
  const messages = limit === 0 || rows.length === 0 ? undefined : await readFirstUnread(database.db, userId, limit);
  return rows.map(({ id, name, last_no: lastNo, read_seq: readSeq, read_no: readNo, mentions, ...row }) => ({
    ...row,
    room_name: others?.get(id)?.nickname ?? name,
    unread: Math.max(0, lastNo - readNo),
    mentions: Number(mentions),
    read: { id: readSeq, no: readNo },
    messages: (messages?.get(id) ?? []).map((entry) => entryView(clock, entry)),
  }));
}

/** The first unread messages of a user's rooms, replies and deleted ones left out, at most `limit` of each, in order, by the ids of the rooms. */
async function readFirstUnread(db: Kysely<Tables>, userId: number, limit: number): Promise<Map<number, Entry[]>> {
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
