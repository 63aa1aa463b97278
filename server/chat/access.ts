import type { People } from '../accounts/access.ts';
import { writeAudit } from '../audit.ts';
import { transaction } from '../kernel/db/database.ts';
import type { SignedIn } from '../kernel/http/caller.ts';
import { fail } from '../kernel/http/failure.ts';
import type { School, Trx } from '../school.ts';

export type Room = { id: number; code: string; name: string; kind: 'group' | 'course' | 'direct'; ownerId: number };

type Db = School['database']['db'] | Trx;

export async function findRoom(db: Db, code: string): Promise<Room | undefined> {
  return db
    .selectFrom('rooms')
    .select(['id', 'code', 'name', 'kind', 'owner_id as ownerId'])
    .where('code', '=', code)
    .where('deleted_at', 'is', null)
    .executeTakeFirst();
}

/**
 * Who knows whom, by the groups and courses they share; every course has a room, which its instructor owns. A conversation of two
 * makes nobody known that was not.
 */
export function peopleOf(db: Db): People {
  return {
    shareRoom: (one, other) => shareRoom(db, one, other),
    sharing: (user) =>
      db
        .selectFrom('members as theirs')
        .innerJoin('members as mine', 'mine.room_id', 'theirs.room_id')
        .innerJoin('rooms', 'rooms.id', 'mine.room_id')
        .select('theirs.user_id')
        .where('rooms.kind', '<>', 'direct')
        .where('mine.user_id', '=', user)
        .$asScalar(),
    teaches: (instructor, student) => teaches(db, instructor, student),
  };
}

async function shareRoom(db: Db, one: number, other: number): Promise<boolean> {
  const row = await db
    .selectFrom('members as mine')
    .innerJoin('members as theirs', 'theirs.room_id', 'mine.room_id')
    .innerJoin('rooms', 'rooms.id', 'mine.room_id')
    .select('mine.room_id')
    .where('rooms.kind', '<>', 'direct')
    .where('mine.user_id', '=', one)
    .where('theirs.user_id', '=', other)
    .executeTakeFirst();
  return row !== undefined;
}

async function teaches(db: Db, instructor: number, student: number): Promise<boolean> {
  const row = await db
    .selectFrom('rooms')
    .innerJoin('members', 'members.room_id', 'rooms.id')
    .select('rooms.id')
    .where('kind', '=', 'course')
    .where('owner_id', '=', instructor)
    .where('members.user_id', '=', student)
    .executeTakeFirst();
  return row !== undefined;
}

/**
 * A room the viewer may read: members, and admins except in direct conversations, which is written down. Without a viewer
 * (open access) any room but a direct conversation, which is beyond the document. Not allowed and not there answer the same.
 */
export async function accessRoom(school: School, viewer: SignedIn | undefined, code: string): Promise<RoomNow> {
  const found = school.database.read<RoomNow>(ROOM_FOR, viewer?.userId ?? 0, code);
  const [room] = found instanceof Promise ? await found : found;
  if (room === undefined) throw fail('chat_not_found');
  if (room.member !== null || (viewer === undefined && room.kind !== 'direct')) return room;
  if (viewer?.role !== 'admin' || room.kind === 'direct') throw fail('chat_not_found');
  await auditRead(school, viewer, `room ${room.code}`);
  return room;
}

/** A room and its head as one statement saw them. */
export type RoomNow = Room & { lastSeq: number; member: 1 | null };
const ROOM_FOR = `select id, code, name, kind, owner_id as "ownerId",
  (select last_seq from room_heads where room_id = id) as "lastSeq",
  (select 1 from members where room_id = id and user_id = ?) as member
  from rooms where code = ? and deleted_at is null`;

/**
 * Whether the viewer may read a file: its uploader, and whoever may read a room that carries it. Course posts are entries of
 * their course's room, so they are covered. Without a viewer (open access) everyone may.
 */
