import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { editUser, getMessages, sendMessage } from '../../contract/chat.ts';
import { uploadFile } from '../../contract/files.ts';
import { engines } from '../../test/engines.ts';
import { done, missing, refusal } from '../../test/refusals.ts';
import { BEGIN, openSchool, type TestSchool } from '../../test/school.ts';

for (const engine of engines) {
  describe(`messages, ${engine}`, () => {
    let school: TestSchool;
    before(async () => {
      school = await openSchool(engine, { settings: { SEND_RATE: '0' } });
      await school.addGroup('G01', 'amy');
    });
    after(() => school.close());

    const send = (fields: { message?: string; file_id?: string; client_id?: string }, room_code = 'A01') =>
      school.as.amy.call(sendMessage, { room_code, sender: 'amy', ...fields });
    const read = async (page: { before?: number; after?: number; limit?: number }, room_code = 'A01') => {
      const answer = await school.as.amy.call(getMessages, { room_code, ...page });
      assert.ok(answer.status === 'success', answer.message);
      return answer.messages;
    };

    test('a message is answered and read as printed', async () => {
      school.clock.set(BEGIN + 1_000);
      const sent = await send({ message: 'Hello!' });
      assert.ok(sent.status === 'success');
      assert.deepEqual(sent, { ...done('Message sent'), id: sent.id, time: '2024-11-29 00:00:01', ts: sent.ts });
      const printed = { sender: 'amy', message: 'Hello!', time: '2024-11-29 00:00:01', file_id: '' };
      assert.deepEqual(await read({}), [{ ...printed, id: sent.id, ts: sent.ts, file_ids: [] }]);
    });

    test('what is missing or too long', async () => {
      assert.deepEqual(await send({}), missing('Message'));
      assert.deepEqual(await send({ message: '' }), missing('Message'));
      assert.deepEqual(await send({ message: 'x'.repeat(10_001) }), refusal('message_too_long'));
      assert.equal((await send({ message: '😀'.repeat(10_000) })).code, 'ok');
      assert.deepEqual(await send({ message: 'x' }, ''), missing('Room code'));
      assert.deepEqual(await send({ message: 'x' }, 'Z99'), refusal('chat_not_found'));
      assert.deepEqual(await send({ message: 'x', client_id: 'x'.repeat(65) }), refusal('invalid_client_id'));
      assert.deepEqual(await school.as.amy.call(sendMessage, { room_code: 'A01', message: 'x' }), missing('Username'));
    });

    test('a retry with the same client_id is one message; another body is refused', async () => {
      const first = await send({ message: 'once', client_id: 'c-1' });
      assert.deepEqual(await send({ message: 'once', client_id: 'c-1' }), first);
      assert.deepEqual(await send({ message: 'twice', client_id: 'c-1' }), refusal('client_id_reused'));
      const burst = await Promise.all(Array.from({ length: 20 }, () => send({ message: 'burst', client_id: 'c-2' })));
      assert.equal(new Set(burst.map((answer) => JSON.stringify(answer))).size, 1);
      const texts = (await read({})).map((message) => message.message);
      assert.deepEqual(
        texts.filter((text) => text === 'once' || text === 'burst'),
        ['once', 'burst'],
      );
      // Somebody else's id, and another room's, are others.
      const tony = await school.as.tony.call(sendMessage, {
        room_code: 'A01',
        sender: 'tony',
        message: 'mine',
        client_id: 'c-1',
      });
      assert.deepEqual([tony.code, (await send({ message: 'there', client_id: 'c-1' }, 'G01')).code], ['ok', 'ok']);
    });

    test('a file goes with a message if its sender may read it, alone too', async () => {
      const kept = await school.as.amy.call(uploadFile, {}, new File(['homework'], '作业.txt'));
      assert.ok(kept.status === 'success');
      const { file_id } = kept;
      const sent = await send({ file_id }, 'G01');
      assert.equal(sent.code, 'ok');
      const last = (await read({ limit: 1 }, 'G01'))[0];
      assert.deepEqual([last?.message, last?.file_id, last?.file_ids], ['', file_id, [file_id]]);
      const theft = { room_code: 'B01', sender: 'bob', message: 'mine', file_id };
      assert.deepEqual(await school.as.bob.call(sendMessage, theft), refusal('file_not_found'));
      assert.deepEqual(await send({ message: 'x', file_id: 'x'.repeat(201) }), refusal('file_not_found'));
    });

    test('a page: the newest, the ones before, the ones after', async () => {
      await school.addGroup('PAGES', 'amy');
      for (let n = 1; n <= 7; n++) await send({ message: `m${n}` }, 'PAGES');
      const all = await read({}, 'PAGES');
      const texts = async (page: { before?: number; after?: number; limit?: number }) =>
        (await read(page, 'PAGES')).map((message) => message.message).join(' ');
      const idOf = (text: string) => all.find((message) => message.message === text)?.id ?? 0;
      assert.equal(await texts({ limit: 3 }), 'm5 m6 m7');
      assert.equal(await texts({ limit: 2, before: idOf('m5') }), 'm3 m4');
      assert.equal(await texts({ limit: 2, after: idOf('m3') }), 'm4 m5');
      assert.equal(await texts({ after: idOf('m5') }), 'm6 m7');
      assert.equal(await texts({ before: idOf('m3') }), 'm1 m2');
      assert.equal(await texts({ limit: 9, after: idOf('m2'), before: idOf('m6') }), 'm3 m4 m5');
      assert.equal(await texts({ limit: 5, after: idOf('m7') }), '');
      for (const limit of [0, 1001]) {
        assert.deepEqual(await school.as.amy.call(getMessages, { room_code: 'PAGES', limit }), refusal('invalid_page'));
      }
      for (const bad of ['limit=x', 'limit=-1', 'before=1.5', 'after=1e3']) {
        const headers = { authorization: `Bearer ${school.tokens.amy}` };
        assert.equal((await school.raw(`/get_messages?room_code=PAGES&${bad}`, { headers })).status, 400, bad);
      }
    });

    test('1,250 messages come whole and in order', async () => {
      await school.addGroup('LONG', 'amy');
      const expected = Array.from({ length: 1_250 }, (_, n) => `message ${n}`);
      for (let start = 0; start < expected.length; start += 50) {
        await Promise.all(expected.slice(start, start + 50).map((message) => send({ message }, 'LONG')));
      }
      const all = await read({}, 'LONG');
      assert.deepEqual(all.map((one) => one.message).toSorted(), expected.toSorted());
      const ids = all.map((one) => one.id);
      assert.deepEqual(
        ids,
        ids.toSorted((a, b) => a - b),
      );
      // One after another they keep their order.
      for (const message of ['first', 'second', 'third']) await send({ message }, 'LONG');
      assert.deepEqual(
        (await read({}, 'LONG')).slice(-3).map((one) => one.message),
        ['first', 'second', 'third'],
      );
      assert.equal((await read({ limit: 1_000 }, 'LONG')).length, 1_000);
    });

    test('one who was put out writes and reads no more; one who was added reads what was before', async () => {
      await school.addGroup('DOOR', 'amy');
      await send({ message: 'before' }, 'DOOR');
      const door = (action: string) => school.as.amy.call(editUser, { room_code: 'DOOR', action, username: 'carl' });
      await door('add');
      const seen = await school.as.carl.call(getMessages, { room_code: 'DOOR' });
      assert.ok(seen.status === 'success');
      assert.deepEqual(
        seen.messages.map((one) => one.message),
        ['before'],
      );
      await door('remove');
      const late = { room_code: 'DOOR', sender: 'carl', message: 'late' };
      assert.deepEqual(await school.as.carl.call(sendMessage, late), refusal('chat_not_found'));
      assert.deepEqual(await school.as.carl.call(getMessages, { room_code: 'DOOR' }), refusal('chat_not_found'));
    });
  });

  test(`a session sends 20 a second, and is told when to come back, ${engine}`, async (t) => {
    const school = await openSchool(engine);
    t.after(() => school.close());
    const body = '{"room_code":"A01","sender":"amy","message":"Hi."}';
    const headers = { authorization: `Bearer ${school.tokens.amy}` };
    const answers = await Promise.all(
      Array.from({ length: 80 }, () => school.raw('/send_message', { method: 'POST', body, headers })),
    );
    const refused = answers.filter((answer) => answer.status === 429);
    assert.equal(refused.length, 20);
    assert.ok(Number(refused[0]?.headers.get('retry-after')) >= 1);
    const tony = { room_code: 'A01', sender: 'tony', message: 'Hi.' };
    assert.equal((await school.as.tony.call(sendMessage, tony)).code, 'ok');
  });
}
