import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import Sqlite from 'better-sqlite3';
import { sql, type Generated } from 'kysely';
import { engines, freshDatabase, type Engine } from '../../../test/engines.ts';
import { openDatabase, transaction, type Database, type DatabaseOptions } from './database.ts';
import { codeOf, DatabaseRefused, isOutOfSpace, isUniqueViolation } from './errors.ts';
import type { Migration } from './migrate.ts';
import { startSqliteThread } from './sqlite-thread.ts';
import { createSqliteWriter } from './sqlite-writer.ts';

type Pets = { pets: { id: Generated<number>; name: string; age: number } };

const first: Migration = {
  name: '0001-pets',
  async up(db, engine) {
    const id = engine === 'sqlite' ? sql`integer primary key autoincrement` : sql`integer generated always as identity primary key`;
    await sql`create table pets (id ${id}, name text not null unique, age bigint not null)`.execute(db);
  },
};
const second: Migration = { name: '0002-owners', up: async (db) => void (await sql`create table owners (name text)`.execute(db)) };
const broken: Migration = {
  name: '0002-broken',
  async up(db) {
    await sql`create table half (name text)`.execute(db);
    await sql`insert into nowhere values (1)`.execute(db);
  },
};

async function open(t: TestContext, engine: Engine, options: Partial<DatabaseOptions> = {}): Promise<Database<Pets> & { place: DatabaseOptions }> {
  const fresh = await freshDatabase(engine);
  const place = { dataDir: fresh.dataDir, url: fresh.url, migrations: [first] };
  const database = await openDatabase<Pets>({ ...place, ...options });
  t.after(async () => {
    await database.close();
    await fresh.drop();
  });
  return { ...database, place };
}

function add(database: Database<Pets>, name: string, age = 3): Promise<{ id: number }> {
  return database.db.insertInto('pets').values({ name, age }).returning('id').executeTakeFirstOrThrow();
}

async function names(database: Database<Pets>, through: 'db' | 'slow' = 'db'): Promise<string[]> {
  const rows = await database[through].selectFrom('pets').select('name').orderBy('id').execute();
  return rows.map((row) => row.name);
}

