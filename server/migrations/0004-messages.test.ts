import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import { engines, freshDatabase } from '../../test/engines.ts';
import { openDatabase } from '../kernel/db/database.ts';
import type { Tables } from '../tables.ts';
import { migrations } from './index.ts';

for (const engine of engines) {
  test(`posts from before threads get theirs, assistants their place in the group, ${engine}`, async (t) => {
    const place = await freshDatabase(engine);
    t.after(() => place.drop());
    const old = await openDatabase<Tables>({ ...place, migrations, migrateTo: '0003-people' });
    const run = async (text: string): Promise<void> => void (await sql.raw(text).execute(old.db));
    for (const name of ['tony', 'carl', 'amy'])
      await run(`insert into users (username, username_key, username_skeleton, nickname, nickname_skeleton, role, password_hash, created_at)
        values ('${name}', '${name}', '${name}', '${name}', '${name}', 'student', '', 0)`);
    await run(`insert into rooms (code, name, kind, owner_id, created_at) values ('A01', 'Group', 'course', 1, 0)`);
    await run(`insert into courses (code, name, instructor_id, room_id, created_at) values ('A01', 'Course', 1, 1, 0)`);
    await run(`insert into room_heads values (1, 5, 0)`);
    for (const user of [1, 2, 3]) await run(`insert into members values (1, ${user}, 0, ${user})`);
    await run(`insert into course_people values (1, 2, 'assistant', 0), (1, 3, 'student', 0)`);
    await run(
      `insert into posts (course_id, section, title, body, author_id, at) values (1, 'content', 'One', '', 1, 0)`,
    );
    for (const [seq, data] of [
      [1, '{"post":1,"section":"content","rev":0,"title":"One","due":null}'],
      [2, '{"post":11,"section":"content","rev":0,"title":"","due":null,"deleted":true}'],
      [3, '{"post":1,"section":"content","rev":1,"title":"One","due":null}'],
      [4, '{"post":1,"section":"content","rev":2,"title":"{\\"post\\":2,","due":null}'],
      [5, '{"post":11,"section":"content","rev":1,"title":"","due":null,"deleted":true}'],
    ])
      await sql`insert into entries (room_id, seq, kind, user_id, data, at) values (1, ${seq}, 'post', 1, ${data}, 1)`.execute(
        old.db,
      );
    await old.close();

    const { db, close } = await openDatabase<Tables>({ ...place, migrations });
    t.after(close);
    const posts = await db.selectFrom('posts').select('card_seq').execute();
    assert.deepEqual(
      posts.map((row) => row.card_seq),
      [1],
    );
    const entries = await db.selectFrom('entries').select('target_seq').orderBy('seq').execute();
    assert.deepEqual(
      entries.map((row) => row.target_seq),
      [null, null, 1, 1, 2],
    );
    const members = await db.selectFrom('members').select('staff').orderBy('user_id').execute();
    assert.deepEqual(
      members.map((row) => row.staff),
      [0, 1, 0],
    );
  });
}
