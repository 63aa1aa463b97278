import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { engines } from '../../../test/engines.ts';
import { transaction, type Database } from '../../kernel/db/database.ts';
import type { Tables } from '../../tables.ts';
import { addEntry } from '../log.ts';
import { DAY, HOUR, keptOf, logOf, message, NOW, refusal, stage } from './stage.fixture.ts';
import { AppenderBusy, type Outgoing } from './types.ts';

for (const engine of engines) {
  describe(`the appender on ${engine}`, () => {
    it('keeps a message with everything that belongs to it', async (t) => {
      const { database, appender, kept } = await stage(t, engine);
      const row = message('amy', 'G1', 'Hello 你好 👋 "quoted" \\ {a,b}', { fileIds: ['f1', 'f2', 'f1'] });
      const answer = keptOf(await appender.append(row));
      assert.deepEqual(answer, {
        outcome: 'kept',
        repeated: false,
        roomId: 1,
        seq: 3,
        no: 1,
        userId: 1,
        username: 'Amy',
        at: NOW,
      });
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
        marks: null,
        pinned_seq: null,
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
          assert.ok(
            kept.some((each) => each.clientId === row.clientId),
            'told first',
          );
          return answer;
        }),
      );
      for (const [roomId, code] of [
        [1, 'G1'],
        [2, 'G2'],
      ] as const) {
        const sent = rows.filter((row) => row.roomCode === code).map((row) => row.text);
        assert.deepEqual(
          (await logOf(database, roomId)).map((entry) => entry.text),
          sent,
        );
        assert.deepEqual(
          kept.filter((row) => row.roomId === roomId).map((row) => row.text),
          sent,
        );
        const seqs = answers.filter((answer) => answer.roomId === roomId).map((answer) => answer.seq);
        assert.deepEqual(
          seqs,
          seqs.map((_, index) => index + 3),
        );
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
      await database.db
        .updateTable('sessions')
        .set({ expires_at: NOW })
        .where('token_hash', '=', 'session-of-bob')
        .execute();
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
      const together = await Promise.all(
        asked.map(([row]) => appender.append(message(row.senderKey, 'G1', 'hi', row))),
      );
      assert.deepEqual(
        together.map(refusal),
        asked.map(([, reason]) => reason),
      );
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

    it('takes nothing into an archived room, from its members and under open access; what was kept is answered', async (t) => {
      const { database, appender, kept } = await stage(t, engine);
      const row = message('amy', 'G1', 'before');
      const first = keptOf(await appender.append(row));
      const archive = (archived_at: number | null) =>
        database.db.updateTable('rooms').set({ archived_at }).where('id', '=', 1).execute();
      await archive(NOW);
      const asked = [
        row,
        { ...row, text: 'another' },
        message('amy', 'G1', 'after'),
        message('eve', 'G1', 'a stranger'),
        message('eve', 'G1', 'open', { sessionHash: null }),
        message('amy', 'G2', 'elsewhere'),
      ];
      const reasons = ['kept', 'client_id_reused', 'chat_archived', 'room_not_found', 'chat_archived', 'kept'];
      assert.deepEqual((await Promise.all(asked.map((one) => appender.append(one)))).map(refusal), reasons);
      assert.deepEqual(await appender.append(row), { ...first, repeated: true });
      assert.deepEqual([(await logOf(database, 1)).length, kept.length], [1, 2]);
      await archive(null);
      assert.equal(refusal(await appender.append(message('amy', 'G1', 'again'))), 'kept');
    });

    it('takes the id of an edited message for the message', async (t) => {
      const { database, appender } = await stage(t, engine);
      const row = message('amy', 'G1', 'frist');
      const first = keptOf(await appender.append(row));
      await database.db
        .updateTable('entries')
        .set({ text: 'first', rev: 1 })
        .where('room_id', '=', 1)
        .where('seq', '=', first.seq)
        .execute();
      assert.deepEqual(await appender.append(row), { ...first, repeated: true });
    });

    it('lets a session in use live on, written at most hourly', async (t) => {
      const { database, appender } = await stage(t, engine);
      const session = () =>
        database.db
          .selectFrom('sessions')
          .select(['used_at', 'expires_at'])
          .where('token_hash', '=', 'session-of-amy')
          .executeTakeFirstOrThrow();
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
      const results = await Promise.allSettled(
        [...rows.slice(0, 37), bad, ...rows.slice(37)].map((row) => appender.append(row)),
      );
      assert.deepEqual(
        results.flatMap((result, index) => (result.status === 'rejected' ? [index] : [])),
        [37],
      );
      assert.deepEqual(
        (await logOf(database, 1)).map((entry) => entry.text),
        ['first', ...rows.map((row) => row.text)],
      );
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
        await transaction(database, (trx) =>
          addEntry(trx, 1 + (n % 2), { kind: n % 4 < 2 ? 'join' : 'leave', userId: 3, at: NOW }),
        );
      });
      const sent = Array.from({ length: 300 }, (_, n) => appender.append(message('amy', n % 2 ? 'G1' : 'G2', `${n}`)));
      await Promise.all([...coming, ...sent]);
      assert.equal((await logOf(database, 1)).length + (await logOf(database, 2)).length, 300);
    });
  });
}

async function putOut(database: Database<Tables>, roomId: number, userId: number): Promise<void> {
  await transaction(database, async (trx) => {
    await addEntry(trx, roomId, { kind: 'leave', userId, at: NOW });
    await trx.deleteFrom('members').where('room_id', '=', roomId).where('user_id', '=', userId).execute();
  });
}
