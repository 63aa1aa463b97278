import assert from 'node:assert/strict';
import { hash } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { allEndpoints } from '../contract/index.ts';
import { engines, type FreshDatabase, freshDatabase } from './engines.ts';
import { call, type Cast, PASSWORD, settle } from './torture/cast.ts';
import { type Dump, dump } from './torture/dump.ts';
import { type ServerProcess, startServer } from './torture/server-process.ts';

/** A right call of each kind, by whom, and all that it may touch: `+` a new row, `-` one gone, a column one changed. */
const CALLS: Record<
  string,
  { by: 'amy' | 'bob' | 'tony' | 'head'; input: Record<string, string | number | string[]>; touches: string[] }
> = {
  '/register': {
    by: 'amy',
    input: { username: 'zoe', password: PASSWORD },
    touches: ['+audit', '+devices', '+sessions', '+users'],
  },
  '/login': { by: 'amy', input: { username: 'amy', password: PASSWORD }, touches: ['+sessions'] },
  '/create_recovery_code': { by: 'head', input: { username: 'amy' }, touches: ['+audit', '+recovery_codes'] },
  '/submit_fcm_token': { by: 'amy', input: { username: 'amy', token: 't' }, touches: ['+push_tokens'] },
  '/change_info': {
    by: 'amy',
    input: { username: 'amy', nickname: 'Wow' },
    touches: ['+audit', 'users.nickname', 'users.nickname_skeleton'],
  },
  '/create_course': {
    by: 'tony',
    input: { course_code: 'N1', course_name: 'New', username: 'tony' },
    touches: [
      '+audit',
      '+courses',
      '+entries',
      '+inbox_entries',
      '+members',
      '+reads',
      '+room_heads',
      '+rooms',
      'inboxes.last_seq',
    ],
  },
  '/select_course': {
    by: 'amy',
    input: { action: 'add', username: 'amy', course_code: 'B01' },
    touches: [
      '+audit',
      '+course_people',
      '+entries',
      '+inbox_entries',
      '+members',
      '+reads',
      'inboxes.last_seq',
      'room_heads.last_seq',
    ],
  },
  '/edit_assistant': {
    by: 'tony',
    input: { course_code: 'A01', action: 'add', username: 'bob' },
    touches: ['+audit', 'course_people.role', 'members.staff'],
  },
  '/add_courseinfo': {
    by: 'tony',
    input: { course_code: 'A01', section: 'content', username: 'tony', title: 'Week 1', body: 'Read it.' },
    touches: ['+audit', '+entries', '+posts', 'room_heads.last_seq'],
  },
  '/edit_courseinfo': {
    by: 'tony',
    input: { id: 1, title: 'Very important!', body: 'Bring it on Friday.', rev: 0 },
    touches: ['+audit', '+entries', 'posts.body', 'posts.rev', 'posts.title', 'room_heads.last_seq'],
  },
  '/delete_courseinfo': {
    by: 'tony',
    input: { id: 1 },
    touches: ['+audit', '+entries', '-posts', 'entries.data', 'room_heads.last_seq'],
  },
  '/enrol_list': {
    by: 'tony',
    input: { course_code: 'A01', usernames: ['eve'] },
    touches: [
      '+audit',
      '+course_people',
      '+entries',
      '+inbox_entries',
      '+inboxes',
      '+members',
      '+reads',
      'room_heads.last_seq',
    ],
  },
  '/edit_course': {
    by: 'tony',
    input: { course_code: 'A01', course_name: 'Newer', enrolment: 'code', enrolment_code: 'spring', archived: 1 },
    touches: [
      '+audit',
      '+entries',
      'courses.archived_at',
      'courses.enrolment',
      'courses.enrolment_code',
      'courses.name',
      'room_heads.last_seq',
      'rooms.archived_at',
      'rooms.name',
    ],
  },
  '/hand_over_course': {
    by: 'tony',
    input: { course_code: 'A01', username: 'ann' },
    touches: [
      '+audit',
      '+course_people',
      '+entries',
      '+inbox_entries',
      '+members',
      '+reads',
      'courses.instructor_id',
      'inboxes.last_seq',
      'members.staff',
      'room_heads.last_seq',
      'rooms.owner_id',
    ],
  },
  '/create_chat': {
    by: 'amy',
    input: { room_code: 'N2', room_name: 'New', username: 'amy' },
    touches: ['+entries', '+inbox_entries', '+members', '+reads', '+room_heads', '+rooms', 'inboxes.last_seq'],
  },
  '/edit_user': {
    by: 'amy',
    input: { room_code: 'G01', action: 'add', username: 'tony' },
    touches: ['+audit', '+entries', '+inbox_entries', '+members', '+reads', 'inboxes.last_seq', 'room_heads.last_seq'],
  },
  '/send_message': {
    by: 'amy',
    input: { room_code: 'G01', sender: 'amy', message: 'Hi.' },
    touches: ['+entries', 'room_heads.last_no', 'room_heads.last_seq'],
  },
  '/edit_message': {
    by: 'amy',
    input: { room_code: 'G01', id: 3, message: 'Hello, all!' },
    touches: ['+entries', '+revisions', 'entries.rev', 'entries.text', 'room_heads.last_seq'],
  },
  '/react': {
    by: 'bob',
    input: { room_code: 'G01', id: 3, emoji: '👍', action: 'add' },
    touches: ['+entries', 'entries.marks', 'room_heads.last_seq'],
  },
  '/pin_message': {
    by: 'bob',
    input: { room_code: 'G01', id: 3, action: 'add' },
    touches: ['+entries', 'entries.pinned_seq', 'room_heads.last_seq'],
  },
  '/follow_thread': {
    by: 'bob',
    input: { room_code: 'G01', id: 3, action: 'add' },
    touches: ['+inbox_entries', '+thread_follows', 'inboxes.last_seq'],
  },
  '/mark_thread_read': { by: 'bob', input: { room_code: 'G01', id: 3, read: 3 }, touches: [] },
  '/delete_message': {
    by: 'amy',
    input: { room_code: 'G01', id: 3 },
    touches: [
      '+entries',
      '-attachments',
      '-revisions',
      'entries.file_ids',
      'entries.marks',
      'entries.pinned_seq',
      'entries.rev',
      'entries.text',
      'room_heads.last_seq',
    ],
  },
  '/edit_chat': {
    by: 'amy',
    input: { room_code: 'G01', room_name: 'Renamed' },
    touches: ['+audit', '+entries', 'room_heads.last_seq', 'rooms.name'],
  },
  '/hand_over_chat': {
    by: 'amy',
    input: { room_code: 'G01', username: 'bob' },
    touches: ['+audit', '+entries', 'room_heads.last_seq', 'rooms.owner_id'],
  },
  '/mark_read': {
    by: 'amy',
    input: { room_code: 'G01', id: 1000 },
    touches: ['+inbox_entries', 'inboxes.last_seq', 'reads.at', 'reads.no', 'reads.seq'],
  },
  '/remove_picture': { by: 'amy', input: {}, touches: [] },
  '/end_other_sessions': { by: 'amy', input: {}, touches: ['+audit', '-sessions'] },
  // The session that asks, by the id that it is listed under.
  '/end_session': { by: 'head', input: {}, touches: ['+audit', '-sessions'] },
  '/refresh': { by: 'amy', input: {}, touches: ['+sessions', 'sessions.expires_at'] },
  '/logout': { by: 'amy', input: {}, touches: ['-sessions'] },
};

