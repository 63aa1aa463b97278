import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { engines, freshDatabase, type Engine } from '../../../test/engines.ts';
import { openDatabase, transaction, type Database } from '../../kernel/db/database.ts';
import * as school from '../../migrations/0001-school.ts';
import type { Tables } from '../../tables.ts';
import { addEntry, addRoomHead, lockHead } from '../log.ts';
import { createAppender, gather, type Appender, type KeptRow } from './appender.ts';
import { cuttingProxy } from './cutting-proxy.fixture.ts';
import { procedures } from './sqlite.ts';
import { AppenderBusy, type Attempt, type Kept, type Outgoing, type Refused } from './types.ts';

const NOW = 1_795_000_000_000;
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const migrations = [{ name: '0001-school', up: school.up }];

type Stage = { database: Database<Tables>; appender: Appender; kept: KeptRow[]; place: { dataDir: string; url?: string } };

/** amy and bob are members of G1 and G2, eve of none; dan is disabled. Everyone has the session `session-of-NAME`. */
async function stage(t: TestContext, engine: Engine): Promise<Stage> {
  const place = await freshDatabase(engine);
  const database = await openDatabase<Tables>({ ...place, migrations, procedures });
  const kept: KeptRow[] = [];
  const appender = createAppender({ database, onKept: (rows) => kept.push(...rows) });
  t.after(async () => {
    await appender.close();
    await database.close();
    await place.drop();
  });
  await transaction(database, async (trx) => {
    for (const name of ['amy', 'bob', 'eve', 'dan']) {
      const { id } = await trx
        .insertInto('users')
        .values({
          username: name === 'amy' ? 'Amy' : name,
          username_key: name,
          username_skeleton: name,
          nickname: name,
          nickname_skeleton: name,
          role: 'student',
          password_hash: '',
          created_at: NOW,
          disabled_at: name === 'dan' ? NOW : null,
        })
        .returning('id')
        .executeTakeFirstOrThrow();
      const times = { created_at: NOW, used_at: NOW - HOUR / 2, expires_at: NOW + DAY };
      await trx.insertInto('sessions').values({ token_hash: `session-of-${name}`, user_id: id, agent: '', ...times }).execute();
    }
    for (const code of ['G1', 'G2']) {
      const { id } = await trx
        .insertInto('rooms')
        .values({ code, name: code, kind: 'group', owner_id: 1, created_at: NOW })
        .returning('id')
        .executeTakeFirstOrThrow();
      await addRoomHead(trx, id);
      for (const user_id of [1, 2]) {
        const joined_seq = await addEntry(trx, id, { kind: 'join', userId: user_id, at: NOW });
        await trx.insertInto('members').values({ room_id: id, user_id, joined_at: NOW, joined_seq }).execute();
      }
    }
  });
  return { database, appender, kept, place };
}

let ids = 0;
function message(from: string, roomCode: string, text: string, more: Partial<Outgoing> = {}): Outgoing {
  const clientId = `c${String(++ids).padStart(6, '0')}`;
  return { sessionHash: `session-of-${from}`, senderKey: from, roomCode, text, fileIds: [], clientId, clientIdGiven: true, at: NOW, ...more };
}

function refusal(answer: Kept | Refused): string {
  return answer.outcome === 'refused' ? answer.reason : answer.outcome;
}

function keptOf(answer: Kept | Refused): Kept {
  if (answer.outcome === 'kept') return answer;
  assert.fail(`refused: ${answer.reason}`);
}

/** The log of a room as it is kept: whole, and without gaps up to its head. */
async function logOf(database: Database<Tables>, roomId: number) {
  const entries = await database.db.selectFrom('entries').selectAll().where('room_id', '=', roomId).orderBy('seq').execute();
  const head = await database.db.selectFrom('room_heads').selectAll().where('room_id', '=', roomId).executeTakeFirstOrThrow();
  assert.deepEqual(
    entries.map((entry) => entry.seq),
    entries.map((_, index) => index + 1),
  );
  const messages = entries.filter((entry) => entry.kind === 'message');
  assert.deepEqual(
    messages.map((entry) => entry.no),
    messages.map((_, index) => index + 1),
  );
  assert.deepEqual([head.last_seq, head.last_no], [entries.length, messages.length]);
  return messages;
}

async function putOut(database: Database<Tables>, roomId: number, userId: number): Promise<void> {
  await transaction(database, async (trx) => {
    await addEntry(trx, roomId, { kind: 'leave', userId, at: NOW });
    await trx.deleteFrom('members').where('room_id', '=', roomId).where('user_id', '=', userId).execute();
  });
}

