import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { getUnread, markAllRead, saveDraft, setAttention } from '../../contract/attention.ts';
import { getChats, markRead, sendMessage } from '../../contract/chat.ts';
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
      school = await openSchool(engine);
      await school.addGroup('G01', 'amy');
    });
    after(() => school.close());

    const say = async (sender: Name, message: string, room_code = 'A01', more: { clear_draft?: number } = {}) => {
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

    test('of a draft that was removed nothing stays', async () => {
      await school.as.amy.call(saveDraft, { room_code: 'A01' });
      school.clock.advance(31 * 86_400_000);
      await pruneInboxes(school.school);
      await pruneDrafts(school.school);
      assert.deepEqual(await school.school.database.db.selectFrom('drafts').selectAll().execute(), []);
    });
  });
}
