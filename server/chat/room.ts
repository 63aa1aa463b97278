import type { User } from '../accounts/access.ts';
import { transaction } from '../kernel/db/database.ts';
import { isUniqueViolation } from '../kernel/db/errors.ts';
import { fail } from '../kernel/http/failure.ts';
import type { School, Trx } from '../school.ts';
import { writeAudit } from '../audit.ts';
import { findRoom, requireGroup, type Room } from './access.ts';
import { type Entry, PLAIN } from './entry.ts';
import { type NewInboxEntry, tellInboxes } from './inbox.ts';
import { addEntry, addRoomHead, lockHead } from './log.ts';
import { readToHere } from './reads.ts';
import type { ChatTables } from './tables.ts';

/** Entries that a transaction added to rooms, to be handed out after its commit. */
export type RoomNews = Map<number, Entry[]>;

/** 1 to 64 characters without controls; `~` begins the codes that the server makes. */
export function isValidCode(code: string): boolean {
  return [...code].length <= 64 && !/[\p{Cc}\u2028\u2029]/u.test(code) && !code.startsWith('~') && code.trim() !== '';
}

/** Names of rooms and courses: one line of 1 to 200 characters. */
export function isValidTitle(name: string): boolean {
  return [...name].length <= 200 && !/[\p{Cc}\u2028\u2029]/u.test(name) && name.trim() !== '';
}

/** Makes a group. Throws `Chat already exists`; codes of courses are taken by their rooms. */
export async function addGroup(school: School, group: { code: string; name: string; owner: User }): Promise<void> {
  if (!isValidCode(group.code)) throw fail('invalid_room_code');
  if (!isValidTitle(group.name)) throw fail('invalid_room_name');
  await changeRooms(school, async (trx, news) => {
    await addRoom(trx, school, { ...group, kind: 'group' }, news);
  }).catch((error: unknown) => {
    throw isUniqueViolation(error) ? fail('chat_exists') : error;
  });
}

