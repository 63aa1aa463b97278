import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { getUnread, markAllRead, saveDraft, setAttention } from '../../contract/attention.ts';
import { editUser, getChats, markRead, sendMessage } from '../../contract/chat.ts';
import { deleteMessage } from '../../contract/messages.ts';
import { deleteChat } from '../../contract/rooms.ts';
import { engines } from '../../test/engines.ts';
import { openLive } from '../../test/live.ts';
import { done, refusal } from '../../test/refusals.ts';
import { type Name, openSchool, type TestSchool } from '../../test/school.ts';
import { pruneDrafts } from './drafts-of.ts';
import { pruneInboxes } from './inbox.ts';

for (const engine of engines) {
  describe(`attention, ${engine}`, () => {
    let school: TestSchool;
    before(async () => {
      school = await openSchool(engine, { settings: { SEND_RATE: '0' } });
      await school.addGroup('G01', 'amy');
    });
    after(() => school.close());

    type More = { clear_draft?: number; thread?: number };
    const say = async (sender: Name, message: string, room_code = 'A01', more: More = {}) => {
      const sent = await school.as[sender].call(sendMessage, { room_code, sender, message, ...more });
      assert.ok(sent.status === 'success', sent.message);
      return sent.id;
    };
    const unread = async (by: Name, limit?: number) => {
      const answer = await school.as[by].call(getUnread, limit === undefined ? {} : { limit });
      assert.ok(answer.status === 'success', answer.message);
      return answer.rooms;
    };
    const listed = async (username: Name, code = 'A01') => {
      const chats = await school.as[username].call(getChats, { username });
      assert.ok(chats.status === 'success');
      return chats.rooms.find((room) => room.room_code === code);
    };
    const connected = async (name: Name) => {
      const socket = await openLive(school.baseUrl);
      const welcome = await socket.hello({ token: school.tokens[name] });
      return { socket, card: welcome.rooms.find((room) => room.room_code === 'A01') };
    };

    test('a room is muted on every device of its member, and for nobody else', async () => {
      const { socket, card } = await connected('amy');
      assert.equal(card?.attention, 'all');
      const set = { room_code: 'A01', attention: 'muted' };
      assert.deepEqual(await school.as.amy.call(setAttention, set), done('Attention set'));
      const [told] = (await socket.next('inbox')).inbox;
      assert.ok(told?.kind === 'attention');
      assert.deepEqual([told.room_code, told.attention], ['A01', 'muted']);
      assert.deepEqual(await school.as.amy.call(setAttention, set), done('Attention set'));
      assert.equal((await connected('amy')).card?.attention, 'muted');
      assert.equal((await listed('amy'))?.attention, 'muted');
      assert.equal((await listed('carl'))?.attention, 'all');
      // Reading goes on beside it.
      await say('tony', 'Hello!');
      assert.equal((await school.as.amy.call(markRead, { room_code: 'A01', id: 1000 })).code, 'ok');
      assert.equal((await listed('amy'))?.attention, 'muted');
      socket.close();
    });

    test('a level that is none, and a room that is not the caller’s, are refused', async () => {
      const set = (by: Name, attention: string) => school.as[by].call(setAttention, { room_code: 'A01', attention });
      assert.deepEqual(await set('amy', 'loud'), refusal('invalid_attention'));
      for (const by of ['eve', 'head'] as const) assert.deepEqual(await set(by, 'all'), refusal('chat_not_found'));
    });

    test('all that is unread comes at once, the newest room first, with the first messages of each', async () => {
      assert.deepEqual(await unread('amy'), []);
      const ids = [];
      for (const text of ['one', 'two', 'three', 'four']) ids.push(await say('tony', text));
      await say('amy', 'mine', 'G01');
      const [group, course] = await unread('amy');
      assert.deepEqual(
        [group?.room_code, group?.unread, course?.room_code, course?.unread, course?.attention],
        ['G01', 1, 'A01', 4, 'muted'],
      );
      const answer = await school.as.amy.call(getUnread, {});
      assert.ok(answer.status === 'success');
      assert.deepEqual(answer.people.map(({ username }) => username).toSorted(), ['amy', 'tony']);
      assert.deepEqual(
        course?.messages.map((entry) => entry.seq),
        ids.slice(0, 3),
      );
      assert.deepEqual(
        (await unread('amy', 0)).map((room) => room.messages),
        [[], []],
      );
      const [first] = (await unread('amy', 20)).filter((room) => room.room_code === 'A01');
      assert.deepEqual(
        first?.messages.map((entry) => (entry.kind === 'message' ? entry.text : entry.kind)),
        ['one', 'two', 'three', 'four'],
      );
      assert.equal((await school.as.amy.call(getUnread, { limit: 21 })).code, 'invalid_limit');
      // Kept unread from the third on.
      await school.as.amy.call(markRead, { room_code: 'A01', id: ids[1] ?? 0, unread: 1 });
      const [kept] = (await unread('amy')).filter((room) => room.room_code === 'A01');
      assert.deepEqual([kept?.unread, kept?.messages[0]?.seq], [2, ids[2]]);
    });

    test('all rooms are read at once, and every device hears it', async () => {
      const { socket } = await connected('amy');
      const marked = await school.as.amy.call(markAllRead, {});
      assert.deepEqual(marked, { ...done('All marked as read'), rooms: 2 });
      const { inbox } = await socket.next('inbox');
      assert.deepEqual(
        inbox.map((entry) => [entry.kind, entry.room_code]),
        [
          ['read', 'A01'],
          ['read', 'G01'],
        ],
      );
      assert.deepEqual(await unread('amy'), []);
      assert.equal((await listed('amy'))?.unread, 0);
      assert.deepEqual(await school.as.amy.call(markAllRead, {}), { ...done('All marked as read'), rooms: 0 });
      socket.close();
    });

    test('a draft goes from device to device, the latest wins, and it goes with the message', async () => {
      const { socket } = await connected('amy');
      const save = (text: string, by: Name = 'amy') => school.as[by].call(saveDraft, { room_code: 'A01', text });
      for (const text of ['I', 'I wan', 'I wanted']) {
        assert.equal((await save(text)).code, 'ok');
        const [told] = (await socket.next('inbox')).inbox;
        assert.ok(told?.kind === 'draft');
        assert.deepEqual([told.room_code, told.draft.text], ['A01', text]);
      }
      assert.equal((await connected('amy')).card?.draft?.text, 'I wanted');
      assert.equal((await listed('amy'))?.draft?.text, 'I wanted');
      assert.equal((await listed('carl'))?.draft, undefined);
      // However often it was saved, the inbox tells of it once.
      const { db } = school.school.database;
      const told = await db.selectFrom('inbox_entries').select('data').where('kind', '=', 'draft').execute();
      assert.equal(told.length, 1);
      assert.ok(!JSON.stringify(told).includes('wanted'));

      await say('amy', 'something else');
      assert.equal((await listed('amy'))?.draft?.text, 'I wanted');
      socket.send({ type: 'send', room: 'A01', text: 'I wanted it', client_id: 'd1', clear_draft: true });
      assert.equal((await socket.next('reply')).reply.code, 'ok');
      assert.equal((await listed('amy'))?.draft, undefined);
      const [cleared] = (await socket.next('inbox')).inbox;
      assert.ok(cleared?.kind === 'draft' && cleared.draft.text === '');
      await save('again');
      await say('amy', 'again', 'A01', { clear_draft: 1 });
      assert.equal((await listed('amy'))?.draft, undefined);
      socket.close();

      assert.deepEqual(await save('x', 'eve'), refusal('chat_not_found'));
      assert.deepEqual(await save('字'.repeat(10_001)), refusal('message_too_long'));
      assert.equal((await save('字'.repeat(10_000))).code, 'ok');
    });

    test('each thread has a draft of its own, beside that of its room', async () => {
      const root = await say('tony', 'Which chapter?');
      const other = await say('tony', 'Which page?');
      const save = (thread: number, text: string) => school.as.amy.call(saveDraft, { room_code: 'A01', thread, text });
      await school.as.amy.call(saveDraft, { room_code: 'A01', text: 'of the room' });
      const { socket } = await connected('amy');
      for (const text of ['The', 'The third']) {
        assert.equal((await save(root, text)).code, 'ok');
        const [told] = (await socket.next('inbox')).inbox;
        assert.ok(told?.kind === 'thread_draft');
        assert.deepEqual([told.room_code, told.thread, told.draft.text], ['A01', root, text]);
      }
      await save(other, 'Page 7');
      await socket.next('inbox');
      const drafts = async () => {
        const [welcomed, chat] = [(await connected('amy')).card, await listed('amy')];
        assert.deepEqual([welcomed?.draft, welcomed?.thread_drafts], [chat?.draft, chat?.thread_drafts]);
        return [chat?.draft?.text, ...(chat?.thread_drafts ?? []).map(({ thread, text }) => [thread, text])];
      };
      assert.deepEqual(await drafts(), ['of the room', [root, 'The third'], [other, 'Page 7']]);
      assert.equal((await listed('carl'))?.thread_drafts, undefined);
      const { db } = school.school.database;
      const told = await db.selectFrom('inbox_entries').select('data').where('kind', '=', 'thread_draft').execute();
      assert.equal(told.length, 2);
      assert.ok(!JSON.stringify(told).includes('third'));

      // A reply takes the draft of its thread with it, and no other.
      socket.send({ type: 'send', room: 'A01', thread: root, text: 'The 3rd', client_id: 'd2', clear_draft: true });
      assert.equal((await socket.next('reply')).reply.code, 'ok');
      const [cleared] = (await socket.next('inbox')).inbox;
      assert.ok(cleared?.kind === 'thread_draft' && cleared.thread === root && cleared.draft.text === '');
      assert.deepEqual(await drafts(), ['of the room', [other, 'Page 7']]);
      await say('amy', 'Page 7', 'A01', { thread: other, clear_draft: 1 });
      assert.deepEqual(await drafts(), ['of the room']);
      socket.close();
    });

    test('a draft is for a thread that is there, in a room of its writer', async () => {
      const root = await say('tony', 'Root');
      const reply = await say('amy', 'Reply', 'A01', { thread: root });
      const save = (thread: number, text: string, by: Name = 'amy', room_code = 'A01') =>
        school.as[by].call(saveDraft, { room_code, thread, text });
      for (const thread of [reply, 0, 1_000_000, 2 ** 40])
        assert.deepEqual(await save(thread, 'x'), refusal('thread_not_found'));
      assert.deepEqual(await save(root, 'x', 'amy', 'G01'), refusal('thread_not_found'));
      for (const by of ['eve', 'head'] as const) assert.deepEqual(await save(root, 'x', by), refusal('chat_not_found'));
      assert.deepEqual(await save(root, '字'.repeat(10_001)), refusal('message_too_long'));

      // What was begun below a root that is gone can be removed, and not written on.
      const gone = await say('tony', 'Gone');
      assert.equal((await save(gone, 'Why?')).code, 'ok');
      await school.as.tony.call(deleteMessage, { room_code: 'A01', id: gone });
      assert.deepEqual(await save(gone, 'Why? And'), refusal('thread_not_found'));
      assert.equal((await save(gone, '')).code, 'ok');
      assert.equal((await listed('amy'))?.thread_drafts, undefined);
    });

    test('drafts in threads go with a deleted room, wait while their writer is out, and are a hundred at most', async () => {
      await school.addGroup('D01', 'tony');
      const put = (action: 'add' | 'remove') =>
        school.as.tony.call(editUser, { room_code: 'D01', action, username: 'bob' });
      await put('add');
      const roots = [];
      for (let n = 0; n <= 100; n++) roots.push(await say('tony', `${n}`, 'D01'));
      const save = (thread = 0, text = 'x') => school.as.bob.call(saveDraft, { room_code: 'D01', thread, text });
      const kept = async () => (await listed('bob', 'D01'))?.thread_drafts?.length;
      for (const root of roots.slice(1)) assert.equal((await save(root)).code, 'ok');
      assert.deepEqual(await save(roots[0]), refusal('too_many_drafts'));
      assert.equal((await save(roots[1], 'changed')).code, 'ok');
      await save(roots[1], '');
      assert.equal((await save(roots[0])).code, 'ok');
      assert.equal(await kept(), 100);

      await put('remove');
      assert.deepEqual(await save(roots[0]), refusal('chat_not_found'));
      assert.equal(await kept(), undefined);
      await put('add');
      assert.equal(await kept(), 100);
      await school.as.tony.call(deleteChat, { room_code: 'D01' });
      const rows = school.school.database.db.selectFrom('drafts').select('thread_seq').where('thread_seq', '<>', 0);
      assert.deepEqual(await rows.where('text', '<>', '').execute(), []);
    });

    test('of a draft that was removed nothing stays', async () => {
      await school.as.amy.call(saveDraft, { room_code: 'A01' });
      school.clock.advance(31 * 86_400_000);
      await pruneInboxes(school.school);
      await pruneDrafts(school.school);
      assert.deepEqual(await school.school.database.db.selectFrom('drafts').selectAll().execute(), []);
    });
  });
}
