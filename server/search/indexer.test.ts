import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import Sqlite from 'better-sqlite3';
import { sql } from 'kysely';
import { fillSearchSchool } from '../../bench/search-school.ts';
import { sendMessage } from '../../contract/chat.ts';
import { search } from '../../contract/search.ts';
import { engines } from '../../test/engines.ts';
import { openSchool, type TestSchool } from '../../test/school.ts';
import { prepareIndex } from './prepare-index.ts';
import { indexPath, openIndexFile } from './sqlite-store.ts';

for (const engine of engines) {
  describe(`the index of the search, ${engine}`, () => {
    test('of another version is made anew, and one of this version is kept', async (t) => {
      const school = await openSchool(engine);
      t.after(() => school.close());
      await say(school, '重建 rebuild');
      await school.app.search.indexer.fill();
      assert.equal(await prepareIndex(school.school), false, 'it is full, and kept');
      await change(school, `update search_state set value = '0' where name = 'version'`);
      assert.equal(await prepareIndex(school.school), true, 'it waits to be filled');
      assert.deepEqual(await found(school, '重建'), ['重建 rebuild'], 'and is found meanwhile');
    });

    test('takes what comes while it is filled', async (t) => {
      const school = await openSchool(engine, { settings: { SEND_RATE: '0' } });
      t.after(() => school.close());
      for (let n = 0; n < 30; n++) {
        await say(school, `steady ${n}`);
        if (n % 10 === 0) await school.app.search.indexer.fill();
      }
      assert.equal((await found(school, 'steady')).length, 30);
      await school.app.search.indexer.fill();
      assert.equal((await found(school, 'steady')).length, 30);
    });
  });
}

describe('the file of the index', () => {
  test('is made anew when it is broken, or of an earlier day of the school', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'lamitt-index-'));
    const cursor = { roomId: 1, seq: 5, at: 7 };
    const fill = () => {
      const sqlite = new Sqlite(indexPath(dataDir));
      sqlite.prepare('insert into search_rooms values (1, 5, 7)').run();
      sqlite.close();
    };
    await openIndexFile(dataDir, async () => true);
    fill();
    assert.deepEqual(await openIndexFile(dataDir, async () => true), [cursor]);
    assert.deepEqual(await openIndexFile(dataDir, async () => false), []);
    await writeFile(
      indexPath(dataDir),
      'this is no database, it is a text that is long enough to be taken for a header',
    );
    assert.deepEqual(await openIndexFile(dataDir, async () => true), []);
    fill();
    assert.deepEqual(await openIndexFile(dataDir, async () => true), [cursor]);
    await rm(dataDir, { recursive: true });
  });

  test('has all up to its cursors after kill -9 at any moment, nothing twice', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'lamitt-index-'));
    await fillSearchSchool({ dataDir }, { rooms: 50, messages: 200, searchers: 5 });
    await openIndexFile(dataDir, async () => true);
    let kills = 0;
    let ended = false;
    while (!ended) {
      const child = spawn(process.execPath, [fileURLToPath(new URL('fill.fixture.ts', import.meta.url)), dataDir], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const gone = once(child, 'exit');
      await once(child.stdout, 'data');
      if (kills < 3) {
        await sleep(Math.random() * 150);
        child.kill('SIGKILL');
        kills += 1;
      }
      await gone;
      ended = child.exitCode === 0;
      checkFile(dataDir);
    }
    assert.equal(rowsIn(dataDir, 'search_docs'), 50 * 200);
    await rm(dataDir, { recursive: true });
  });
});

function checkFile(dataDir: string): void {
  const sqlite = new Sqlite(indexPath(dataDir));
  assert.equal(sqlite.pragma('integrity_check', { simple: true }), 'ok');
  sqlite.exec(`insert into search_words (search_words) values ('integrity-check')`);
  const wrong = sqlite
    .prepare(
      `select search_rooms.room_id, search_rooms.seq, count(ref) as docs, max(ref) as last from search_rooms
       left join search_docs on search_docs.room_id = search_rooms.room_id
       group by search_rooms.room_id having count(ref) <> search_rooms.seq or max(ref) <> search_rooms.seq`,
    )
    .all();
  assert.deepEqual(wrong, []);
  sqlite.close();
}

function rowsIn(dataDir: string, table: 'search_docs'): number | undefined {
  const sqlite = new Sqlite(indexPath(dataDir), { readonly: true });
  const count = sqlite.prepare<[], number>(`select count(*) from ${table}`).pluck().get();
  sqlite.close();
  return count;
}

async function change(school: TestSchool, statement: string): Promise<void> {
  const { database, config } = school.school;
  if (database.engine === 'postgres') {
    await sql.raw(statement).execute(database.db);
    return;
  }
  const sqlite = new Sqlite(indexPath(config.dataDir));
  sqlite.exec(statement);
  sqlite.close();
}

async function say(school: TestSchool, message: string): Promise<void> {
  const sent = await school.as.amy.call(sendMessage, { room_code: 'A01', sender: 'amy', message });
  assert.equal(sent.code, 'ok', sent.message);
}

async function found(school: TestSchool, query: string): Promise<string[]> {
  const answer = await school.as.amy.call(search, { query, limit: 50 });
  assert.ok('hits' in answer, answer.message);
  return answer.hits.map((hit) => hit.text);
}