/** Makes a room with its owner in it. A code that is taken violates a unique key. */
export async function addRoom(
  trx: Trx,
  school: School,
  room: { code: string; name: string; kind: ChatTables['rooms']['kind']; owner: Pick<User, 'id' | 'username'> },
  news: RoomNews,
): Promise<number> {
  const { id } = await trx
    .insertInto('rooms')
    .values({
      code: room.code,
      name: room.name,
      kind: room.kind,
      owner_id: room.owner.id,
      created_at: school.clock.now(),
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  await addRoomHead(trx, id);
  await addMember(trx, school, { roomId: id, user: room.owner, by: room.owner.id }, news);
  return id;
}

/** Adds a member; twice is once. */
export async function addMember(
  trx: Trx,
  school: School,
  { roomId, user, by }: { roomId: number; user: Pick<User, 'id' | 'username'>; by: number },
  news: RoomNews,
): Promise<void> {
  const { lastSeq, lastNo } = await lockHead(trx, roomId);
  const at = school.clock.now();
  const added = await trx
    .insertInto('members')
    .values({ room_id: roomId, user_id: user.id, joined_at: at, joined_seq: lastSeq + 1 })
    .onConflict((same) => same.columns(['room_id', 'user_id']).doNothing())
    .executeTakeFirst();
  if (!added.numInsertedOrUpdatedRows) return;
  await readToHere(trx, { userId: user.id, roomId, seq: lastSeq + 1, no: lastNo, at });
  await tell(trx, news, roomId, { kind: 'join', user, at, data: { by } }, by);
}

/** Removes a member; twice is once. */
export async function removeMember(
  trx: Trx,
  school: School,
  { roomId, user, by }: { roomId: number; user: User; by: number },
  news: RoomNews,
): Promise<void> {
  await lockHead(trx, roomId);
  const removed = await trx
    .deleteFrom('members')
    .where('room_id', '=', roomId)
    .where('user_id', '=', user.id)
    .executeTakeFirst();
  if (removed.numDeletedRows === 0n) return;
  await tell(trx, news, roomId, { kind: 'leave', user, at: school.clock.now(), data: { by } }, by);
}

/** Adds to a group or puts out of it, for one who may (see `accessMembers`). Throws what the document says. */
export async function editMembers(
  school: School,
  edit: { room: Room; action: 'add' | 'remove'; user: User; by: number | null },
): Promise<void> {
  const { room, action, user } = edit;
  requireGroup(room);
  await changeRooms(school, async (trx, news) => {
    await lockHead(trx, room.id);
    const present = await findRoom(trx, room.code);
    if (present === undefined) throw fail('chat_not_found');
    if (action === 'remove' && present.ownerId === user.id) throw fail('owner_stays');
    const change = { roomId: room.id, user, by: edit.by ?? user.id };
    await (action === 'add' ? addMember : removeMember)(trx, school, change, news);
    await writeAudit(trx, school, {
      actorId: edit.by,
      action: `${action} member`,
      target: `room ${room.code}`,
      detail: { user: user.username },
    });
  });
}

/** Whether a member is of the staff of a course's room besides its owner: whom courses call an assistant. */
export async function setStaff(
  trx: Trx,
  { roomId, userId, isStaff }: { roomId: number; userId: number; isStaff: boolean },
): Promise<void> {
  await trx
    .updateTable('members')
    .set({ staff: isStaff ? 1 : 0 })
    .where('room_id', '=', roomId)
    .where('user_id', '=', userId)
    .execute();
}

/** Runs one change of rooms as one transaction and hands its entries out after the commit. */
export async function changeRooms<T>(
  school: School,
  /** `moved`: users whose inboxes the change has told itself. */
  change: (trx: Trx, news: RoomNews, moved: number[]) => Promise<T>,
): Promise<T> {
  let news: RoomNews = new Map();
  let told: readonly number[] = [];
  const result = await transaction(school.database, async (trx) => {
    // A transaction that ran again has told nobody yet.
    news = new Map();
    const moved: number[] = [];
    const changed = await change(trx, news, moved);
    told = [...moved, ...(await tellInboxes(trx, comingsAndGoings(news)))];
    return changed;
  });
  for (const [roomId, entries] of news) school.events.emit('entries', roomId, entries);
  if (told.length > 0) school.events.emit('inboxes', told);
  return result;
}

/** What those who came and went find in their inboxes. */
function comingsAndGoings(news: RoomNews): NewInboxEntry[] {
  return [...news].flatMap(([roomId, entries]) =>
    entries
      .filter(({ kind }) => kind === 'join' || kind === 'leave')
      .map(({ kind, userId, at }) => ({
        kind: kind === 'join' ? 'room_added' : 'room_removed',
        userId,
        data: { room: roomId },
        at,
      })),
  );
}

/** Adds an entry to a room's log and to the news of its transaction. `by`: the id of who did it. */
export async function tell(
  trx: Trx,
  news: RoomNews,
  roomId: number,
  entry: {
    kind: Exclude<Entry['kind'], 'message'>;
    user: Pick<User, 'id' | 'username'>;
    at: number;
    /** As it is kept in `entries.data` and `entries.marks`. */
    data?: unknown;
    keptMarks?: string | null;
  } & Partial<Pick<Entry, 'name' | 'post' | 'room' | 'targetSeq' | 'rev' | 'text' | 'marks' | 'thread' | 'reaction'>>,
  by?: number,
): Promise<number> {
  const { kind, user, at, data, keptMarks, ...told } = entry;
  const { targetSeq, rev } = told;
  const kept = {
    kind,
    userId: user.id,
    at,
    data,
    rev: rev ?? 0,
    targetSeq: targetSeq ?? null,
    marks: keptMarks ?? null,
  };
  const seq = await addEntry(trx, roomId, kept);
  const doer = by === undefined || by === user.id ? user : await getUserById(trx, by);
  const entryTold: Entry = {
    ...PLAIN,
    ...told,
    ...{ seq, kind, userId: user.id, username: user.username, at },
    by: by === undefined ? null : doer.username,
  };
  news.set(roomId, [...(news.get(roomId) ?? []), entryTold]);
  return seq;
}

async function getUserById(trx: Trx, id: number): Promise<{ username: string }> {
  return trx.selectFrom('users').select('username').where('id', '=', id).executeTakeFirstOrThrow();
}
