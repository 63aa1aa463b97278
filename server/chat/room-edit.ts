import { getUser, type User } from '../accounts/access.ts';
import { writeAudit } from '../audit.ts';
import type { SignedIn } from '../kernel/http/caller.ts';
import { fail, failMissing } from '../kernel/http/failure.ts';
import type { School, Trx } from '../school.ts';
import { accessOwnRoom, accessRoomEdit, findRoom, type Room } from './access.ts';
import { lockHead } from './log.ts';
import { isMember } from './own-room.ts';
import { changeRooms, isValidTitle, type RoomNews, tell } from './room.ts';

type Doer = Pick<User, 'id' | 'username'>;

/** What a call asks to be changed of a room; what is undefined stays. */
type RoomEdit = { name: string | undefined; description: string | undefined; archived: boolean | undefined };

const MOST_DESCRIPTION = 1_000;

/** Throws what is no right value. Spaces alone are no description. */
export function readRoomEdit(input: {
  room_name?: string | undefined;
  description?: string | undefined;
  archived?: number | undefined;
}): RoomEdit {
  const { room_name: name, archived } = input;
  const description = input.description?.trim();
  if (name === undefined && description === undefined && archived === undefined) throw failMissing('Room name');
  if (name !== undefined && !isValidTitle(name)) throw fail('invalid_room_name');
  if (description !== undefined && !isValidDescription(description)) throw fail('invalid_description');
  if (archived !== undefined && archived > 1) throw fail('invalid_type', '"archived" must be 0 or 1');
  return { name, description, archived: archived === undefined ? undefined : archived === 1 };
}

/** Several lines are welcome. */
function isValidDescription(text: string): boolean {
  return [...text].length <= MOST_DESCRIPTION && !/[^\P{Cc}\n\t]/u.test(text);
}

/**
 * Changes a group's name, description and whether it is archived. Of a course's room the description alone. Throws the refusals of
 * `/edit_chat` to one who sees the room.
 */
export async function editGroup(school: School, edit: { room: Room; change: RoomEdit; by: SignedIn }): Promise<void> {
  const { change, by } = edit;
  const access = change.name === undefined && change.archived === undefined ? accessOwnRoom : accessRoomEdit;
  access(by, edit.room);
  await changeGroup(school, { ...edit, access }, async (trx, room, doer, news) => {
    const there = { roomId: room.id, by: doer };
    const { name, description, archived } = change;
    const changed = [
      name !== undefined && (await renameRoom(trx, school, { ...there, name }, news)) && 'name',
      description !== undefined && (await describeRoom(trx, school, { ...there, description }, news)) && 'description',
      archived !== undefined && (await archiveRoom(trx, school, { ...there, archived }, news)) && 'archived',
    ].filter((one) => one !== false);
    if (changed.length === 0) return undefined;
    return {
      action: 'edit room',
      detail: {
        changed: changed.join(' '),
        ...(changed.includes('name') && name !== undefined && { from: room.name, to: name }),
        ...(archived !== undefined && { archived: Number(archived) }),
      },
    };
  });
}

/** Makes a member the owner of a group. Throws the refusals of `/hand_over_chat` to one who sees the room. */
export async function handGroupOver(school: School, edit: { room: Room; user: string; by: SignedIn }): Promise<void> {
  accessRoomEdit(edit.by, edit.room);
  const user = await getUser(school.database.db, edit.user);
  await changeGroup(school, { ...edit, access: accessRoomEdit }, async (trx, room, doer, news) => {
    if (!(await isMember(trx, room.id, user.id))) throw fail('user_not_found');
    await changeOwner(trx, school, { roomId: room.id, user, by: doer }, news);
    return { action: 'hand over room', detail: { to: user.username } };
  });
}

/** Answers the line of the audit, or undefined when nothing has changed. */
type Change = (
  trx: Trx,
  room: Room,
  doer: Doer,
  news: RoomNews,
  moved: number[],
) => Promise<{ action: string; detail: Record<string, string | number> } | undefined>;

type Edit = { room: Room; by: SignedIn; access: (by: SignedIn, room: Room) => void };

/** The rule is asked again with the head held: whoever handed the group over or deleted it meanwhile came first. */
export async function changeGroup(school: School, { room, by, access }: Edit, change: Change): Promise<void> {
  await changeRooms(school, async (trx, news, moved) => {
    await lockHead(trx, room.id);
    const present = await findRoom(trx, room.code);
    if (present === undefined) throw fail('chat_not_found');
    access(by, present);
    const line = await change(trx, present, { id: by.userId, username: by.username }, news, moved);
    if (line !== undefined) await writeAudit(trx, school, { actorId: by.userId, target: `room ${room.code}`, ...line });
  });
}

/** Gives a room another name and tells it so; the name it has is no change. True when it is another. */
export async function renameRoom(
  trx: Trx,
  school: School,
  { roomId, name, by }: { roomId: number; name: string; by: Doer },
  news: RoomNews,
): Promise<boolean> {
  await lockHead(trx, roomId);
  const renamed = await trx
    .updateTable('rooms')
    .set({ name })
    .where('id', '=', roomId)
    .where('name', '<>', name)
    .executeTakeFirst();
  if (renamed.numUpdatedRows === 0n) return false;
  await tell(
    trx,
    news,
    roomId,
    { kind: 'rename', user: by, at: school.clock.now(), data: { by: by.id, name }, name },
    by.id,
  );
  return true;
}

async function describeRoom(
  trx: Trx,
  school: School,
  { roomId, description, by }: { roomId: number; description: string; by: Doer },
  news: RoomNews,
): Promise<boolean> {
  const changed = await trx
    .updateTable('rooms')
    .set({ description })
    .where('id', '=', roomId)
    .where('description', '<>', description)
    .executeTakeFirst();
  if (changed.numUpdatedRows === 0n) return false;
  const at = school.clock.now();
  const entry = { kind: 'describe', user: by, at, data: { by: by.id, description }, room: { description } } as const;
  await tell(trx, news, roomId, entry, by.id);
  return true;
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

/**
 * From here on a room can only be read, or it can be written again; it is told so. What was sent before the commit is kept. The state
 * it has is no change. True when it is another. `at`: since when, now unless given.
 */
export async function archiveRoom(
  trx: Trx,
  school: School,
  { roomId, archived, by, at = school.clock.now() }: { roomId: number; archived: boolean; by: Doer; at?: number },
  news: RoomNews,
): Promise<boolean> {
  await lockHead(trx, roomId);
  const changed = await trx
    .updateTable('rooms')
    .set({ archived_at: archived ? at : null })
    .where('id', '=', roomId)
    .where('archived_at', archived ? 'is' : 'is not', null)
    .executeTakeFirst();
  if (changed.numUpdatedRows === 0n) return false;
  const entry = { kind: 'archive', user: by, at, data: { by: by.id, archived }, room: { archived } } as const;
  await tell(trx, news, roomId, entry, by.id);
  return true;
}

export async function isArchived(trx: Trx, roomId: number): Promise<boolean> {
  const row = await trx
    .selectFrom('rooms')
    .select('id')
    .where('id', '=', roomId)
    .where('archived_at', 'is not', null)
    .executeTakeFirst();
  return row !== undefined;
}
