import type Sqlite from 'better-sqlite3';
import type { SqliteDatabase } from '../../kernel/db/database.ts';
import { createDiscussion } from './discussion.ts';
import { prepareDiscussion, writeDiscussion } from './sqlite-discussion.ts';
import {
  type Extra,
  fileIdsJson,
  SESSION_LIFE,
  SESSION_SLIDE_AFTER,
  SHUT,
  type Flush,
  type Kept,
  type Outgoing,
  type Refusal,
  type Refused,
  type Shut,
} from './types.ts';

/** The name under which `prepare` of this module is given to the database. */
export const APPEND = 'append';
export const procedures = { [APPEND]: new URL(import.meta.url) };

/** Ships the rows to the writer's thread; there is one writer, so no head is ever missed. */
export function sqliteFlush<T>(database: SqliteDatabase<T>): Flush {
  return async (rows) => {
    const answers = await database.call<Row[], Answer[]>(APPEND, rows.map(pack));
    return answers.map(unpack);
  };
}

/** Rows cross the thread as tuples: half the cost of objects, measured; as JSON they cost half as much again. */
type Row = [
  sessionHash: string | null,
  senderKey: string,
  roomCode: string,
  text: string,
  fileIds: string | null,
  clientId: string,
  clientIdGiven: boolean,
  at: number,
  extra: Extra | null,
];
type Answer =
  | Refusal
  | [
      repeated: boolean,
      roomId: number,
      seq: number,
      no: number,
      userId: number,
      username: string,
      at: number,
      marks: string | null,
    ];

function pack(row: Outgoing): Row {
  return [
    row.sessionHash,
    row.senderKey,
    row.roomCode,
    row.text,
    fileIdsJson(row),
    row.clientId,
    row.clientIdGiven,
    row.at,
    row.extra ?? null,
  ];
}

function unpack(answer: Answer): Kept | Refused {
  if (typeof answer === 'string') return { outcome: 'refused', reason: answer };
  const [repeated, roomId, seq, no, userId, username, at, marks] = answer;
  const kept: Kept = { outcome: 'kept', repeated, roomId, seq, no, userId, username, at };
  return marks === null ? kept : { ...kept, marks };
}

/** Runs in the writer's thread, inside one transaction a call. */
export function prepare(sqlite: Sqlite.Database): (rows: readonly Row[]) => Answer[] {
  const queries = prepareQueries(sqlite);
  return (rows) => {
    const flush = createFlush(queries);
    const answers = rows.map((row) => flush.append(row));
    flush.finish();
    return answers;
  };
}

type Sender = { id: number; username: string; key: string };
type Head = {
  roomId: number;
  seq: number;
  no: number;
  moved: boolean;
  shut: Shut | null;
  members: Map<number, boolean>;
};

/**
 * One flush. What it has looked up it remembers to its end, since nobody else can change it meanwhile; nothing outlives it, so
 * a put-out, a log-out or a disabled account counts from the next flush on.
 */
