import type { School } from '../school.ts';

type RoomView = { room_id: string; room_name: string; owner: string; room_code: string };

/** The rooms of a user, in order of joining. */
export async function roomsOf(school: School, userId: number): Promise<RoomView[]> {
  const rows = await school.database.db
    .selectFrom('members')
    .innerJoin('rooms', 'rooms.id', 'members.room_id')
    .innerJoin('users', 'users.id', 'rooms.owner_id')
    .select(['rooms.code', 'rooms.name', 'users.username as owner'])
    .where('members.user_id', '=', userId)
    .where('kind', '<>', 'direct')
    .orderBy('members.joined_at')
    .orderBy('rooms.id')
    .execute();
  return rows.map(({ code, name, owner }) => ({ room_id: code, room_name: name, owner, room_code: code }));
}

/** The members of a room: the owner first, then in order of joining. */
export async function membersOf(school: School, room: { id: number; ownerId: number }) {
  const rows = await school.database.db
    .selectFrom('members')
    .innerJoin('users', 'users.id', 'members.user_id')
    .select(['users.id', 'username', 'nickname', 'role'])
    .where('room_id', '=', room.id)
    .orderBy('joined_seq')
    .execute();
  const ordered = [...rows.filter((row) => row.id === room.ownerId), ...rows.filter((row) => row.id !== room.ownerId)];
  return ordered.map(({ username, nickname, role }) => ({ username, nickname, role }));
}
