import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import { engines, freshDatabase } from '../../test/engines.ts';
import { readDetails } from '../chat/entry.ts';
import { openDatabase } from '../kernel/db/database.ts';
import type { Tables } from '../tables.ts';
import { migrations } from './index.ts';

for (const engine of engines) {
  test(`a school from before the live protocol comes along, ${engine}`, async (t) => {
    const place = await freshDatabase(engine);
    t.after(() => place.drop());
    const old = await openDatabase<Tables>({ ...place, migrations, migrateTo: '0001-school' });
    await sql
      .raw(`insert into users (username, username_key, username_skeleton, nickname, nickname_skeleton, role, password_hash, created_at)
      values ('tony', 'tony', 'tony', 'tony', 'tony', 'instructor', '', 0)`)
      .execute(old.db);
    await sql
      .raw(`insert into rooms (code, name, kind, owner_id, created_at) values ('A01', 'Group', 'course', 1, 0)`)
      .execute(old.db);
    await sql
      .raw(`insert into courses (code, name, instructor_id, room_id, created_at) values ('A01', 'Course', 1, 1, 0)`)
      .execute(old.db);
    await sql.raw(`insert into room_heads values (1, 4, 1)`).execute(old.db);
    await sql.raw(`insert into members values (1, 1, 5, 1)`).execute(old.db);
    const title = `Is "this" important? 重要！ \\ 'yes'`;
    await old.db
      .insertInto('posts')
      .values({ course_id: 1, section: 'content', title, body: '', author_id: 1, due_at: null, at: 1 })
      .execute();
    for (const [seq, kind, data] of [
      [1, 'join', '{"by":1}'],
      [2, 'message', null],
      [3, 'post', '{"post":1,"section":"content","rev":0}'],
      [4, 'post', '{"post":11,"section":"content","rev":0}'],
    ]) {
      await sql`insert into entries (room_id, seq, kind, user_id, data, at) values (1, ${seq}, ${kind}, 1, ${data}, 1)`.execute(
        old.db,
      );
    }
    await old.close();

    const { db, close } = await openDatabase<Tables>({ ...place, migrations });
    t.after(close);
    const entries = await db.selectFrom('entries').select(['seq', 'data']).orderBy('seq').execute();
    const card = { id: 1, section: 'content', title, rev: 0, due: null, deleted: false, changed: [] };
    assert.deepEqual(readDetails(entries[2]?.data ?? null).post, card);
    assert.match(entries[2]?.data ?? '', /^{"post":1,/);
    assert.deepEqual(
      [entries[0]?.data, entries[1]?.data, entries[3]?.data],
      ['{"by":1}', null, '{"post":11,"section":"content","rev":0}'],
    );
    const reads = await db.selectFrom('reads').selectAll().execute();
    assert.deepEqual(
      reads.map((row) => ({ ...row })),
      [{ user_id: 1, room_id: 1, no: 1, seq: 4, at: 5, attention: 'all' }],
    );
  });
}