for (const engine of engines) {
  describe(`a database on ${engine}`, () => {
    it('reads what was just written, short and slow', async (t) => {
      const database = await open(t, engine);
      for (let n = 1; n <= 50; n++) {
        const { id } = await add(database, `pet${n}`);
        const pet = await database.db.selectFrom('pets').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
        assert.deepEqual(pet, { id, name: `pet${n}`, age: 3 });
      }
      assert.equal((await names(database, 'slow')).length, 50);
      const updated = await database.db.updateTable('pets').set({ age: 4 }).where('id', '<=', 10).executeTakeFirstOrThrow();
      assert.equal(updated.numUpdatedRows, 10n);
    });

    it('gives large integers and counts as numbers', async (t) => {
      const database = await open(t, engine);
      await add(database, 'old', 1_795_380_678_721);
      const { age, count, sum } = await database.db
        .selectFrom('pets')
        .select((eb) => [eb.fn.max('age').as('age'), eb.fn.countAll<number>().as('count'), eb.fn.sum<number>('age').as('sum')])
        .executeTakeFirstOrThrow();
      assert.deepEqual({ age, count, sum }, { age: 1_795_380_678_721, count: 1, sum: 1_795_380_678_721 });
    });

    it('keeps all of a transaction or nothing, and shows nothing before its commit', async (t) => {
      const database = await open(t, engine);
      await assert.rejects(
        transaction(database, async (trx) => {
          await trx.insertInto('pets').values({ name: 'ghost', age: 1 }).execute();
          assert.equal((await trx.selectFrom('pets').selectAll().execute()).length, 1, 'seen inside');
          assert.deepEqual(await names(database), [], 'not seen outside');
          throw new Error('changed my mind');
        }),
        /changed my mind/,
      );
      assert.deepEqual(await names(database), []);
      await transaction(database, (trx) => trx.insertInto('pets').values({ name: 'real', age: 1 }).execute());
      assert.deepEqual(await names(database), ['real']);
    });

    it('loses no update when 20 transactions read and write the same row', async (t) => {
      const database = await open(t, engine);
      await add(database, 'counter', 0);
      const increments = Array.from({ length: 20 }, () =>
        transaction(database, async (trx) => {
          // The lock says nothing on SQLite, where a transaction is alone.
          const { age } = await trx.selectFrom('pets').select('age').where('name', '=', 'counter').forUpdate().executeTakeFirstOrThrow();
          await trx.updateTable('pets').set({ age: age + 1 }).where('name', '=', 'counter').execute();
        }),
      );
      await Promise.all(increments);
      const { age } = await database.db.selectFrom('pets').select('age').executeTakeFirstOrThrow();
      assert.equal(age, 20);
    });

    it('keeps the codes of errors', async (t) => {
      const database = await open(t, engine);
      await add(database, 'one');
      for (const attempt of [
        () => add(database, 'one'),
        () => transaction(database, (trx) => trx.insertInto('pets').values({ name: 'one', age: 1 }).execute()),
      ]) {
        await assert.rejects(attempt(), (error) => {
          assert.equal(codeOf(error), engine === 'sqlite' ? 'SQLITE_CONSTRAINT_UNIQUE' : '23505');
          return isUniqueViolation(error) && !isOutOfSpace(error);
        });
      }
    });

    it('migrates once, goes on from where it was, and stops where it is told', async (t) => {
      const database = await open(t, engine);
      await add(database, 'survivor');
      await database.close();
      const lines: string[] = [];
      const log = (line: string) => lines.push(line);
      await (await openDatabase<Pets>({ ...database.place, migrations: [first, second], migrateTo: '0001-pets', log })).close();
      assert.equal(lines.length, 0, 'nothing was pending up to there');
      const again = await openDatabase<Pets>({ ...database.place, migrations: [first, second], log });
      assert.deepEqual(await names(again), ['survivor']);
      await again.close();
      assert.ok(lines.some((line) => line.includes('0002-owners')));
      const copy = join(database.place.dataDir, 'lamitt.db.before-0002-owners');
      assert.equal(existsSync(copy), engine === 'sqlite');
      if (engine === 'sqlite') {
        const before = new Sqlite(copy, { readonly: true });
        assert.deepEqual(before.prepare('select name from pets').pluck().all(), ['survivor']);
        assert.deepEqual(before.prepare('select name from kysely_migration').pluck().all(), ['0001-pets']);
        before.close();
      }
    });

    it('refuses a database newer than the program, in one sentence', async (t) => {
      const database = await open(t, engine, { migrations: [first, second] });
      await database.close();
      await assert.rejects(openDatabase({ ...database.place, migrations: [first] }), (error) => {
        assert.ok(error instanceof DatabaseRefused);
        assert.match(error.message, /newer than this program.*0002-owners/);
        return true;
      });
    });

    it('leaves nothing of a migration that fails', async (t) => {
      const database = await open(t, engine);
      await database.close();
      await assert.rejects(openDatabase({ ...database.place, migrations: [first, broken] }), /nowhere/);
      const again = await openDatabase<Pets & { half: { name: string } }>(database.place);
      await assert.rejects(again.db.selectFrom('half').selectAll().execute(), /half/);
      await again.close();
    });

    it('writes nothing when it was opened to read', async (t) => {
      const database = await open(t, engine);
      await add(database, 'seen');
      const reading = await openDatabase<Pets>({ ...database.place, readOnly: true });
      assert.deepEqual(await names(reading), ['seen']);
      await assert.rejects(add(reading, 'unseen'), /read-?only/i);
      await reading.close();
      assert.deepEqual(await names(database), ['seen']);
    });
  });
}

