import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { engines, freshDatabase } from '../../../test/engines.ts';
import { openDatabase, transaction } from './database.ts';
import { DatabaseRefused } from './errors.ts';
import { add, first, names, open, second, type Pets } from './pets.fixture.ts';

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
    await refused(
      'postgres://someone:hunter2@127.0.0.1:1/school',
      /127\.0\.0\.1:1\/school cannot be used: nothing listens there/,
    );
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
          await trx
            .updateTable('pets')
            .set((eb) => ({ age: eb('age', '+', 1) }))
            .where('name', '=', name)
            .execute();
          await sleep(50);
        }
      });
    await Promise.all([cross('a', 'b'), cross('b', 'a')]);
    const ages = await database.db.selectFrom('pets').select('age').execute();
    assert.deepEqual(ages, [{ age: 5 }, { age: 5 }]);
    assert.equal(runs, 3, 'one of the two ran twice');
  });
});
