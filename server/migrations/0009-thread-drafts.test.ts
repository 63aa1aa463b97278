import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import { engines, freshDatabase } from '../../test/engines.ts';
import { openDatabase } from '../kernel/db/database.ts';
import type { Tables } from '../tables.ts';
import { migrations } from './index.ts';

for (const engine of engines) {
  test(`drafts of rooms stay, and those of threads stand beside them, ${engine}`, async (t) => {
    const place = await freshDatabase(engine);
    t.after(() => place.drop());
    const old = await openDatabase<Tables>({ ...place, migrations, migrateTo: '0008-file-texts' });
    const run = async (text: string): Promise<void> => void (await sql.raw(text).execute(old.db));
    await run(`insert into users (username, username_key, username_skeleton, nickname, nickname_skeleton, role, password_hash, created_at)
      values ('amy', 'amy', 'amy', 'amy', 'amy', 'student', '', 0)`);
    for (const code of ['G01', 'G02'])
      await run(
        `insert into rooms (code, name, kind, owner_id, created_at) values ('${code}', 'Group', 'group', 1, 0)`,
      );
    await run(
      `insert into drafts (user_id, room_id, text, at, inbox_seq) values (1, 1, '写了一半', 5, 3), (1, 2, '', 6, 4)`,
    );
    await old.close();

    const { db, close } = await openDatabase<Tables>({ ...place, migrations });
    t.after(close);
    const kept = [
      { user_id: 1, room_id: 1, thread_seq: 0, text: '写了一半', at: 5, inbox_seq: 3 },
      { user_id: 1, room_id: 2, thread_seq: 0, text: '', at: 6, inbox_seq: 4 },
    ];
    const read = () => db.selectFrom('drafts').selectAll().orderBy('room_id').orderBy('thread_seq').execute();
    assert.deepEqual(await read(), kept);
    const reply = { user_id: 1, room_id: 2, thread_seq: 7, text: 'In reply', at: 7, inbox_seq: 5 };
    await db.insertInto('drafts').values(reply).execute();
    assert.deepEqual(await read(), [...kept, reply]);
    await assert.rejects(db.insertInto('drafts').values(reply).execute());
  });
}
