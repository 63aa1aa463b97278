import assert from 'node:assert/strict';
import { hash } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { allEndpoints } from '../contract/index.ts';
import { engines, type FreshDatabase, freshDatabase } from './engines.ts';
import { call, type Cast, settle, upload } from './torture/cast.ts';
import { CALLS } from './mass-assignment-calls.ts';
import { type Dump, dump } from './torture/dump.ts';
import { type ServerProcess, startServer } from './torture/server-process.ts';

for (const engine of engines) {
  describe(`fields that are no field of the call, ${engine}`, () => {
    let place: FreshDatabase;
    let server: ServerProcess;
    let cast: Cast;
    let invitation: unknown;
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
        .filter((one) => one.method === 'POST' && one.body !== 'multipart' && one.body !== 'tus')
        .map((one) => one.path);
      assert.deepEqual(Object.keys(CALLS).toSorted(), writing.toSorted());
    });

    for (const [path, { by, input, touches }] of Object.entries(CALLS)) {
      test(`${path} writes what it should and nothing else`, async () => {
        const loose = path === '/delete_file' ? await upload(server.url, 'x', 'a.txt', cast[by].token) : undefined;
        const earlier = await dump(place);
        const declared = Object.keys(allEndpoints.find((one) => one.path === path)?.input.properties ?? {});
        const extra = canaries(earlier, declared);
        const { token } = cast[by];
        const own = path === '/end_session' ? { id: hash('sha256', token).slice(0, 16) } : {};
        const invited = declared.includes('token') && path.endsWith('_invitation') ? { token: invitation } : {};
        const { body } = await call(
          server.url,
          path,
          { ...extra, ...input, ...own, ...invited, ...(loose && { file_id: loose.body['file_id'] }) },
          token,
        );
        if (path === '/create_invitation') invitation = body['token'];
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
    drafts: ['user_id', 'room_id', 'thread_seq'],
    preferences: ['user_id'],
    directs: ['low_id', 'high_id'],
    blocks: ['user_id', 'blocked_id'],
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