for (const engine of engines) {
  describe(`fields that are no field of the call, ${engine}`, () => {
    let place: FreshDatabase;
    let server: ServerProcess;
    let cast: Cast;
    before(async () => {
      place = await freshDatabase(engine);
      server = await startServer(place, { RECOVERY: 'code' });
      cast = await settle(server);
    });
    after(async () => {
      await server.kill();
      await place.drop();
    });

    test('every call that writes JSON is tried', () => {
      const writing = allEndpoints
        .filter((one) => one.method === 'POST' && one.body !== 'multipart')
        .map((one) => one.path);
      assert.deepEqual(Object.keys(CALLS).toSorted(), writing.toSorted());
    });

    for (const [path, { by, input, touches }] of Object.entries(CALLS)) {
      test(`${path} writes what it should and nothing else`, async () => {
        const earlier = await dump(place);
        const declared = Object.keys(allEndpoints.find((one) => one.path === path)?.input.properties ?? {});
        const extra = canaries(earlier, declared);
        const { token } = cast[by];
        const own = path === '/end_session' ? { id: hash('sha256', token).slice(0, 16) } : {};
        const { body } = await call(server.url, path, { ...extra, ...input, ...own }, token);
        assert.equal(body['status'], 'success', JSON.stringify(body));
        const later = await dump(place);
        assert.deepEqual(changes(earlier, later), touches);
        const text = JSON.stringify([...later].map(([table, rows]) => [table, [...rows.keys()]]));
        assert.deepEqual(
          Object.values(extra).filter((value) => /canary|98765/.test(String(value)) && text.includes(String(value))),
          [],
        );
      });
    }

    test('nobody became more than they are', async () => {
      const users = [...((await dump(place)).get('users')?.values() ?? [])];
      const staff = users
        .filter((user) => user['role'] !== 'student')
        .map((user) => `${String(user['username'])} ${String(user['role'])}`);
      assert.deepEqual(staff.toSorted(), ['ann instructor', 'head admin', 'tony instructor']);
    });
  });
}