for (const engine of engines) {
  describe(`the appender on ${engine}`, () => {
    it('keeps a message with everything that belongs to it', async (t) => {
      const { database, appender, kept } = await stage(t, engine);
      const row = message('amy', 'G1', 'Hello 你好 👋 "quoted" \\ {a,b}', { fileIds: ['f1', 'f2', 'f1'] });
      const answer = keptOf(await appender.append(row));
      assert.deepEqual(answer, { outcome: 'kept', repeated: false, roomId: 1, seq: 3, no: 1, userId: 1, username: 'Amy', at: NOW });
      const [entry] = await logOf(database, 1);
      assert.deepEqual(entry, {
        room_id: 1,
        seq: 3,
        kind: 'message',
        no: 1,
        user_id: 1,
        client_id: row.clientId,
        text: row.text,
        file_ids: '["f1","f2"]',
        target_seq: null,
        rev: 0,
        data: null,
        at: NOW,
      });
      const attached = await database.db.selectFrom('attachments').selectAll().orderBy('file_id').execute();
      assert.deepEqual(attached, [
        { file_id: 'f1', room_id: 1, seq: 3 },
        { file_id: 'f2', room_id: 1, seq: 3 },
      ]);
      assert.deepEqual(kept, [{ ...row, ...answer }]);
    });

    it('numbers 2,000 messages at once in the order they came, told before they are answered', async (t) => {
      const { database, appender, kept } = await stage(t, engine);
      const rows = Array.from({ length: 2000 }, (_, n) => message(n % 2 ? 'amy' : 'bob', n % 3 ? 'G1' : 'G2', `${n}`));
      const answers = await Promise.all(
        rows.map(async (row) => {
          const answer = keptOf(await appender.append(row));
          assert.ok(kept.some((each) => each.clientId === row.clientId), 'told first');
          return answer;
        }),
      );
      for (const [roomId, code] of [[1, 'G1'], [2, 'G2']] as const) {
        const sent = rows.filter((row) => row.roomCode === code).map((row) => row.text);
        assert.deepEqual((await logOf(database, roomId)).map((entry) => entry.text), sent);
        assert.deepEqual(kept.filter((row) => row.roomId === roomId).map((row) => row.text), sent);
        const seqs = answers.filter((answer) => answer.roomId === roomId).map((answer) => answer.seq);
        assert.deepEqual(seqs, seqs.map((_, index) => index + 3));
      }
    });

    it('answers a repeated message as it did the first time, and tells of it once', async (t) => {
      const { database, appender, kept } = await stage(t, engine);
      const row = message('amy', 'G1', 'once', { fileIds: ['f1'] });
      const [first, twin] = await Promise.all([appender.append(row), appender.append({ ...row, at: NOW + 1 })]);
      const later = await appender.append({ ...row, at: NOW + 2 });
      assert.deepEqual(twin, { ...first, repeated: true });
      assert.deepEqual(later, { ...first, repeated: true });
      assert.equal((await logOf(database, 1)).length, 1);
      assert.equal(kept.length, 1);
    });

    it('refuses a client_id that came with another body, in one flush and later', async (t) => {
      const { appender } = await stage(t, engine);
      const row = message('amy', 'G1', 'this');
      const [first, other] = await Promise.all([appender.append(row), appender.append({ ...row, text: 'that' })]);
      assert.equal(refusal(first), 'kept');
      assert.equal(refusal(other), 'client_id_reused');
      assert.equal(refusal(await appender.append({ ...row, text: 'that' })), 'client_id_reused');
      assert.equal(refusal(await appender.append({ ...row, fileIds: ['f1'] })), 'client_id_reused');
      // The key is room, sender and id: elsewhere and from others the same id is another one.
      assert.equal(refusal(await appender.append({ ...row, roomCode: 'G2', text: 'that' })), 'kept');
      assert.equal(refusal(await appender.append({ ...message('bob', 'G1', 'that'), clientId: row.clientId })), 'kept');
    });

    it('refuses whoever may not, in the order of the rules', async (t) => {
      const { database, appender, kept } = await stage(t, engine);
      await database.db.updateTable('sessions').set({ expires_at: NOW }).where('token_hash', '=', 'session-of-bob').execute();
      const asked: [Partial<Outgoing> & { senderKey: string }, string][] = [
        [{ senderKey: 'amy', sessionHash: 'no-such-session' }, 'not_signed_in'],
        [{ senderKey: 'bob' }, 'not_signed_in'],
        [{ senderKey: 'dan' }, 'not_signed_in'],
        [{ senderKey: 'bob', sessionHash: 'session-of-amy' }, 'other_user'],
        [{ senderKey: 'nobody', sessionHash: 'session-of-amy' }, 'other_user'],
        [{ senderKey: 'nobody', sessionHash: 'session-of-amy', roomCode: 'nowhere' }, 'other_user'],
        [{ senderKey: 'amy', roomCode: 'nowhere' }, 'room_not_found'],
        [{ senderKey: 'amy', roomCode: 'g1' }, 'room_not_found'],
        [{ senderKey: 'eve' }, 'room_not_found'],
        [{ senderKey: 'nobody', sessionHash: null }, 'user_not_found'],
        [{ senderKey: 'dan', sessionHash: null }, 'user_not_found'],
        [{ senderKey: 'nobody', sessionHash: null, roomCode: 'nowhere' }, 'user_not_found'],
        [{ senderKey: 'amy', sessionHash: null, roomCode: 'nowhere' }, 'room_not_found'],
        // Open access does not ask for membership.
        [{ senderKey: 'eve', sessionHash: null }, 'kept'],
      ];
      const together = await Promise.all(asked.map(([row]) => appender.append(message(row.senderKey, 'G1', 'hi', row))));
      assert.deepEqual(together.map(refusal), asked.map(([, reason]) => reason));
      for (const [row, reason] of asked) {
        assert.equal(refusal(await appender.append(message(row.senderKey, 'G1', 'hi', row))), reason);
      }
      assert.equal((await logOf(database, 1)).length, 2);
      assert.equal(kept.length, 2);
    });

    it('tells one who was put out that an earlier message was kept, and takes no new one', async (t) => {
      const { database, appender } = await stage(t, engine);
      const row = message('bob', 'G1', 'before');
      const first = keptOf(await appender.append(row));
      await putOut(database, 1, 2);
      assert.deepEqual(await appender.append(row), { ...first, repeated: true });
      assert.equal(refusal(await appender.append(message('bob', 'G1', 'after'))), 'room_not_found');
      assert.equal(refusal(await appender.append(message('amy', 'G1', 'still here'))), 'kept');
      assert.equal((await logOf(database, 1)).length, 2);
    });

    it('takes the id of an edited message for the message', async (t) => {
      const { database, appender } = await stage(t, engine);
      const row = message('amy', 'G1', 'frist');
      const first = keptOf(await appender.append(row));
      await database.db.updateTable('entries').set({ text: 'first', rev: 1 }).where('room_id', '=', 1).where('seq', '=', first.seq).execute();
      assert.deepEqual(await appender.append(row), { ...first, repeated: true });
    });

    it('lets a session in use live on, written at most hourly', async (t) => {
      const { database, appender } = await stage(t, engine);
      const session = () =>
        database.db.selectFrom('sessions').select(['used_at', 'expires_at']).where('token_hash', '=', 'session-of-amy').executeTakeFirstOrThrow();
      await appender.append(message('amy', 'G1', 'soon', { at: NOW + HOUR / 2 }));
      assert.deepEqual(await session(), { used_at: NOW - HOUR / 2, expires_at: NOW + DAY });
      const at = NOW + HOUR / 2 + 1;
      await Promise.all([1, 2].map((n) => appender.append(message('amy', 'G1', `later ${n}`, { at }))));
      assert.deepEqual(await session(), { used_at: at, expires_at: at + 30 * DAY });
    });

    it('lets a row that the database will not have fail alone', async (t) => {
      const { database, appender, kept } = await stage(t, engine);
      // A server-made id is not looked up; the same one twice is what the unique key stops.
      const taken = message('amy', 'G1', 'first', { clientIdGiven: false });
      await appender.append(taken);
      const rows = Array.from({ length: 100 }, (_, n) => message('amy', 'G1', `${n}`));
      const bad = { ...taken, text: 'bad', ...(engine === 'postgres' ? { text: 'NUL \u0000', clientId: 'new' } : {}) };
      const results = await Promise.allSettled([...rows.slice(0, 37), bad, ...rows.slice(37)].map((row) => appender.append(row)));
      assert.deepEqual(
        results.flatMap((result, index) => (result.status === 'rejected' ? [index] : [])),
        [37],
      );
      assert.deepEqual((await logOf(database, 1)).map((entry) => entry.text), ['first', ...rows.map((row) => row.text)]);
      assert.equal(kept.length, 101);
    });

    it('keeps what waits before it closes, then takes no more', async (t) => {
      const { database, appender } = await stage(t, engine);
      const waiting = Array.from({ length: 50 }, (_, n) => appender.append(message('amy', 'G1', `${n}`)));
      await appender.close();
      assert.ok((await Promise.all(waiting)).every((answer) => answer.outcome === 'kept'));
      await assert.rejects(appender.append(message('amy', 'G1', 'too late')), AppenderBusy);
      assert.equal((await logOf(database, 1)).length, 50);
    });

    it('keeps logs whole while messages, joins and leaves come at once', async (t) => {
      const { database, appender } = await stage(t, engine);
      const coming = Array.from({ length: 20 }, async (_, n) => {
        await transaction(database, (trx) => addEntry(trx, 1 + (n % 2), { kind: n % 4 < 2 ? 'join' : 'leave', userId: 3, at: NOW }));
      });
      const sent = Array.from({ length: 300 }, (_, n) => appender.append(message('amy', n % 2 ? 'G1' : 'G2', `${n}`)));
      await Promise.all([...coming, ...sent]);
      assert.equal((await logOf(database, 1)).length + (await logOf(database, 2)).length, 300);
    });
  });
}

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
    assert.deepEqual((await logOf(database, 1)).map((entry) => entry.text), ['I am', 'and after']);
    assert.equal((await logOf(database, 2)).length, 11);
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
      const rows = Array.from({ length: 20 }, (_, n) => message('amy', n % 2 ? 'G1' : 'G2', `${cut} ${n}`, { clientIdGiven: n % 4 === 0 }));
      const [again, ...answers] = await Promise.all([earlier, ...rows].map((row) => appender.append(row)));
      assert.equal(proxy.cuts(), cut === 'answer' ? 1 : 2);
      assert.equal(again && keptOf(again).repeated, true, 'what was kept long ago is still a repetition');
      assert.ok(answers.every((answer) => !keptOf(answer).repeated));
      assert.deepEqual(kept.slice(before).map((row) => row.text), rows.map((row) => row.text));
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
        await database.pool.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()');
      }
    }
    for (const answer of await Promise.all(sends)) assert.equal(keptOf(answer).repeated, false);
    assert.equal((await logOf(database, 1)).length, 31);
  });
});

