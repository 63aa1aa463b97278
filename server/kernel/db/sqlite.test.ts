import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { freshDatabase } from '../../../test/engines.ts';
import { openDatabase, transaction } from './database.ts';
import { codeOf, DatabaseRefused, isOutOfSpace } from './errors.ts';
import { add, first, names, open } from './pets.fixture.ts';
import { startSqliteThread } from './sqlite-thread.ts';
import { createSqliteWriter } from './sqlite-writer.ts';

describe('SQLite', () => {
  it('answers that the disk is full, reads on, and writes again when there is room', async (t) => {
    const database = await open(t, 'sqlite', {
      procedures: { pragma: new URL('./pragma.fixture.ts', import.meta.url) },
    });
    assert.ok(database.engine === 'sqlite');
    await add(database, 'small');
    // The limit is the connection's own: the writer's must be set in the writer. No pragma in a transaction, so it is a plain write.
    await database.call('pragma', 'max_page_count = 1');
    await assert.rejects(
      add(database, 'x'.repeat(500_000)),
      (error) => codeOf(error) === 'SQLITE_FULL' && isOutOfSpace(error),
    );
    await assert.rejects(
      transaction(database, async (trx) => {
        await trx
          .insertInto('pets')
          .values({ name: 'y'.repeat(500_000), age: 1 })
          .execute();
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
    const thread = await startSqliteThread(
      { role: 'writer', path: database.path, cacheKb: 100, procedures: {} },
      () => undefined,
    );
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
    const database = await open(t, 'sqlite', {
      procedures: { pragma: new URL('./pragma.fixture.ts', import.meta.url) },
    });
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
