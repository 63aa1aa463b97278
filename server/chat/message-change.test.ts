import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { editUser, getChats, getMessages, sendMessage } from '../../contract/chat.ts';
import { editCourse } from '../../contract/courses.ts';
import type { EntryView } from '../../contract/entry.ts';
import { getFilename, uploadFile } from '../../contract/files.ts';
import { deleteMessage, editMessage, getMessageHistory, getPins, pinMessage, react } from '../../contract/messages.ts';
import { getEntries } from '../../contract/rooms.ts';
import { engines } from '../../test/engines.ts';
import { openLive } from '../../test/live.ts';
import { done, missing, refusal } from '../../test/refusals.ts';
import { type Name, openSchool, type TestSchool } from '../../test/school.ts';
import { openSocket } from '../../test/socket.ts';

type Message = Extract<EntryView, { kind: 'message' }>;

for (const engine of engines) {
  describe(`what is done with messages, ${engine}`, () => {
    let school: TestSchool;
    before(async () => {
      school = await openSchool(engine, { settings: { SEND_RATE: '0' } });
      await school.addGroup('G01', 'tony');
    });
    after(() => school.close());

    async function say(by: Name, message: string, more: { room_code?: string; file_id?: string } = {}) {
      const sent = await school.as[by].call(sendMessage, { room_code: 'A01', sender: by, message, ...more });
      assert.ok(sent.status === 'success', sent.message);
      return sent.id;
    }
    const edit = (by: Name, id: number, message: string) =>
      school.as[by].call(editMessage, { room_code: 'A01', id, message });
    const erase = (by: Name, id: number, room_code = 'A01') => school.as[by].call(deleteMessage, { room_code, id });
    async function log(room_code = 'A01') {
      const got = await school.as.tony.call(getEntries, { room_code, limit: 200 });
      assert.ok(got.status === 'success');
      return got.entries;
    }
    async function look(id: number): Promise<Message> {
      const found = (await log()).find((entry) => entry.seq === id);
      assert.ok(found?.kind === 'message');
      return found;
    }
    async function history(by: Name, id: number) {
      const got = await school.as[by].call(getMessageHistory, { room_code: 'A01', id });
      return got.status === 'success' ? got.revisions.map(({ rev, text }) => [rev, text]) : got;
    }

    test('an edit is seen everywhere, and staff see how it read before', async () => {
      const id = await say('amy', 'Frist');
      assert.deepEqual(await edit('amy', id, 'First'), { ...done('Message edited'), rev: 1 });
      assert.deepEqual(await edit('amy', id, 'First'), { ...done('Message edited'), rev: 1 });
      assert.deepEqual(await edit('amy', id, 'First!'), { ...done('Message edited'), rev: 2 });
      const { text, edited } = await look(id);
      assert.deepEqual([text, edited], ['First!', 2]);
      const old = await school.as.amy.call(getMessages, { room_code: 'A01', limit: 1 });
      assert.ok(old.status === 'success');
      assert.deepEqual([old.messages[0]?.message, old.messages[0]?.edited], ['First!', 2]);
      // Both say what it is by now, whenever they were made.
      const edits = (await log()).flatMap((entry) => (entry.kind === 'edit' && entry.target === id ? [entry] : []));
      assert.deepEqual(
        edits.map((entry) => [entry.rev, entry.text]),
        [
          [2, 'First!'],
          [2, 'First!'],
        ],
      );
      for (const by of ['tony', 'carl', 'head'] as const)
        assert.deepEqual(await history(by, id), [
          [0, 'Frist'],
          [1, 'First'],
          [2, 'First!'],
        ]);
      assert.deepEqual(await history('amy', id), refusal('not_staff_here'));
    });

    test('only its sender edits a message, and only while it is there', async () => {
      const id = await say('amy', 'Mine');
      for (const by of ['tony', 'carl'] as const)
        assert.deepEqual(await edit(by, id, 'Yours'), refusal('not_your_message'));
      assert.deepEqual(await edit('head', id, 'Yours'), refusal('chat_not_found'));
      assert.deepEqual(await edit('amy', id, ''), missing('Message'));
      assert.deepEqual(await edit('amy', id, 'x'.repeat(10_001)), refusal('message_too_long'));
      for (const other of [0, 1, 10_000, 2 ** 31, 1e14])
        assert.deepEqual(await edit('amy', other, 'x'), refusal('message_not_found'));
      assert.equal((await look(id)).text, 'Mine');
    });

    test('a deleted message is nowhere any more, nor is its file', async () => {
      const kept = await school.as.amy.call(uploadFile, {}, new File(['secret'], 'secret.txt'));
      assert.ok(kept.status === 'success');
      const { file_id } = kept;
      const id = await say('amy', 'Secret one', { file_id });
      await edit('amy', id, 'Secret two');
      await school.as.tony.call(react, { room_code: 'A01', id, emoji: '👍', action: 'add' });
      await school.as.tony.call(pinMessage, { room_code: 'A01', id, action: 'add' });
      assert.equal((await school.as.carl.call(getFilename, { file_id })).code, 'ok');
      assert.deepEqual(await erase('amy', id), done('Message deleted'));
      assert.deepEqual(await erase('amy', id), done('Message deleted'));
      const { time: _time, ts: _ts, no: _no, ...gone } = await look(id);
      assert.deepEqual(gone, { kind: 'message', seq: id, user: 'amy', text: '', file_ids: [], deleted: true });
      assert.deepEqual(await school.as.carl.call(getFilename, { file_id }), refusal('file_not_found'));
      const old = await school.as.amy.call(getMessages, { room_code: 'A01' });
      assert.ok(old.status === 'success' && old.messages.every((message) => message.id !== id));
      assert.deepEqual(await edit('amy', id, 'Back'), refusal('message_not_found'));
      assert.deepEqual(await history('tony', id), refusal('message_not_found'));
      const { db } = school.school.database;
      for (const table of ['entries', 'revisions', 'audit'] as const)
        assert.doesNotMatch(JSON.stringify(await db.selectFrom(table).selectAll().execute()), /Secret/);
      assert.equal((await log()).filter((entry) => entry.kind === 'delete' && entry.target === id).length, 1);
    });

    test('who may delete what of others', async () => {
      const [one, two] = [await say('amy', 'one'), await say('amy', 'two')];
      assert.deepEqual(await erase('carl', one), refusal('not_yours_to_delete'));
      assert.deepEqual(await erase('eve', one), refusal('chat_not_found'));
      assert.deepEqual(await erase('tony', one), done('Message deleted'));
      assert.deepEqual(await erase('head', two), done('Message deleted'));
      const lines = await school.school.database.db
        .selectFrom('audit')
        .select('detail')
        .where('action', '=', 'delete message')
        .execute();
      assert.equal(lines.filter(({ detail }) => detail.includes(`"message":${one}`)).length, 1);
      assert.equal(lines.filter(({ detail }) => detail.includes(`"message":${two}`)).length, 1);
    });

    test('reactions: one emoji, each once a person, taken back one by one', async () => {
      const id = await say('amy', 'Shall we?');
      const set = (by: Name, emoji: string, action = 'add') =>
        school.as[by].call(react, { room_code: 'A01', id, emoji, action });
      for (const emoji of ['👍', '👨‍👩‍👧‍👦', '🇨🇳', '1️⃣', '❤️', '👍🏽'])
        assert.deepEqual(await set('amy', emoji), done('Reaction added'));
      for (const emoji of ['a', '1', '👍👍', ' 👍', '好', '\u200d', `👍${'\u0301'.repeat(40)}`, '<b>'])
        assert.deepEqual(await set('amy', emoji), refusal('invalid_emoji'), emoji);
      await set('tony', '👍');
      await set('tony', '👍');
      await set('amy', '❤️', 'remove');
      await set('carl', '❤️', 'remove');
      const { reactions } = await look(id);
      assert.deepEqual(reactions?.[0], { emoji: '👍', users: ['amy', 'tony'] });
      assert.deepEqual(
        reactions.map(({ emoji }) => emoji),
        ['👍', '👨‍👩‍👧‍👦', '🇨🇳', '1️⃣', '👍🏽'],
      );
      assert.equal((await log()).filter((entry) => entry.kind === 'reaction' && entry.target === id).length, 8);
      const more = ['😀', '😁', '😂', '😃', '😄', '😅', '😆', '😇', '😈', '😉', '😊', '😋', '😌', '😍', '😎'];
      for (const emoji of more) assert.equal((await set('amy', emoji)).code, 'ok');
      assert.deepEqual(await set('amy', '😏'), refusal('too_many_reactions'));
      assert.equal((await set('tony', '😎')).code, 'ok');
      assert.deepEqual(await set('eve', '👍'), refusal('chat_not_found'));
      assert.deepEqual(await set('amy', '👍', 'toggle'), refusal('invalid_action'));
    });

    test('pins: staff in a course, everybody in a group; the last pinned is first', async () => {
      const pin = (by: Name, room_code: string, id: number, action = 'add') =>
        school.as[by].call(pinMessage, { room_code, id, action });
      const [one, two] = [await say('amy', 'one'), await say('amy', 'two')];
      assert.deepEqual(await pin('amy', 'A01', one), refusal('not_yours_to_pin'));
      assert.deepEqual(await pin('carl', 'A01', two), done('Message pinned'));
      assert.deepEqual(await pin('tony', 'A01', one), done('Message pinned'));
      assert.deepEqual(await pin('tony', 'A01', one), done('Message pinned'));
      const got = await school.as.amy.call(getPins, { room_code: 'A01' });
      assert.ok(got.status === 'success');
      assert.deepEqual(
        got.pins.map(({ by, entry }) => [by, entry.seq, entry.kind === 'message' && entry.pinned]),
        [
          ['tony', one, true],
          ['carl', two, true],
        ],
      );
      assert.deepEqual(await pin('carl', 'A01', one, 'remove'), done('Message unpinned'));
      assert.equal((await look(one)).pinned, undefined);
      await school.as.head.call(editUser, { room_code: 'G01', action: 'add', username: 'bob' });
      const said = await say('tony', 'in the group', { room_code: 'G01' });
      assert.deepEqual(await pin('bob', 'G01', said), done('Message pinned'));
    });

    test('what is open hears it at once; the room socket hears messages alone', async () => {
      const id = await say('amy', 'Live');
      const socket = await openLive(school.baseUrl);
      await socket.hello({ token: school.tokens.carl });
      const plain = await openSocket(school.baseUrl, 'A01', { authorization: `Bearer ${school.tokens.carl}` });
      await edit('amy', id, 'Life');
      await school.as.amy.call(react, { room_code: 'A01', id, emoji: '👍', action: 'add' });
      await school.as.tony.call(pinMessage, { room_code: 'A01', id, action: 'add' });
      await school.as.tony.call(pinMessage, { room_code: 'A01', id, action: 'remove' });
      await erase('tony', id);
      const last = await say('tony', 'last');
      const heard: EntryView[] = [];
      while (heard.at(-1)?.seq !== last) heard.push(...(await socket.next('entries')).entries);
      const { entries: paged } = { entries: (await log()).filter((entry) => entry.seq > id) };
      assert.deepEqual(
        heard.map(({ kind }) => kind),
        ['edit', 'reaction', 'pin', 'unpin', 'delete', 'message'],
      );
      // Only the edit differs: its text was there when it was heard, and is gone since.
      assert.deepEqual(heard.slice(1), paged.slice(1));
      assert.deepEqual(
        [heard[0]?.kind === 'edit' && heard[0].text, paged[0]?.kind === 'edit' && paged[0].text],
        ['Life', ''],
      );
      assert.match(JSON.stringify(await plain.next()), new RegExp(`"message":"last".*"id":${last},`));
      for (const one of [socket, plain]) one.close();
    });

    test('links and dates: around an entry, from a moment on, without what is no line', async () => {
      const earlier = await say('amy', 'earlier');
      school.clock.advance(3_600_000);
      const id = await say('amy', 'here');
      for (const emoji of ['👍', '👎']) await school.as.amy.call(react, { room_code: 'A01', id, emoji, action: 'add' });
      const page = async (how: object) => {
        const got = await school.as.amy.call(getEntries, { room_code: 'A01', ...how });
        return got.status === 'success' ? got.entries.map(({ seq }) => seq) : got;
      };
      assert.deepEqual(await page({ around: id, limit: 3 }), [earlier, id, id + 1]);
      assert.deepEqual(await page({ around: id, limit: 1 }), [id]);
      const { ts } = await look(id);
      assert.deepEqual(await page({ date: ts - 1_800_000, limit: 2 }), [id, id + 1]);
      assert.deepEqual(await page({ date: ts, limit: 1 }), [id]);
      assert.deepEqual(await page({ date: ts + 3_600_000 }), []);
      assert.deepEqual(await page({ date: 0, limit: 1 }), [1]);
      assert.deepEqual(await page({ timeline: 1, limit: 2 }), [earlier, id]);
      for (const around of [0, id + 100, 2 ** 40])
        assert.deepEqual(await page({ around }), refusal('message_not_found'));
    });

    test('an archived room is left as it is', async () => {
      const id = await say('amy', 'the end');
      const archive = async (archived: number) =>
        assert.equal((await school.as.tony.call(editCourse, { course_code: 'A01', archived })).code, 'ok');
      await archive(1);
      const answers = [
        await edit('amy', id, 'or not'),
        await erase('amy', id),
        await school.as.amy.call(react, { room_code: 'A01', id, emoji: '👍', action: 'add' }),
        await school.as.tony.call(pinMessage, { room_code: 'A01', id, action: 'add' }),
      ];
      for (const answer of answers) assert.deepEqual(answer, refusal('chat_archived'));
      await archive(0);
      await erase('amy', id);
      const list = await school.as.amy.call(getChats, { username: 'amy' });
      assert.ok(list.status === 'success');
      assert.notEqual(list.rooms[0]?.last?.id, id);
    });
  });

  test(`nobody floods a room with changes, ${engine}`, async (t) => {
    const school = await openSchool(engine, { settings: { SEND_RATE: '1' } });
    t.after(() => school.close());
    const set = (action: string) => school.as.amy.call(react, { room_code: 'A01', id: 1, emoji: '👍', action });
    const codes = [];
    for (let count = 0; count < 4; count++) codes.push((await set(count % 2 === 0 ? 'add' : 'remove')).code);
    assert.deepEqual(codes, ['message_not_found', 'message_not_found', 'message_not_found', 'too_many']);
  });
}
