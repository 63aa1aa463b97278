import type { SignedIn } from '../kernel/http/caller.ts';
import { fail } from '../kernel/http/failure.ts';
import type { School, Trx } from '../school.ts';
import { accessRoom } from './access.ts';
import { lockHead } from './log.ts';
import { changeRooms, type RoomNews } from './room.ts';

/** What somebody is in a room. Staff: its owner, and in a course's room the assistants. */
export type Place = {
  roomId: number;
  code: string;
  kind: 'group' | 'course' | 'direct';
  /** Why nothing can be written or changed in it. */
  shut: 'direct_blocked' | 'chat_archived' | null;
  isMember: boolean;
  isOwner: boolean;
  isStaff: boolean;
};

/** A message as it is with its room's head held. `text` null: it is deleted. */
type Message = {
  seq: number;
  userId: number;
  text: string | null;
  hasFiles: boolean;
  rev: number;
  rootSeq: number | null;
  marks: string | null;
  pinnedSeq: number | null;
};

/** What is to be done with which message. `asAdmin`: admins may do it too where they are no members. */
type Act = { by: SignedIn; roomCode: string; id: number; asAdmin?: boolean };
export type Acting = { trx: Trx; news: RoomNews; place: Place; message: Message };

/**
 * Does something with one message in one transaction, its room's head held: whoever was put out, or archived or blocked the room, before that
 * came first. Throws `Chat not found`, what a shut room says, and `Message not found`.
 */
export async function changeMessage<T>(
  school: School,
  { by, roomCode, id, asAdmin = false }: Act,
  act: (acting: Acting) => Promise<T>,
): Promise<T> {
  return changeRooms(school, async (trx, news) => {
    const before = await placeOf(trx, by, roomCode, asAdmin);
    await lockHead(trx, before.roomId);
    const place = await placeOf(trx, by, roomCode, asAdmin);
    if (place.shut !== null) throw fail(place.shut);
    const message = await findMessage(trx, place.roomId, id);
    if (message === undefined) throw fail('message_not_found');
    return act({ trx, news, place, message });
  });
}

/** Where somebody stands in a room: members, and admins where they may, direct conversations excepted. Throws `Chat not found`. */
export async function placeOf(
  db: School['database']['db'] | Trx,
  by: SignedIn,
  roomCode: string,
  asAdmin: boolean,
): Promise<Place> {
  const row = await db
    .selectFrom('rooms')
    .leftJoin('members', (join) => join.onRef('members.room_id', '=', 'rooms.id').on('members.user_id', '=', by.userId))
    .select(['rooms.id', 'code', 'kind', 'owner_id', 'archived_at', 'blocked_at'])
    .select(['members.user_id', 'members.staff'])
    .where('code', '=', roomCode)
    .where('deleted_at', 'is', null)
    .executeTakeFirst();
  const isMember = row !== undefined && row.user_id !== null;
  const mayAsAdmin = asAdmin && by.role === 'admin' && row?.kind !== 'direct';
  if (row === undefined || (!isMember && !mayAsAdmin)) throw fail('chat_not_found');
  const isOwner = isMember && row.owner_id === by.userId;
  return {
    roomId: row.id,
    code: row.code,
    kind: row.kind,
    shut: row.blocked_at !== null ? 'direct_blocked' : row.archived_at !== null ? 'chat_archived' : null,
    isMember,
    isOwner,
    isStaff: isOwner || row.staff === 1,
  };
}

/** A room of which the viewer may see how messages read before: its staff, and admins except in direct conversations. */
export async function accessHistory(school: School, viewer: SignedIn, code: string): Promise<{ id: number }> {
  const room = await accessRoom(school, viewer, code);
  if (viewer.role === 'admin' && room.kind !== 'direct') return room;
  const { isStaff } = await placeOf(school.database.db, viewer, code, false);
  if (!isStaff || room.kind === 'direct') throw fail('not_staff_here');
  return room;
}

async function findMessage(trx: Trx, roomId: number, id: number): Promise<Message | undefined> {
  // An id beyond the engine's integers is none.
  const row = await trx
    .selectFrom('entries')
    .select(['seq', 'user_id', 'text', 'file_ids', 'rev', 'target_seq', 'marks', 'pinned_seq'])
    .where('room_id', '=', roomId)
    .where('seq', '=', Math.min(id, 2 ** 31 - 1))
    .where('kind', '=', 'message')
    .executeTakeFirst();
  if (row === undefined) return undefined;
  return {
    seq: row.seq,
    userId: row.user_id,
    text: row.text,
    hasFiles: row.file_ids !== null,
    rev: row.rev,
    rootSeq: row.target_seq,
    marks: row.marks,
    pinnedSeq: row.pinned_seq,
  };
}