export async function mayReadFile(
  school: School,
  viewer: SignedIn | undefined,
  file: { id: string; uploader_id: number | null },
): Promise<boolean> {
  if (viewer === undefined || file.uploader_id === viewer.userId) return true;
  const { db } = school.database;
  const carriers = db.selectFrom('attachments').where('file_id', '=', file.id);
  const asMember = await carriers
    .innerJoin('members', 'members.room_id', 'attachments.room_id')
    .select('seq')
    .where('user_id', '=', viewer.userId)
    .executeTakeFirst();
  if (asMember !== undefined) return true;
  if (viewer.role !== 'admin') return false;
  const asAdmin = await carriers
    .innerJoin('rooms', 'rooms.id', 'attachments.room_id')
    .select('seq')
    .where('kind', '<>', 'direct')
    .executeTakeFirst();
  if (asAdmin === undefined) return false;
  await auditRead(school, viewer, `file ${file.id}`);
  return true;
}

/** Those of these files that the viewer may read, by the same rule, in a few statements for all of them. */
export async function readableFiles(
  school: School,
  viewer: SignedIn | undefined,
  ids: readonly string[],
): Promise<Set<string>> {
  const { db } = school.database;
  if (ids.length === 0) return new Set();
  const files = await db.selectFrom('files').select(['id', 'uploader_id']).where('id', 'in', ids).execute();
  if (viewer === undefined) return new Set(files.map((file) => file.id));
  const own = files.filter((file) => file.uploader_id === viewer.userId).map((file) => file.id);
  const carried = await db
    .selectFrom('attachments')
    .innerJoin('members', 'members.room_id', 'attachments.room_id')
    .select('file_id')
    .distinct()
    .where('file_id', 'in', ids)
    .where('user_id', '=', viewer.userId)
    .execute();
  const readable = new Set([...own, ...carried.map((row) => row.file_id)]);
  const rest = files.map((file) => file.id).filter((id) => !readable.has(id));
  if (viewer.role !== 'admin' || rest.length === 0) return readable;
  const asAdmin = await db
    .selectFrom('attachments')
    .innerJoin('rooms', 'rooms.id', 'attachments.room_id')
    .select('file_id')
    .distinct()
    .where('file_id', 'in', rest)
    .where('kind', '<>', 'direct')
    .execute();
  const read = asAdmin.map((row) => row.file_id);
  await auditRead(school, viewer, ...read.map((id) => `file ${id}`));
  return new Set([...readable, ...read]);
}

async function auditRead(school: School, viewer: SignedIn, ...targets: readonly string[]): Promise<void> {
  if (targets.length === 0) return;
  await transaction(school.database, async (trx) => {
    for (const target of targets)
      await writeAudit(trx, school, { actorId: viewer.userId, action: 'read as admin', target });
  });
}

/** Members, names and ends of groups alone are changed here: a course's group goes with its course, a conversation of two with nobody. */
export function requireGroup(room: Pick<Room, 'kind'>): void {
  if (room.kind === 'direct') throw fail('direct_chat');
  if (room.kind !== 'group') throw fail('course_chat');
}

/** A group is changed by its owner and by admins. Throws what the document says. */
export function accessRoomEdit(by: SignedIn, room: Room): void {
  requireGroup(room);
  accessOwnRoom(by, room);
}

/** What belongs to the owner of a group or course's room, and to admins: its description, its invitations. */
export function accessOwnRoom(by: SignedIn, room: Pick<Room, 'kind' | 'ownerId'>): void {
  if (room.kind === 'direct') throw fail('direct_chat');
  if (by.role !== 'admin' && by.userId !== room.ownerId) throw fail('not_chat_owner');
}

/** Who may change a group's members: any member and admins add, the owner and admins put out, everyone leaves. */
export function accessMembers(
  by: SignedIn | undefined,
  room: Room,
  action: 'add' | 'remove',
  user: { id: number },
): void {
  if (by === undefined || action === 'add' || by.role === 'admin') return;
  if (by.userId !== room.ownerId && by.userId !== user.id && room.kind === 'group') throw fail('not_room_owner');
}