describe('gathering', () => {
  const instant = (roomId: number, seq: number): Kept => ({ outcome: 'kept', repeated: false, roomId, seq, no: seq, userId: 1, username: 'amy', at: NOW });

  it('flushes what gathered while the last flush was in flight, so many at most', async () => {
    const sizes: number[] = [];
    const appender = gather(
      async (rows) => {
        sizes.push(rows.length);
        await new Promise((resolve) => setTimeout(resolve, 5));
        return rows.map((_, index) => instant(1, index + 1));
      },
      { onKept: () => undefined, flushRows: 100, waitingRows: 1000 },
    );
    await Promise.all(Array.from({ length: 250 }, (_, n) => appender.append(message('amy', 'G1', `${n}`))));
    assert.deepEqual(sizes, [100, 100, 50]);
  });

  it('turns messages away when too many wait', async () => {
    const gate = Promise.withResolvers<void>();
    const appender = gather(async (rows) => (await gate.promise, rows.map((_, index) => instant(1, index + 1))), {
      onKept: () => undefined,
      flushRows: 10,
      waitingRows: 25,
    });
    const results = Promise.allSettled(Array.from({ length: 40 }, (_, n) => appender.append(message('amy', 'G1', `${n}`))));
    gate.resolve();
    const rejected = (await results).flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
    assert.equal(rejected.length, 15);
    assert.ok(rejected.every((reason) => reason instanceof AppenderBusy));
    assert.equal((await appender.append(message('amy', 'G1', 'room again'))).outcome, 'kept');
  });

  it('does not halve when the disk is full: nobody is at fault', async () => {
    let flushes = 0;
    const full = Object.assign(new Error('database or disk is full'), { code: 'SQLITE_FULL' });
    const appender = gather(async () => (flushes++, Promise.reject(full)), { onKept: () => undefined, flushRows: 100, waitingRows: 100 });
    const results = await Promise.allSettled([1, 2, 3, 4].map((n) => appender.append(message('amy', 'G1', `${n}`))));
    assert.ok(results.every((result) => result.status === 'rejected' && result.reason === full));
    assert.equal(flushes, 1);
  });

  it('runs again after a deadlock, with what the first run had done in hand', async () => {
    const attempts: Attempt[] = [];
    const appender = gather(
      async (rows, { attempt }) => {
        attempts.push(attempt);
        if (attempts.length < 3) throw Object.assign(new Error('deadlock detected'), { code: '40P01' });
        return rows.map((_, index) => instant(1, index + 1));
      },
      { onKept: () => undefined, flushRows: 100, waitingRows: 100 },
    );
    assert.equal((await appender.append(message('amy', 'G1', 'hi'))).outcome, 'kept');
    assert.equal(attempts.length, 3);
    assert.equal(new Set(attempts).size, 1);
  });
});