/** A value of the right kind for every column of the database, each to be known again. */
function canaries(earlier: Dump, declared: readonly string[]): Record<string, unknown> {
  const columns = new Map<string, unknown>();
  for (const rows of earlier.values())
    for (const row of rows.values()) for (const [name, value] of Object.entries(row)) columns.set(name, value);
  const extra: Record<string, unknown> = {};
  let count = 0;
  for (const [name, value] of columns) {
    if (declared.includes(name)) continue;
    extra[name] = name === 'role' ? 'admin' : typeof value === 'number' ? 987_650_000 + count++ : `canary_${name}`;
  }
  return extra;
}

/** What was added, taken away or changed, by table and column; rows are the same row when their first column is. */
function changes(earlier: Dump, later: Dump): string[] {
  const found = new Set<string>();
  for (const [table, rows] of later) {
    const old = new Map([...(earlier.get(table)?.values() ?? [])].map((row) => [identity(table, row), row]));
    const now = new Map([...rows.values()].map((row) => [identity(table, row), row]));
    for (const key of old.keys()) if (!now.has(key)) found.add(`-${table}`);
    for (const [key, row] of now) {
      const was = old.get(key);
      if (was === undefined) found.add(`+${table}`);
      else
        for (const [column, value] of Object.entries(row)) if (was[column] !== value) found.add(`${table}.${column}`);
    }
  }
  return [...found].toSorted();
}

function identity(table: string, row: Record<string, unknown>): string {
  const keys: Record<string, string[]> = {
    course_people: ['course_id', 'user_id'],
    entries: ['room_id', 'seq'],
    members: ['room_id', 'user_id'],
    inboxes: ['user_id'],
    inbox_entries: ['user_id', 'seq'],
    reads: ['user_id', 'room_id'],
    revisions: ['room_id', 'seq', 'rev'],
    mentions: ['user_id', 'room_id', 'seq'],
    thread_follows: ['user_id', 'room_id', 'seq'],
    push_tokens: ['user_id', 'token'],
    attachments: ['file_id', 'room_id', 'seq'],
    post_files: ['post_id', 'position'],
    attempts: ['kind', 'subject', 'at'],
    room_heads: ['room_id'],
    settings: ['name'],
  };
  const key = keys[table] ?? ['id' in row ? 'id' : 'token_hash' in row ? 'token_hash' : 'hash'];
  return JSON.stringify(key.map((column) => row[column]));
}
