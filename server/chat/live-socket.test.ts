import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import { getChats, markRead, sendMessage } from '../../contract/chat.ts';
import { addCourseinfo } from '../../contract/posts.ts';
import type { EntryView } from '../../contract/entry.ts';
import { engines } from '../../test/engines.ts';
import { type LiveSocket, openLive } from '../../test/live.ts';
import { type Name, openSchool, type TestSchool } from '../../test/school.ts';
import { SocketRefused } from '../../test/socket.ts';
import { writeEntries } from './live.fixture.ts';

for (const engine of engines) {
  describe(`/ws, ${engine}`, () => {
    let school: TestSchool;
    const opened: LiveSocket[] = [];
    before(async () => {
      school = await openSchool(engine);
      await school.addGroup('G01', 'tony');
    });
    afterEach(() => {
      for (const socket of opened.splice(0)) socket.close();
    });
    after(() => school.close());

    async function open(headers: Record<string, string> = {}): Promise<LiveSocket> {
      const socket = await openLive(school.baseUrl, headers);
      opened.push(socket);
      return socket;
    }
    const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
    async function say(name: Name, room_code: string, message: string): Promise<number> {
      const sent = await school.as[name].call(sendMessage, { room_code, sender: name, message });
      assert.ok(sent.status === 'success', sent.message);
      return sent.id;
    }

    test('hello with the token in the first frame; the welcome has the rooms', async () => {
      const amy = await open();
      const welcome = await amy.hello({ token: school.tokens.amy });
      assert.deepEqual(welcome.you, { username: 'amy', nickname: 'amy', role: 'student' });
      assert.deepEqual(
        welcome.rooms.map(({ room_code, room_name, kind, owner }) => ({ room_code, room_name, kind, owner })),
        [{ room_code: 'A01', room_name: 'Data Science Discuss Group', kind: 'course', owner: 'tony' }],
      );
    });

    test('Bearer and our own cookie with the upgrade do too; a token in the frame beats them', async () => {
      const byHeader = await open(bearer(school.tokens.amy));
      assert.equal((await byHeader.hello()).you.username, 'amy');
      const origin = school.baseUrl;
      const byCookie = await open({ cookie: `lamitt_session=${school.tokens.tony}`, origin });
      assert.equal((await byCookie.hello()).you.username, 'tony');
      const both = await open({ cookie: `lamitt_session=${school.tokens.tony}`, origin });
      assert.equal((await both.hello({ token: school.tokens.bob })).you.username, 'bob');
    });

    test('a foreign page with the cookie is refused, a bad Bearer too', async () => {
      const foreign = open({ cookie: `lamitt_session=${school.tokens.amy}`, origin: 'http://evil.test' });
      await assert.rejects(foreign, (error) => error instanceof SocketRefused && error.status === 403);
      await assert.rejects(open(bearer('x')), (error) => error instanceof SocketRefused && error.status === 401);
    });

    test('no token, a wrong one, a cookie that is over, another first frame: 4401', async () => {
      const first: [Record<string, string>, string][] = [
        [{}, '{"type":"hello"}'],
        [{}, '{"type":"hello","token":"wrong"}'],
        [{ cookie: 'lamitt_session=over', origin: school.baseUrl }, '{"type":"hello"}'],
        [bearer(school.tokens.amy), '{"type":"ping"}'],
      ];
      for (const [headers, frame] of first) {
        const socket = await open(headers);
        socket.sendRaw(frame);
        assert.equal((await socket.next('reply')).reply.code, 'not_signed_in', frame);
        assert.equal(await socket.closed, 4401, frame);
      }
    });

    test('a message is answered, and heard by all, the sender too', async () => {
      const [amy, tony] = [await open(), await open()];
      await amy.hello({ token: school.tokens.amy });
      await tony.hello({ token: school.tokens.tony });
      amy.send({ type: 'send', room: 'A01', text: '你好', client_id: 'c-1' });
      const { reply } = await amy.next('reply');
      assert.deepEqual([reply.client_id, reply.status, reply.code], ['c-1', 'success', 'ok']);
      const [own, heard] = [await amy.next('entries'), await tony.next('entries')];
      assert.deepEqual(own, heard);
      const [entry] = heard.entries;
      assert.ok(entry?.kind === 'message');
      assert.deepEqual(
        [heard.room, entry.user, entry.text, entry.seq, entry.client_id],
        ['A01', 'amy', '你好', reply.id, 'c-1'],
      );
      amy.send({ type: 'send', room: 'A01', text: '你好', client_id: 'c-1' });
      assert.equal((await amy.next('reply')).reply.id, reply.id);
      amy.send({ type: 'send', room: 'A01', text: 'something else', client_id: 'c-1' });
      assert.equal((await amy.next('reply')).reply.code, 'client_id_reused');
      amy.send({ type: 'send', room: 'B01', text: 'not my room', client_id: 'c-2' });
      assert.equal((await amy.next('reply')).reply.code, 'chat_not_found');
      assert.equal(tony.waiting('entries').length, 0);
    });

    test('frames that are no good are answered, and the socket stays', async () => {
      const amy = await open();
      await amy.hello({ token: school.tokens.amy });
      const bad: [string, string][] = [
        ['nonsense', 'invalid_json'],
        ['[1]', 'invalid_json'],
        ['{"type":"dance"}', 'invalid_type'],
        ['{"type":"send","room":{"$ne":""},"client_id":"c"}', 'invalid_type'],
        ['{"type":"send","room":"A01","client_id":"c","text":"\\u0000"}', 'invalid_type'],
        ['{"type":"send","room":"A01","client_id":"c"}', 'message_not_specified'],
        ['{"type":"read","room":"B01","id":1}', 'chat_not_found'],
        ['{"type":"read","room":"A01","id":1e12}', 'invalid_type'],
        ['{"type":"hello"}', 'invalid_request'],
        ['{"__proto__":{"type":"ping"}}', 'invalid_json'],
      ];
      for (const [text, code] of bad) {
        amy.sendRaw(text);
        assert.equal((await amy.next('reply')).reply.code, code, text);
      }
      amy.send({ type: 'ping' });
      await amy.next('pong');
    });

    test('what came after the cursor follows exactly, in pages, then what is new', async () => {
      const first = await say('tony', 'A01', 'the first');
      await writeEntries(school.school, 'A01', 'tony', 1_000);
      const amy = await open();
      const seen: EntryView[] = [];
      const { rooms } = await amy.hello({ token: school.tokens.amy, rooms: { A01: first } });
      const head = rooms[0]?.seq ?? 0;
      assert.equal(head, first + 1_000);
      while (seen.length < 1_000) seen.push(...(await amy.next('entries')).entries);
      const last = await say('tony', 'A01', 'the last');
      seen.push(...(await amy.next('entries')).entries);
      assert.deepEqual(
        seen.map((entry) => entry.seq),
        Array.from({ length: 1_001 }, (_, index) => first + 1 + index),
      );
      assert.equal(seen.at(-1)?.seq, last);
    });

    test('too far behind, or ahead of a restored server: resync, then what is new', async () => {
      await school.addGroup('G02', 'amy');
      await writeEntries(school.school, 'G02', 'amy', 10_001);
      for (const cursor of [0, 2_000_000]) {
        const amy = await open();
        const { rooms } = await amy.hello({ token: school.tokens.amy, rooms: { G02: cursor } });
        assert.equal((await amy.next('resync')).resync, 'G02');
        const id = await say('amy', 'G02', 'new');
        const { entries } = await amy.next('entries');
        assert.deepEqual(
          entries.map((entry) => entry.seq),
          [id],
        );
        assert.equal(rooms.find((room) => room.room_code === 'G02')?.seq, id - 1);
      }
    });

    test('a room of any name can be a cursor', async () => {
      for (const code of ['__proto__', 'constructor']) {
        await school.addGroup(code, 'ann');
        const id = await say('ann', code, 'one');
        const ann = await open();
        ann.sendRaw(`{"type":"hello","token":"${school.tokens.ann}","rooms":{"${code}":${id - 1}}}`);
        await ann.next('welcome');
        assert.deepEqual(
          (await ann.next('entries')).entries.map((entry) => entry.seq),
          [id],
        );
      }
    });

    test('a post appears as a card', async () => {
      const amy = await open();
      await amy.hello({ token: school.tokens.amy });
      const post = { course_code: 'A01', section: 'announcement', username: 'tony', title: '重要！', body: 'Homework' };
      await school.as.tony.call(addCourseinfo, post);
      const [card] = (await amy.next('entries')).entries;
      assert.ok(card?.kind === 'post');
      assert.deepEqual(
        [card.user, card.post.section, card.post.title, card.post.rev],
        ['tony', 'announcement', '重要！', 0],
      );
      await school.as.tony.call(addCourseinfo, { ...post, body: 'more' });
      const [again] = (await amy.next('entries')).entries;
      assert.ok(again?.kind === 'post');
      assert.deepEqual(again.post, { ...card.post, rev: 1, changed: ['body'] });
      assert.deepEqual([card.thread, again.thread], [card.seq, card.seq]);
      // The same from the database.
      const late = await open();
      await late.hello({ token: school.tokens.amy, rooms: { A01: card.seq - 1 } });
      assert.deepEqual((await late.next('entries')).entries.slice(0, 2), [card, again]);
    });

    test('typing is told to the others, once a second, and never kept', async () => {
      const [amy, tony] = [await open(), await open()];
      await amy.hello({ token: school.tokens.amy });
      await tony.hello({ token: school.tokens.tony });
      for (let n = 0; n < 5; n++) amy.send({ type: 'typing', room: 'A01' });
      assert.deepEqual((await tony.next('said')).said, { room_code: 'A01', user: 'amy', what: 'typing' });
      amy.send({ type: 'ping' });
      await amy.next('pong');
      assert.deepEqual([tony.waiting('said').length, amy.waiting('said').length], [0, 0]);
    });

    test('a reading is told to every device, and the inbox goes on by its cursor', async () => {
      const [phone, desk] = [await open(), await open()];
      const id = await say('tony', 'A01', 'read me');
      const { inbox } = await phone.hello({ token: school.tokens.amy });
      await desk.hello({ token: school.tokens.amy });
      phone.send({ type: 'read', room: 'A01', id });
      const [entry] = (await desk.next('inbox')).inbox;
      assert.ok(entry?.kind === 'read');
      assert.deepEqual([entry.seq, entry.room_code, entry.read.id], [inbox + 1, 'A01', id]);
      const late = await open();
      const welcome = await late.hello({ token: school.tokens.amy, inbox });
      assert.deepEqual([welcome.inbox, welcome.inbox_from], [inbox + 1, inbox]);
      assert.deepEqual(welcome.rooms.find((room) => room.room_code === 'A01')?.read, entry.read);
      assert.deepEqual((await late.next('inbox')).inbox, [entry]);
    });

    test('/mark_read moves forward, back when told so, and counts for /get_chats', async () => {
      const unread = async () => {
        const chats = await school.as.carl.call(getChats, { username: 'carl' });
        assert.ok(chats.status === 'success');
        const room = chats.rooms.find((one) => one.room_code === 'A01');
        return [room?.unread, room?.last?.message];
      };
      const id = await say('tony', 'A01', 'one');
      await say('tony', 'A01', 'two');
      const mark = async (to: number, back = 0) =>
        school.as.carl.call(markRead, { room_code: 'A01', id: to, unread: back });
      assert.ok((await mark(id)).status === 'success');
      assert.deepEqual(await unread(), [1, 'two']);
      await mark(id - 1);
      assert.deepEqual(await unread(), [1, 'two']);
      await mark(id - 1, 1);
      assert.deepEqual(await unread(), [2, 'two']);
      const end = await mark(1_000_000);
      assert.ok(end.status === 'success' && end.id === id + 1);
      assert.deepEqual(await unread(), [0, 'two']);
      assert.equal((await school.as.carl.call(markRead, { room_code: 'B01', id: 1 })).code, 'chat_not_found');
      assert.equal((await school.as.head.call(markRead, { room_code: 'A01', id: 1 })).code, 'chat_not_found');
      const missing = await school.raw('/mark_read', {
        method: 'POST',
        body: '{"room_code":"A01"}',
        headers: bearer(school.tokens.carl),
      });
      assert.deepEqual(await missing.json(), { status: 'fail', message: 'ID not specified', code: 'id_not_specified' });
    });

    test('a flood is closed with 4429', async () => {
      const tony = await open();
      await tony.hello({ token: school.tokens.tony });
      for (let n = 0; n < 80; n++) tony.send({ type: 'ping' });
      assert.equal(await tony.closed, 4429);
    });

    test('what another process wrote is heard within a second or two', async () => {
      const tony = await open();
      await tony.hello({ token: school.tokens.tony });
      await writeEntries(school.school, 'G01', 'tony', 3);
      const { entries } = await tony.next('entries');
      assert.equal(entries.length, 3);
    });
  });
}
