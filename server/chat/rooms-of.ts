import { sql } from 'kysely';
import type { Attention, RoomCard } from '../../contract/entry.ts';
import type { School } from '../school.ts';
import { mentionCount } from './mentions.ts';
import type { RoomNow } from './access.ts';
import { readOthers } from './directs-of.ts';
import { readDrafts } from './drafts-of.ts';
import { countMembers } from './members-of.ts';

/** The rooms of a user with their last lines, in order of joining. `direct`: conversations of two as well. */
export async function roomsOf(school: School, userId: number, { direct }: { direct: boolean }) {
  const { traitsOf, nameOf } = await readTraits(school, userId);
  const rows = await mine(school, userId)
    .leftJoin('entries', (join) =>
      join.onRef('entries.room_id', '=', 'rooms.id').on('entries.seq', '=', (is) =>
        is
          .selectFrom('entries as e')
          .select((the) => the.fn.max('e.seq').as('seq'))
          .whereRef('e.room_id', '=', 'rooms.id')
          .where('e.kind', '=', 'message')
          .where('e.text', 'is not', null)
          .where('e.target_seq', 'is', null),
      ),
    )
    .leftJoin('users as senders', 'senders.id', 'entries.user_id')
    .select([
      'entries.seq',
      'senders.username as sender',
      'senders.nickname',
      'entries.at',
      sql<string | null>`substr(entries.text, 1, 200)`.as('line'),
    ])
    .$if(!direct, (query) => query.where('rooms.kind', '<>', 'direct'))
    .execute();
  return rows.map(({ code, owner, last_no: lastNo, read_no: readNo, seq, sender, nickname, at, line, ...row }) => ({
    room_id: code,
    room_name: nameOf(row),
    owner,
    room_code: code,
    kind: row.kind,
    archived: row.archived_at !== null,
    seq: row.last_seq,
    read: { id: row.read_seq ?? 0, no: readNo ?? 0 },
    last_no: lastNo,
    unread: Math.max(0, lastNo - (readNo ?? 0)),
    mentions: Number(row.mentions),
    last:
      seq === null || sender === null || at === null
        ? null
        : {
            sender,
            nickname: nickname ?? sender,
            message: line ?? '',
            time: school.clock.format(at),
            id: seq,
            ts: at,
          },
    ...traitsOf(row),
  }));
}

/** One room for whoever may read it, an admin who is not in it too. */
export async function roomInfo(school: School, viewer: { userId: number }, room: RoomNow) {
  const { database } = school;
  const found = await database.db
    .selectFrom('rooms')
    .innerJoin('room_heads', 'room_heads.room_id', 'rooms.id')
    .innerJoin('users', 'users.id', 'rooms.owner_id')
    .select(['username', 'archived_at', 'description', 'last_seq', 'last_no'])
    .where('rooms.id', '=', room.id)
    .executeTakeFirstOrThrow();
  const other = room.kind === 'direct' ? (await readOthers(database.db, viewer.userId)).get(room.id) : undefined;
  return {
    room_code: room.code,
    room_name: other?.nickname ?? room.name,
    kind: room.kind,
    owner: found.username,
    archived: found.archived_at !== null,
    description: found.description,
    seq: found.last_seq,
    no: found.last_no,
    member_count: await countMembers(school, room.id),
    is_member: room.member !== null,
  };
}

export type RoomOf = { id: number; card: RoomCard };

/** The rooms of a user as the live socket tells them, or the one room alone. */
export async function roomCards(school: School, userId: number, roomId?: number): Promise<RoomOf[]> {
  const { traitsOf, nameOf } = await readTraits(school, userId);
  const rows = await mine(school, userId)
    .$if(roomId !== undefined, (query) => query.where('rooms.id', '=', roomId ?? 0))
    .execute();
  return rows.map((row) => ({
    id: row.id,
    card: {
      room_code: row.code,
      room_name: nameOf(row),
      kind: row.kind,
      owner: row.owner,
      archived: row.archived_at !== null,
      seq: row.last_seq,
      no: row.last_no,
      read: { id: row.read_seq ?? 0, no: row.read_no ?? 0 },
      mentions: Number(row.mentions),
      ...traitsOf(row),
    },
  }));
}

type TraitRow = {
  id: number;
  description: string;
  attention: Attention | null;
  blocked_at: number | null;
};

/** What a room is to this user beyond what it is to all: a conversation of two bears the name of the other. */
async function readTraits({ database }: School, userId: number) {
  const [others, drafts] = [await readOthers(database.db, userId), await readDrafts(database.db, userId)];
  const traitsOf = ({ id, description, attention, blocked_at: blockedAt }: TraitRow) => {
    const [other, own] = [others.get(id), drafts.get(id) ?? []];
    const draft = own.find(({ thread }) => thread === 0);
    const threadDrafts = own.filter(({ thread }) => thread !== 0);
    return {
      description,
      attention: attention ?? 'all',
      blocked: blockedAt !== null,
      ...(other !== undefined && { other }),
      ...(draft !== undefined && { draft: { text: draft.text, ts: draft.ts } }),
      ...(threadDrafts.length > 0 && { thread_drafts: threadDrafts }),
    };
  };
  return { traitsOf, nameOf: ({ id, name }: { id: number; name: string }) => others.get(id)?.nickname ?? name };
}

function mine({ database }: School, userId: number) {
  return database.db
    .selectFrom('members')
    .innerJoin('rooms', 'rooms.id', 'members.room_id')
    .innerJoin('room_heads', 'room_heads.room_id', 'rooms.id')
    .innerJoin('users as owners', 'owners.id', 'rooms.owner_id')
    .leftJoin('reads', (join) =>
      join.onRef('reads.room_id', '=', 'members.room_id').onRef('reads.user_id', '=', 'members.user_id'),
    )
    .select(['rooms.id', 'rooms.code', 'rooms.name', 'rooms.kind', 'owners.username as owner', 'last_seq', 'last_no'])
    .select(['rooms.archived_at', 'rooms.blocked_at', 'rooms.description'])
    .select(['reads.seq as read_seq', 'reads.no as read_no', 'reads.attention', mentionCount.as('mentions')])
    .where('members.user_id', '=', userId)
    .orderBy('members.joined_at')
    .orderBy('rooms.id');
}