function createFlush(queries: Queries): { append(row: Row): Answer; finish(): void } {
  const sessions = new Map<string, Sender | undefined>();
  const users = new Map<string, Sender | undefined>();
  const heads = new Map<string, Head | undefined>();
  let discussion: ReturnType<typeof createDiscussion> | undefined;

  function sessionOf(hash: string, at: number): Sender | undefined {
    if (sessions.has(hash)) return sessions.get(hash);
    const session = queries.session.get(hash, at);
    const user = session === undefined ? undefined : queries.userById.get(session[0]);
    let sender: Sender | undefined;
    if (session !== undefined && user !== undefined) {
      sender = { id: session[0], username: user[0], key: user[1] };
      if (at - session[1] > SESSION_SLIDE_AFTER) queries.slide.run(at, at + SESSION_LIFE, hash);
    }
    sessions.set(hash, sender);
    return sender;
  }
  function userOf(key: string): Sender | undefined {
    if (users.has(key)) return users.get(key);
    const found = queries.userByKey.get(key);
    const sender = found === undefined ? undefined : { id: found[0], username: found[1], key };
    users.set(key, sender);
    return sender;
  }
  function headOf(code: string): Head | undefined {
    if (heads.has(code)) return heads.get(code);
    const found = queries.head.get(code);
    const head =
      found === undefined
        ? undefined
        : {
            roomId: found[0],
            seq: found[1],
            no: found[2],
            moved: false,
            shut: queries.shut.get(found[0])?.[0] ?? null,
            members: new Map(),
          };
    heads.set(code, head);
    return head;
  }
  function isMember(head: Head, userId: number): boolean {
    let member = head.members.get(userId);
    if (member === undefined) {
      member = queries.member.get(head.roomId, userId) !== undefined;
      head.members.set(userId, member);
    }
    return member;
  }

  return {
    append([sessionHash, senderKey, roomCode, text, fileIds, clientId, clientIdGiven, at, extra]) {
      const sender = sessionHash === null ? userOf(senderKey) : sessionOf(sessionHash, at);
      if (sender === undefined) return sessionHash === null ? 'user_not_found' : 'not_signed_in';
      if (sender.key !== senderKey) return 'other_user';
      const head = headOf(roomCode);
      if (head === undefined) return 'room_not_found';
      if (clientIdGiven) {
        // Before membership: one who was put out after sending still learns that the message was kept.
        const earlier = queries.earlier.get(clientId, head.roomId, sender.id);
        if (earlier !== undefined) {
          const [seq, no, earlierAt, earlierText, earlierFiles, rev] = earlier;
          // What an edited message first said is not known any more; its id is trusted then.
          if (rev === 0 && (earlierText !== text || earlierFiles !== fileIds)) return 'client_id_reused';
          return [true, head.roomId, seq, no, sender.id, sender.username, earlierAt, null];
        }
      }
      if (sessionHash !== null && !isMember(head, sender.id)) return 'room_not_found';
      if (head.shut !== null) return head.shut;
      const { roomId } = head;
      if (extra !== null) {
        discussion ??= createDiscussion({
          root: (room, seq) => queries.discussion.root(room, seq),
          isMember: (room, userId) => queries.member.get(room, userId) !== undefined,
          isStaff: (room, userId) => queries.discussion.staff(room, userId),
        });
        if (!discussion.isThread(extra, roomId)) return 'thread_not_found';
      }
      const seq = head.seq + 1;
      const threadSeq = extra?.threadSeq ?? null;
      const no = threadSeq === null ? head.no + 1 : head.no;
      const marks = (extra !== null && discussion?.add(extra, { roomId, seq, userId: sender.id, at })) || null;
      queries.insert.run(roomId, seq, no, sender.id, clientId, text, fileIds, at, threadSeq, marks);
      head.seq = seq;
      head.no = no;
      head.moved = true;
      if (fileIds !== null) queries.attach.run(head.roomId, head.seq, fileIds);
      return [false, roomId, seq, no, sender.id, sender.username, at, marks];
    },
    finish() {
      for (const head of heads.values()) if (head?.moved) queries.move.run(head.seq, head.no, head.roomId);
      if (discussion !== undefined) writeDiscussion(queries.discussion, discussion.written());
    },
  };
}

type Queries = ReturnType<typeof prepareQueries>;

function prepareQueries(sqlite: Sqlite.Database) {
  return {
    // One table a query: SQLite takes 10 µs more to set up a join than two lookups by key, measured.
    session: sqlite
      .prepare<[string, number], [userId: number, usedAt: number]>(
        'select user_id, used_at from sessions where token_hash = ? and expires_at > ?',
      )
      .raw(),
    userById: sqlite
      .prepare<[number], [username: string, key: string]>(
        'select username, username_key from users where id = ? and disabled_at is null',
      )
      .raw(),
    slide: sqlite.prepare<[number, number, string]>(
      'update sessions set used_at = ?, expires_at = ? where token_hash = ?',
    ),
    userByKey: sqlite
      .prepare<[string], [id: number, username: string]>(
        'select id, username from users where username_key = ? and disabled_at is null',
      )
      .raw(),
    head: sqlite
      .prepare<[string], [roomId: number, seq: number, no: number]>(
        'select room_id, last_seq, last_no from room_heads where room_id = (select id from rooms where code = ?)',
      )
      .raw(),
    shut: sqlite.prepare<[number], [Shut | null]>(`select ${SHUT} from rooms where id = ?`).raw(),
    earlier: sqlite
      .prepare<
        [string, number, number],
        [seq: number, no: number, at: number, text: string | null, fileIds: string | null, rev: number]
      >('select seq, no, at, text, file_ids, rev from entries where client_id = ? and room_id = ? and user_id = ?')
      .raw(),
    member: sqlite.prepare<[number, number], [number]>('select 1 from members where room_id = ? and user_id = ?').raw(),
    insert: sqlite.prepare<
      [number, number, number, number, string, string, string | null, number, number | null, string | null]
    >(
      `insert into entries (room_id, seq, kind, no, user_id, client_id, text, file_ids, at, target_seq, marks)
       values (?, ?, 'message', ?, ?, ?, ?, ?, ?, ?, ?)`,
    ),
    attach: sqlite.prepare<[number, number, string]>(
      'insert into attachments (room_id, seq, file_id) select ?, ?, value from json_each(?)',
    ),
    move: sqlite.prepare<[number, number, number]>('update room_heads set last_seq = ?, last_no = ? where room_id = ?'),
    discussion: prepareDiscussion(sqlite),
  };
}
