import { getUser, type User } from '../accounts/access.ts';
import { writeAudit } from '../audit.ts';
import type { SignedIn } from '../kernel/http/caller.ts';
import { fail } from '../kernel/http/failure.ts';
import type { School, Trx } from '../school.ts';
import { accessRoomEdit, findRoom, type Room } from './access.ts';
import { lockHead } from './log.ts';
import { changeRooms, isValidTitle, type RoomNews, tell } from './room.ts';

type Doer = Pick<User, 'id' | 'username'>;

/** Gives a group another name. Throws the refusals of `/edit_chat` to one who sees the room. */
export async function editGroup(school: School, edit: { room: Room; name: string; by: SignedIn }): Promise<void> {
  const { name, by } = edit;
  accessRoomEdit(by, edit.room);
  if (!isValidTitle(name)) throw fail('invalid_room_name');
  await changeGroup(school, edit, async (trx, room, doer, news) => {
    await renameRoom(trx, school, { roomId: room.id, name, by: doer }, news);
    return { action: 'rename room', detail: { from: room.name, to: name } };
  });
}

/** Makes a member the owner of a group. Throws the refusals of `/hand_over_chat` to one who sees the room. */
export async function handGroupOver(school: School, edit: { room: Room; user: string; by: SignedIn }): Promise<void> {
  accessRoomEdit(edit.by, edit.room);
  const user = await getUser(school.database.db, edit.user);
  await changeGroup(school, edit, async (trx, room, doer, news) => {
    if (!(await isMember(trx, room.id, user.id))) throw fail('user_not_found');
    await changeOwner(trx, school, { roomId: room.id, user, by: doer }, news);
    return { action: 'hand over room', detail: { to: user.username } };
  });
}

type Change = (
  trx: Trx,
  room: Room,
  doer: Doer,
  news: RoomNews,
) => Promise<{ action: string; detail: Record<string, string> }>;

/** The rule is asked again with the head held: whoever handed the group over meanwhile came first. */
async function changeGroup(school: School, { room, by }: { room: Room; by: SignedIn }, change: Change): Promise<void> {
  await changeRooms(school, async (trx, news) => {
    await lockHead(trx, room.id);
    const present = await findRoom(trx, room.code);
    if (present === undefined) throw fail('chat_not_found');
    accessRoomEdit(by, present);
    const { action, detail } = await change(trx, present, { id: by.userId, username: by.username }, news);
    await writeAudit(trx, school, { actorId: by.userId, action, target: `room ${room.code}`, detail });
  });
}

/** Gives a room another name and tells it so; the name it has is no change. */
export async function renameRoom(
  trx: Trx,
  school: School,
  { roomId, name, by }: { roomId: number; name: string; by: Doer },
  news: RoomNews,
): Promise<void> {
  await lockHead(trx, roomId);
  const renamed = await trx
    .updateTable('rooms')
    .set({ name })
    .where('id', '=', roomId)
    .where('name', '<>', name)
    .executeTakeFirst();
  if (renamed.numUpdatedRows === 0n) return;
  await tell(
    trx,
    news,
    roomId,
    { kind: 'rename', user: by, at: school.clock.now(), data: { by: by.id, name }, name },
    by.id,
  );
}

/** Gives a room another owner, who is a member already, and tells it so; the owner it has is no change. */
export async function changeOwner(
  trx: Trx,
  school: School,
  { roomId, user, by }: { roomId: number; user: Doer; by: Doer },
  news: RoomNews,
): Promise<void> {
  await lockHead(trx, roomId);
  const changed = await trx
    .updateTable('rooms')
    .set({ owner_id: user.id })
    .where('id', '=', roomId)
    .where('owner_id', '<>', user.id)
    .executeTakeFirst();
  if (changed.numUpdatedRows === 0n) return;
  await tell(trx, news, roomId, { kind: 'owner', user, at: school.clock.now(), data: { by: by.id } }, by.id);
}

/** From `at` on, ms, a room can only be read; null: it can be written again. What was sent before the commit is kept. */
export async function archiveRoom(trx: Trx, roomId: number, at: number | null): Promise<void> {
  await lockHead(trx, roomId);
  await trx.updateTable('rooms').set({ archived_at: at }).where('id', '=', roomId).execute();
}

async function isMember(trx: Trx, roomId: number, userId: number): Promise<boolean> {
  const row = await trx
    .selectFrom('members')
    .select('user_id')
    .where('room_id', '=', roomId)
    .where('user_id', '=', userId)
    .executeTakeFirst();
  return row !== undefined;
}
