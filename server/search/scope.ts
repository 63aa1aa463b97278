import { sql } from 'kysely';
import { accessRoom } from '../chat/access.ts';
import { accessCourse } from '../courses/access.ts';
import type { SignedIn } from '../kernel/http/caller.ts';
import type { School } from '../school.ts';
import type { Reader } from './documents.ts';
import type { SearchReader } from './reader.ts';

/** Where a search looks: the rooms, and which of them have more in their logs than the index has. */
export type Scope = { reader: Reader; rooms: number[]; behind: Behind[] };
type Behind = { roomId: number; seq: number; last: number };

/**
 * The rooms that the viewer is in, or the one that is named. An admin may name any but a direct conversation, and it is written down as
 * any reading by an admin is. Throws as reading does: `Chat not found`, `Course not found`, `Not in this course`.
 */
export async function openScope(
  school: School,
  { db }: Pick<SearchReader, 'db'>,
  viewer: SignedIn,
  named: { roomCode: string | undefined; courseCode: string | undefined },
): Promise<Scope> {
  const only = await namedRoom(school, viewer, named);
  const reader = { userId: viewer.userId, alsoRoomId: viewer.role === 'admin' ? (only ?? 0) : 0 };
  const { rows } = await sql<{ room_id: number; last_seq: number; seq: number | null }>`
    select room_heads.room_id, last_seq, search_rooms.seq from room_heads
    left join search_rooms on search_rooms.room_id = room_heads.room_id
    where room_heads.room_id in (select room_id from members where user_id = ${viewer.userId}
      union select id from rooms where id = ${reader.alsoRoomId})`.execute(db);
  const rooms = only === undefined ? rows : rows.filter((row) => row.room_id === only);
  return {
    reader,
    rooms: rooms.map((row) => row.room_id),
    behind: rooms.flatMap(({ room_id: roomId, last_seq: last, seq: filled }): Behind[] => {
      const seq = filled ?? 0;
      return last > seq ? [{ roomId, seq, last }] : [];
    }),
  };
}

async function namedRoom(
  school: School,
  viewer: SignedIn,
  { roomCode, courseCode }: { roomCode: string | undefined; courseCode: string | undefined },
): Promise<number | undefined> {
  const course = courseCode === undefined ? undefined : await accessCourse(school, viewer, courseCode);
  const room = roomCode === undefined ? undefined : await accessRoom(school, viewer, roomCode);
  if (course === undefined) return room?.id;
  // Both, and not the same one: nothing is in both.
  return room === undefined || room.id === course.roomId ? course.roomId : 0;
}
