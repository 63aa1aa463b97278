import type { Kysely } from 'kysely';
import { readFileIds } from '../chat/entry.ts';
import type { Section } from '../courses/tables.ts';
import type { Tables } from '../tables.ts';

/** What can be found: a message, by its seq in its room, or a post, by its id; a post belongs to its course's room. */
export type Key = { roomId: number; isPost: boolean; ref: number };

/** A message or post as it is now. */
export type Document = Key & {
  at: number;
  userId: number;
  username: string;
  nickname: string;
  room: { code: string; name: string; kind: 'group' | 'course' | 'direct' };
  text: string;
  fileIds: string[];
  /** Seq of the root of the thread that a message is a reply in. */
  thread: number | null;
  post: { title: string; section: Section; courseCode: string } | null;
};

/** Who reads: a user, and the one room that an admin has named and may read without being in it. */
export type Reader = { userId: number; alsoRoomId: number };

/** An engine takes only so long a condition. */
const STEP = 100;

export function nameOf({ roomId, isPost, ref }: Key): string {
  return `${roomId} ${isPost ? 'post' : 'seq'} ${ref}`;
}

/**
 * Those of these that are there, by their names (see `nameOf`). With a `reader` only what that user may read, by the same rules as
 * reading itself and as the same statement sees them: members read a room's messages, a course's people its posts.
 */
export async function readDocuments(
  db: Kysely<Tables>,
  keys: readonly Key[],
  reader?: Reader,
): Promise<Map<string, Document>> {
  const documents = new Map<string, Document>();
  for (let start = 0; start < keys.length; start += STEP) {
    const step = keys.slice(start, start + STEP);
    const found = [
      ...(await readMessages(
        db,
        step.filter((key) => !key.isPost),
        reader,
      )),
      ...(await readPosts(
        db,
        step.filter((key) => key.isPost),
        reader,
      )),
    ];
    for (const document of found) documents.set(nameOf(document), document);
  }
  return documents;
}

async function readMessages(db: Kysely<Tables>, keys: readonly Key[], reader?: Reader): Promise<Document[]> {
  if (keys.length === 0) return [];
  const rows = await db
    .selectFrom('entries')
    .innerJoin('rooms', 'rooms.id', 'entries.room_id')
    .innerJoin('users', 'users.id', 'entries.user_id')
    .select([
      'entries.room_id',
      'seq',
      'at',
      'entries.user_id',
      'username',
      'nickname',
      'text',
      'file_ids',
      'target_seq',
    ])
    .select(['rooms.code', 'rooms.name', 'rooms.kind as roomKind'])
    .where('entries.kind', '=', 'message')
    .where((is) => is.or(keys.map((key) => is.and({ 'entries.room_id': key.roomId, 'entries.seq': key.ref }))))
    .$if(reader !== undefined, (query) =>
      query.where((is) =>
        is.or([
          is('entries.room_id', '=', reader?.alsoRoomId ?? 0),
          is.exists(
            is
              .selectFrom('members')
              .select('members.user_id')
              .whereRef('members.room_id', '=', 'entries.room_id')
              .where('members.user_id', '=', reader?.userId ?? 0),
          ),
        ]),
      ),
    )
    .execute();
  return (
    rows
      .map((row) => ({
        ...common(row),
        ref: row.seq,
        isPost: false,
        text: row.text ?? '',
        fileIds: readFileIds(row.file_ids),
        thread: row.target_seq,
        post: null,
      }))
      // A deleted message is a row without words.
      .filter(({ text, fileIds }) => text !== '' || fileIds.length > 0)
  );
}

