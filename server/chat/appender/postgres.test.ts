import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { engines } from '../../../test/engines.ts';
import { openDatabase, transaction } from '../../kernel/db/database.ts';
import type { Tables } from '../../tables.ts';
import { addEntry, lockHead } from '../log.ts';
import { migrations } from '../../migrations/index.ts';
import { createAppender, type KeptRow } from './appender.ts';
import { cuttingProxy } from './cutting-proxy.fixture.ts';
import { keptOf, logOf, message, NOW, refusal, stage } from './stage.fixture.ts';
import type { Kept, Refused } from './types.ts';

describe('the appender on PostgreSQL, where others write too', { skip: !engines.includes('postgres') }, () => {
  it('sees a put-out that held the head when the message came, and serves other rooms meanwhile', async (t) => {
    const { database, appender } = await stage(t, 'postgres');
    const holding = Promise.withResolvers<void>();
    const letGo = Promise.withResolvers<void>();
    const puttingOut = transaction(database, async (trx) => {
      await lockHead(trx, 1);
      holding.resolve();
      await letGo.promise;
      await addEntry(trx, 1, { kind: 'leave', userId: 2, at: NOW });
      await trx.deleteFrom('members').where('room_id', '=', 1).where('user_id', '=', 2).execute();
    });
    await holding.promise;
    let answered = false;
    const held = Promise.all([
      appender.append(message('bob', 'G1', 'am I still in?')),
      appender.append(message('amy', 'G1', 'I am')),
    ]).finally(() => (answered = true));
    for (let n = 0; n < 10; n++) keptOf(await appender.append(message('bob', 'G2', `${n}`)));
    const behind = appender.append(message('amy', 'G1', 'and after'));
    keptOf(await appender.append(message('bob', 'G2', 'last')));
    assert.equal(answered, false, 'the room waits for its head');
    letGo.resolve();
    await puttingOut;
    const [bob, amy] = await held;
    assert.equal(refusal(bob), 'room_not_found');
    assert.deepEqual([keptOf(amy).seq, keptOf(await behind).seq], [4, 5]);
    assert.deepEqual(
      (await logOf(database, 1)).map((entry) => entry.text),
      ['I am', 'and after'],
    );
    assert.equal((await logOf(database, 2)).length, 11);
  });

  it('sees that a room was archived while its head was held', async (t) => {
    const { database, appender } = await stage(t, 'postgres');
    const holding = Promise.withResolvers<void>();
    const letGo = Promise.withResolvers<void>();
    const archiving = transaction(database, async (trx) => {
      await lockHead(trx, 1);
      await trx.updateTable('rooms').set({ archived_at: NOW }).where('id', '=', 1).execute();
      holding.resolve();
      await letGo.promise;
    });
    await holding.promise;
    const held = appender.append(message('bob', 'G1', 'am I still in time?'));
    // After so many flushes the room is waited for alone, by a statement that began before the commit.
    for (let n = 0; n < 10; n++) keptOf(await appender.append(message('bob', 'G2', `${n}`)));
    letGo.resolve();
    await archiving;
    assert.equal(refusal(await held), 'chat_archived');
  });

  it('numbers without gaps when two servers send into the same rooms', async (t) => {
    const { database, appender, place } = await stage(t, 'postgres');
    const elsewhere = await openDatabase<Tables>({ ...place, migrations });
    const other = createAppender({ database: elsewhere, onKept: () => undefined });
    const sends = [appender, other].flatMap((each, server) =>
      Array.from({ length: 400 }, async (_, n) => {
        await new Promise((resolve) => setTimeout(resolve, n / 4));
        return keptOf(await each.append(message(server ? 'amy' : 'bob', n % 2 ? 'G1' : 'G2', `${server}-${n}`)));
      }),
    );
    const answers = await Promise.all(sends);
    assert.equal(new Set(answers.map((answer) => `${answer.roomId} ${answer.seq}`)).size, 800);
    assert.equal((await logOf(database, 1)).length, 400);
    assert.equal((await logOf(database, 2)).length, 400);
    await other.close();
    await elsewhere.close();
  });

  it('keeps once, tells once and answers right when the answer to COMMIT is lost', async (t) => {
    const { database, place } = await stage(t, 'postgres');
    const proxy = await cuttingProxy(place.url ?? '');
    const through = await openDatabase<Tables>({ ...place, url: proxy.url, migrations });
    const kept: KeptRow[] = [];
    const appender = createAppender({ database: through, onKept: (rows) => kept.push(...rows) });
    const earlier = message('amy', 'G1', 'earlier');
    await appender.append(earlier);

    for (const cut of ['answer', 'commit'] as const) {
      const before = kept.length;
      proxy.cutNextCommit(cut);
      const rows = Array.from({ length: 20 }, (_, n) =>
        message('amy', n % 2 ? 'G1' : 'G2', `${cut} ${n}`, { clientIdGiven: n % 4 === 0 }),
      );
      const [again, ...answers] = await Promise.all([earlier, ...rows].map((row) => appender.append(row)));
      assert.equal(proxy.cuts(), cut === 'answer' ? 1 : 2);
      assert.equal(again && keptOf(again).repeated, true, 'what was kept long ago is still a repetition');
      assert.ok(answers.every((answer) => !keptOf(answer).repeated));
      assert.deepEqual(
        kept.slice(before).map((row) => row.text),
        rows.map((row) => row.text),
      );
    }
    assert.equal((await logOf(database, 1)).length + (await logOf(database, 2)).length, 41);
    await appender.close();
    await through.close();
    await proxy.close();
  });

  it('goes on after the server has thrown its connections out', async (t) => {
    const { database, appender } = await stage(t, 'postgres');
    assert.ok(database.engine === 'postgres');
    await appender.append(message('amy', 'G1', 'before'));
    const sends: Promise<Kept | Refused>[] = [];
    for (let n = 0; n < 30; n++) {
      sends.push(appender.append(message('amy', 'G1', `${n}`)));
      if (n % 10 === 5) {
        await database.pool.query(
          'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
        );
      }
    }
    for (const answer of await Promise.all(sends)) assert.equal(keptOf(answer).repeated, false);
    assert.equal((await logOf(database, 1)).length, 31);
  });
});
