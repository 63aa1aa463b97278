import type { Static } from 'typebox';
import type { getUnread } from '../../contract/attention.ts';
import type { PersonCard } from '../../contract/person.ts';
import { fail } from '../kernel/http/failure.ts';
import type { School } from '../school.ts';
import { readOthers } from './directs-of.ts';
import { entryView } from './entry-view.ts';
import { readFirstUnread } from './first-unread.ts';
import { MENTION_COUNT } from './mentions.ts';

const MOST_ROOMS = 500;
const MOST_MESSAGES = 20;
const USUAL_MESSAGES = 3;

type Unread = Static<typeof getUnread.answer>;
type UnreadRoom = Unread['rooms'][number];
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
export async function unreadOf(school: School, userId: number, limit = USUAL_MESSAGES): Promise<Unread> {
  if (limit > MOST_MESSAGES) throw fail('invalid_limit', `0 to ${MOST_MESSAGES}`);
  const { database, clock } = school;
  const found = database.read<RoomRow>(UNREAD, userId);
  const rows = found instanceof Promise ? await found : found;
  const others = rows.some((row) => row.kind === 'direct') ? await readOthers(database.db, userId) : undefined;
  const messages = limit === 0 || rows.length === 0 ? undefined : await readFirstUnread(database.db, userId, limit);
  const rooms = rows.map(({ id, name, last_no: lastNo, read_seq: readSeq, read_no: readNo, mentions, ...row }) => ({
    ...row,
    room_name: others?.get(id)?.nickname ?? name,
    unread: Math.max(0, lastNo - readNo),
    mentions: Number(mentions),
    read: { id: readSeq, no: readNo },
    messages: (messages?.get(id) ?? []).map((entry) => entryView(clock, entry)),
  }));
  return { rooms, people: await writersOf(database.db, rooms) };
}

async function writersOf(db: School['database']['db'], rooms: readonly UnreadRoom[]): Promise<PersonCard[]> {
  const names = new Set(rooms.flatMap(({ messages }) => messages.map(({ user }) => user)));
  if (names.size === 0) return [];
  const found = await db
    .selectFrom('users')
    .select(['username', 'nickname', 'role', 'picture_id'])
    .where('username', 'in', [...names])
    .execute();
  return found.map(({ picture_id: picture, ...person }) => ({ ...person, picture: picture ?? '' }));
}