async function readPosts(db: Kysely<Tables>, keys: readonly Key[], reader?: Reader): Promise<Document[]> {
  if (keys.length === 0) return [];
  const ids = keys.map((key) => key.ref);
  const rows = await db
    .selectFrom('posts')
    .innerJoin('courses', 'courses.id', 'posts.course_id')
    .innerJoin('rooms', 'rooms.id', 'courses.room_id')
    .innerJoin('users', 'users.id', 'posts.author_id')
    .select([
      'courses.room_id',
      'posts.id as ref',
      'at',
      'users.id as user_id',
      'username',
      'nickname',
      'body',
      'title',
    ])
    .select(['section', 'courses.code as courseCode', 'rooms.code', 'rooms.name', 'rooms.kind as roomKind'])
    .where('posts.id', 'in', ids)
    .$if(reader !== undefined, (query) =>
      query.where((is) =>
        is.or([
          is('courses.room_id', '=', reader?.alsoRoomId ?? 0),
          is('courses.instructor_id', '=', reader?.userId ?? 0),
          is.exists(
            is
              .selectFrom('course_people')
              .select('course_people.user_id')
              .whereRef('course_people.course_id', '=', 'courses.id')
              .where('course_people.user_id', '=', reader?.userId ?? 0),
          ),
        ]),
      ),
    )
    .execute();
  const files = await db
    .selectFrom('post_files')
    .select(['post_id', 'file_id'])
    .where('post_id', 'in', ids)
    .orderBy('post_id')
    .orderBy('position')
    .execute();
  return rows.map((row) => ({
    ...common(row),
    ref: row.ref,
    isPost: true,
    text: row.body,
    thread: null,
    fileIds: files.filter((file) => file.post_id === row.ref).map((file) => file.file_id),
    post: { title: row.title, section: row.section, courseCode: row.courseCode },
  }));
}

type CommonRow = {
  room_id: number;
  at: number;
  user_id: number;
  username: string;
  nickname: string;
  code: string;
  name: string;
  roomKind: Document['room']['kind'];
};

function common(row: CommonRow) {
  return {
    roomId: row.room_id,
    at: row.at,
    userId: row.user_id,
    username: row.username,
    nickname: row.nickname,
    room: { code: row.code, name: row.name, kind: row.roomKind },
  };
}

/** One entry of a log as the index takes it. */
export type LogRow = { room_id: number; seq: number; kind: string; target_seq: number | null; data: string | null };

/** What of a log must be looked at anew after an entry: the message itself, the one it changes, or the post it tells of. */
export function keyOf({ room_id: roomId, seq, kind, target_seq: target, data }: LogRow): Key | undefined {
  if (kind === 'message') return { roomId, isPost: false, ref: seq };
  if (kind === 'post') {
    const id = /^\{"post":(\d+)/.exec(data ?? '')?.[1];
    return id === undefined ? undefined : { roomId, isPost: true, ref: Number(id) };
  }
  return target === null ? undefined : { roomId, isPost: false, ref: target };
}

/** A room's log after `seq`, in order. */
export async function readLog(
  db: Kysely<Tables>,
  roomId: number,
  seq: number,
  limit: number,
): Promise<(LogRow & { at: number })[]> {
  return log(db).where('room_id', '=', roomId).where('seq', '>', seq).orderBy('seq').limit(limit).execute();
}

/** What is after these places in the logs of several rooms. */
export async function readEnds(
  db: Kysely<Tables>,
  places: readonly { roomId: number; seq: number }[],
): Promise<LogRow[]> {
  const rows: LogRow[] = [];
  for (let start = 0; start < places.length; start += STEP) {
    const step = places.slice(start, start + STEP);
    const found = await log(db)
      .where((is) => is.or(step.map(({ roomId, seq }) => is.and([is('room_id', '=', roomId), is('seq', '>', seq)]))))
      .execute();
    rows.push(...found);
  }
  return rows;
}

/** What carries these files. */
export async function readCarriers(db: Kysely<Tables>, fileIds: readonly string[]): Promise<Key[]> {
  const keys = new Map<string, Key>();
  for (let start = 0; start < fileIds.length; start += STEP) {
    const rows = await log(db)
      .innerJoin('attachments', (join) =>
        join.onRef('attachments.room_id', '=', 'entries.room_id').onRef('attachments.seq', '=', 'entries.seq'),
      )
      .where('file_id', 'in', fileIds.slice(start, start + STEP))
      .execute();
    for (const row of rows) {
      const key = keyOf(row);
      if (key !== undefined) keys.set(nameOf(key), key);
    }
  }
  return [...keys.values()];
}

function log(db: Kysely<Tables>) {
  return (
    db
      .selectFrom('entries')
      .select(['entries.room_id', 'entries.seq', 'kind', 'target_seq', 'at'])
      // A message says nothing of others.
      .select((is) => is.case().when('kind', '=', 'post').then(is.ref('data')).else(null).end().as('data'))
  );
}
