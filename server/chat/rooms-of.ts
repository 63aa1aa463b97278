import { sql } from 'kysely';
import type { RoomCard } from '../../contract/entry.ts';
import type { School } from '../school.ts';
import { mentionCount } from './mentions.ts';

/** The rooms of a user with their last lines, in order of joining. */
export async function roomsOf(school: School, userId: number) {
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
    .where('rooms.kind', '<>', 'direct')
    .execute();
  return rows.map(
    ({ code, name, owner, last_no: lastNo, read_no: readNo, seq, sender, nickname, at, line, ...row }) => ({
      room_id: code,
      room_name: name,
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
    }),
  );
}

export type RoomOf = { id: number; card: RoomCard };

/** The rooms of a user as the live socket tells them, or the one room alone. */
export async function roomCards(school: School, userId: number, roomId?: number): Promise<RoomOf[]> {
  const rows = await mine(school, userId)
    .$if(roomId !== undefined, (query) => query.where('rooms.id', '=', roomId ?? 0))
    .execute();
  return rows.map(
    ({
      id,
      code,
      name,
      kind,
      owner,
      archived_at: archivedAt,
      last_seq: seq,
      last_no: no,
      read_seq: readSeq,
      read_no: readNo,
      mentions,
    }) => ({
      id,
      card: {
        room_code: code,
        room_name: name,
        kind,
        owner,
        archived: archivedAt !== null,
        seq,
        no,
        read: { id: readSeq ?? 0, no: readNo ?? 0 },
        mentions: Number(mentions),
      },
    }),
  );
}

/** The members of a room: the owner first, then in order of joining. */
export async function membersOf(school: School, room: { id: number; ownerId: number }) {
  const rows = await school.database.db
    .selectFrom('members')
    .innerJoin('users', 'users.id', 'members.user_id')
    .select(['users.id', 'username', 'nickname', 'role', 'picture_id'])
    .where('room_id', '=', room.id)
    .orderBy('joined_seq')
    .execute();
  const ordered = [...rows.filter((row) => row.id === room.ownerId), ...rows.filter((row) => row.id !== room.ownerId)];
  return ordered.map(({ username, nickname, role, picture_id: picture }) => ({
    username,
    nickname,
    role,
    picture: picture ?? '',
  }));
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
    .select(['rooms.archived_at', 'reads.seq as read_seq', 'reads.no as read_no', mentionCount.as('mentions')])
    .where('members.user_id', '=', userId)
    .orderBy('members.joined_at')
    .orderBy('rooms.id');
}
