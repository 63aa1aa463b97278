import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import Sqlite from 'better-sqlite3';
import { engines } from '../../../test/engines.ts';
import { openDatabase, transaction } from './database.ts';
import { codeOf, DatabaseRefused, isOutOfSpace, isUniqueViolation } from './errors.ts';
import { add, broken, first, names, open, second, type Pets } from './pets.fixture.ts';

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
      const updated = await database.db
        .updateTable('pets')
        .set({ age: 4 })
        .where('id', '<=', 10)
        .executeTakeFirstOrThrow();
      assert.equal(updated.numUpdatedRows, 10n);
    });

    it('gives large integers and counts as numbers', async (t) => {
      const database = await open(t, engine);
      await add(database, 'old', 1_795_380_678_721);
      const { age, count, sum } = await database.db
        .selectFrom('pets')
        .select((eb) => [
          eb.fn.max('age').as('age'),
          eb.fn.countAll<number>().as('count'),
          eb.fn.sum<number>('age').as('sum'),
        ])
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
          const { age } = await trx
            .selectFrom('pets')
            .select('age')
            .where('name', '=', 'counter')
            .forUpdate()
            .executeTakeFirstOrThrow();
          await trx
            .updateTable('pets')
            .set({ age: age + 1 })
            .where('name', '=', 'counter')
            .execute();
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
      await (
        await openDatabase<Pets>({ ...database.place, migrations: [first, second], migrateTo: '0001-pets', log })
      ).close();
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

    it('leaves an older database to the server when it may not upgrade it', async (t) => {
      const database = await open(t, engine, { migrations: [first] });
      await database.close();
      await assert.rejects(
        openDatabase({ ...database.place, migrations: [first, second], upgrade: false }),
        (error) => {
          assert.ok(error instanceof DatabaseRefused);
          assert.match(error.message, /older than this program: start the server once/);
          return true;
        },
      );
      await (await openDatabase({ ...database.place, migrations: [first], upgrade: false })).close();
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