describe('SQLite', () => {
  it('answers that the disk is full, reads on, and writes again when there is room', async (t) => {
    const database = await open(t, 'sqlite', { procedures: { pragma: new URL('./pragma.fixture.ts', import.meta.url) } });
    assert.ok(database.engine === 'sqlite');
    await add(database, 'small');
    // The limit is the connection's own: the writer's must be set in the writer. No pragma in a transaction, so it is a plain write.
    await database.call('pragma', 'max_page_count = 1');
    await assert.rejects(add(database, 'x'.repeat(500_000)), (error) => codeOf(error) === 'SQLITE_FULL' && isOutOfSpace(error));
    await assert.rejects(
      transaction(database, async (trx) => {
        await trx.insertInto('pets').values({ name: 'y'.repeat(500_000), age: 1 }).execute();
      }),
      isOutOfSpace,
    );
    assert.deepEqual(await names(database), ['small']);
    await database.call('pragma', 'max_page_count = 100000');
    await add(database, 'y'.repeat(500_000));
    assert.equal((await names(database)).length, 2);
  });

  it('tells and refuses everything when the thread of the writer dies', async (t) => {
    let fatal: Error | undefined;
    const database = await open(t, 'sqlite', {
      procedures: { exit: new URL('./exit.fixture.ts', import.meta.url) },
      onFatal: (error) => (fatal = error),
    });
    assert.ok(database.engine === 'sqlite');
    const after = add(database, 'behind it');
    after.catch(() => undefined);
    await assert.rejects(database.call('exit', 0), /ended with exit code/);
    await assert.rejects(add(database, 'too late'), /ended with exit code/);
    assert.match(String(fatal), /writer thread/);
  });

  it('rolls back a transaction that keeps every other write waiting', async (t) => {
    const database = await open(t, 'sqlite');
    assert.ok(database.engine === 'sqlite');
    const thread = await startSqliteThread({ role: 'writer', path: database.path, cacheKb: 100, procedures: {} }, () => undefined);
    t.after(() => thread.close());
    const writer = createSqliteWriter(thread, 50);
    const stuck = await writer.begin();
    await stuck.run(`insert into pets (name, age) values ('stuck', 1)`, []);
    await writer.run(`insert into pets (name, age) values ('patient', 1)`, []);
    await assert.rejects(stuck.run(`insert into pets (name, age) values ('late', 1)`, []), /open for more than 50 ms/);
    await assert.rejects(stuck.commit(), /open for more than 50 ms/);
    assert.deepEqual(await names(database), ['patient']);
  });

  it('keeps reading while a transaction is open', async (t) => {
    const database = await open(t, 'sqlite');
    const inserted = Promise.withResolvers<void>();
    const looked = Promise.withResolvers<void>();
    const held = transaction(database, async (trx) => {
      await trx.insertInto('pets').values({ name: 'held', age: 1 }).execute();
      inserted.resolve();
      await looked.promise;
    });
    await inserted.promise;
    assert.deepEqual(await names(database), []);
    assert.deepEqual(await names(database, 'slow'), []);
    looked.resolve();
    await held;
    assert.deepEqual(await names(database), ['held']);
  });

  it('is durable at each commit: WAL, synchronous FULL, foreign keys', async (t) => {
    const database = await open(t, 'sqlite', { procedures: { pragma: new URL('./pragma.fixture.ts', import.meta.url) } });
    assert.ok(database.engine === 'sqlite');
    assert.equal(await database.call('pragma', 'synchronous'), 2);
    assert.equal(await database.call('pragma', 'journal_mode'), 'wal');
    assert.equal(await database.call('pragma', 'foreign_keys'), 1);
  });

  it('says in one sentence that its file is none', async (t) => {
    const fresh = await freshDatabase('sqlite');
    t.after(() => fresh.drop());
    await writeFile(join(fresh.dataDir, 'lamitt.db'), 'this is no database, it is a text long enough to have a header');
    await assert.rejects(openDatabase({ ...fresh, migrations: [first] }), (error) => {
      assert.ok(error instanceof DatabaseRefused);
      assert.match(error.message, /lamitt\.db cannot be opened \(file is not a database\)/);
      return true;
    });
  });
});

describe('PostgreSQL', { skip: !engines.includes('postgres') }, () => {
  it('is migrated once by two who start together', async (t) => {
    const fresh = await freshDatabase('postgres');
    t.after(() => fresh.drop());
    const both = await Promise.all([1, 2].map(() => openDatabase<Pets>({ ...fresh, migrations: [first, second] })));
    for (const each of both) assert.deepEqual(await names(each), []);
    await Promise.all(both.map((each) => each.close()));
  });

  it('says in one sentence, without the password, why it cannot be used', async () => {
    const refused = async (url: string, pattern: RegExp) => {
      await assert.rejects(openDatabase({ dataDir: '/nonexistent', url, migrations: [] }), (error) => {
        assert.ok(error instanceof DatabaseRefused);
        assert.match(error.message, pattern);
        assert.doesNotMatch(error.message, /hunter2|\n/);
        return true;
      });
    };
    await refused('postgres://someone:hunter2@127.0.0.1:1/school', /127\.0\.0\.1:1\/school cannot be used: nothing listens there/);
    const missing = new URL(process.env['TEST_POSTGRES_URL'] ?? '');
    missing.pathname = '/no_such_school';
    await refused(missing.href, /"no_such_school" does not exist/);
  });

  it('runs a transaction again after a deadlock', async (t) => {
    const database = await open(t, 'postgres');
    await add(database, 'a');
    await add(database, 'b');
    let runs = 0;
    const cross = (from: string, to: string) =>
      transaction(database, async (trx) => {
        runs++;
        for (const name of [from, to]) {
          await trx.updateTable('pets').set((eb) => ({ age: eb('age', '+', 1) })).where('name', '=', name).execute();
          await sleep(50);
        }
      });
    await Promise.all([cross('a', 'b'), cross('b', 'a')]);
    const ages = await database.db.selectFrom('pets').select('age').execute();
    assert.deepEqual(ages, [{ age: 5 }, { age: 5 }]);
    assert.equal(runs, 3, 'one of the two ran twice');
  });
});
