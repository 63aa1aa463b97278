import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { createChat, editUser, getChats, getMessages, sendMessage } from '../../contract/chat.ts';
import { editCourse } from '../../contract/courses.ts';
import { downloadFile, uploadFile } from '../../contract/files.ts';
import { deleteChat, editChat, getChat } from '../../contract/rooms.ts';
import { engines } from '../../test/engines.ts';
import { openLive } from '../../test/live.ts';
import { done, refusal } from '../../test/refusals.ts';
import { type Name, openSchool, type TestSchool } from '../../test/school.ts';
import { openSocket } from '../../test/socket.ts';
import { eraseDeletedRooms } from './room-delete.ts';

for (const engine of engines) {
  describe(`what becomes of a room, ${engine}`, () => {
    let school: TestSchool;
    before(async () => {
      school = await openSchool(engine);
      await school.addGroup('G01', 'amy');
      await school.as.amy.call(editUser, { room_code: 'G01', action: 'add', username: 'carl' });
    });
    after(() => school.close());

    const connected = async (name: Name) => {
      const socket = await openLive(school.baseUrl);
      const { rooms } = await socket.hello({ token: school.tokens[name] });
      return { socket, rooms };
    };
    const info = async (by: Name, room_code: string) => {
      const chat = await school.as[by].call(getChat, { room_code });
      assert.ok(chat.status === 'success', chat.message);
      return chat;
    };

    test('a description is told to whoever is there, and spaces take it away', async () => {
      const { socket } = await connected('carl');
      const redescribe = (by: Name, description: string, room_code = 'G01') =>
        school.as[by].call(editChat, { room_code, description });
      assert.deepEqual(await redescribe('amy', ' Spring term\n第三组 '), done('Chat changed'));
      const [told] = (await socket.next('entries')).entries;
      assert.ok(told?.kind === 'describe');
      assert.deepEqual([told.description, told.by], ['Spring term\n第三组', 'amy']);
      const room = (await connected('carl')).rooms.find((one) => one.room_code === 'G01');
      assert.equal(room?.description, 'Spring term\n第三组');
      assert.deepEqual(await redescribe('amy', ' '), done('Chat changed'));
      assert.equal((await info('carl', 'G01')).description, '');
      for (const bad of ['x'.repeat(1_001), 'a\u0007b'])
        assert.deepEqual(await redescribe('amy', bad), refusal('invalid_description'));
      assert.deepEqual(await redescribe('carl', 'Mine'), refusal('not_chat_owner'));
      assert.deepEqual(await redescribe('tony', 'Ask here', 'A01'), done('Chat changed'));
      assert.deepEqual(await redescribe('amy', 'Mine', 'A01'), refusal('not_chat_owner'));
      socket.close();
    });

    test('open clients hear at once that a group or a course is archived, and that it is not any more', async () => {
      const { socket } = await connected('amy');
      const heard = async () => {
        const { room, entries } = await socket.next('entries');
        const [entry] = entries;
        assert.ok(entry?.kind === 'archive');
        return [room, entry.archived, entry.by];
      };
      for (const archived of [1, 0]) {
        for (let twice = 0; twice < 2; twice++) await school.as.amy.call(editChat, { room_code: 'G01', archived });
        assert.deepEqual(await heard(), ['G01', archived === 1, 'amy']);
        await school.as.tony.call(editCourse, { course_code: 'A01', archived });
        assert.deepEqual(await heard(), ['A01', archived === 1, 'tony']);
      }
      assert.deepEqual(await school.as.tony.call(editChat, { room_code: 'A01', archived: 1 }), refusal('course_chat'));
      socket.close();
    });

    test('an administrator reads the discussion of a course without being in it, and that is written down', async () => {
      const chat = await info('head', 'A01');
      assert.deepEqual([chat.is_member, chat.owner, chat.kind, chat.member_count], [false, 'tony', 'course', 3]);
      assert.equal((await school.as.head.call(getMessages, { room_code: 'A01', limit: 5 })).code, 'ok');
      const read = await school.school.database.db
        .selectFrom('audit')
        .select('target')
        .where('action', '=', 'read as admin')
        .execute();
      assert.deepEqual(
        read.map((line) => line.target),
        ['room A01', 'room A01'],
      );
      assert.equal((await info('amy', 'A01')).is_member, true);
    });

    test('a deleted group goes from every screen, and its files are read through it no more', async () => {
      const kept = await school.as.amy.call(uploadFile, {}, new File(['of the group'], 'a.txt'));
      assert.ok(kept.status === 'success');
      const { file_id } = kept;
      const say = (sender: Name) =>
        school.as[sender].call(sendMessage, { room_code: 'G01', sender, message: 'a secret', file_id });
      assert.equal((await say('amy')).code, 'ok');
      assert.equal((await school.as.carl.request(downloadFile, { file_id })).status, 200);
      const { socket } = await connected('carl');
      const old = await openSocket(school.baseUrl, 'G01', { authorization: `Bearer ${school.tokens.carl}` });
      const stream = new AbortController();
      const events = await school.raw('/events?room_code=G01', {
        headers: { authorization: `Bearer ${school.tokens.head}` },
        signal: stream.signal,
      });

      assert.deepEqual(await school.as.carl.call(deleteChat, { room_code: 'G01' }), refusal('not_chat_owner'));
      assert.deepEqual(await school.as.amy.call(deleteChat, { room_code: 'G01' }), done('Chat deleted'));
      const [last] = (await socket.next('entries')).entries;
      assert.deepEqual([last?.kind, last?.user], ['room_deleted', 'amy']);
      const [removed] = (await socket.next('inbox')).inbox;
      assert.deepEqual([removed?.kind, removed?.room_code], ['room_removed', 'G01']);
      assert.equal(await old.closed, 4403);
      assert.match(await events.text(), /"kind":"room_deleted"[^\n]*\n\n$/);
      socket.close();

      for (const by of ['amy', 'carl', 'head', 'eve'] as const) {
        const gone = { room_code: 'G01' };
        assert.deepEqual(await school.as[by].call(getMessages, gone), refusal('chat_not_found'));
        assert.deepEqual(await school.as[by].call(getChat, gone), refusal('chat_not_found'));
        assert.deepEqual(await school.as[by].call(deleteChat, gone), refusal('chat_not_found'));
      }
      assert.deepEqual(await say('amy'), refusal('chat_not_found'));
      assert.deepEqual(await say('carl'), refusal('file_not_found'));
      for (const by of ['carl', 'head'] as const)
        assert.equal((await school.as[by].request(downloadFile, { file_id })).status, 404);
      const chats = await school.as.carl.call(getChats, { username: 'carl' });
      assert.ok(chats.status === 'success');
      assert.deepEqual(
        chats.rooms.map((room) => room.room_code),
        ['A01'],
      );
      const again = { room_code: 'G01', room_name: 'Again', username: 'amy' };
      assert.deepEqual(await school.as.amy.call(createChat, again), refusal('chat_exists'));
    });

    test('what was said in it is erased, and its log keeps its numbers', async () => {
      const { db } = school.school.database;
      await eraseDeletedRooms(school.school);
      const entries = await db
        .selectFrom('entries')
        .innerJoin('rooms', 'rooms.id', 'entries.room_id')
        .select(['entries.seq', 'text', 'file_ids', 'erased_at'])
        .where('code', '=', 'G01')
        .orderBy('entries.seq')
        .execute();
      assert.deepEqual(
        entries.map((entry) => entry.seq),
        entries.map((_, index) => index + 1),
      );
      assert.ok(entries.every((entry) => !entry.text && entry.file_ids === null && entry.erased_at !== null));
    });
  });
}
