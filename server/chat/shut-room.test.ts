import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { getUnread, setAttention } from '../../contract/attention.ts';
import { editUser, getChats, markRead, sendMessage } from '../../contract/chat.ts';
import { blockUser, openDirect, unblockUser } from '../../contract/direct.ts';
import { deleteMessage, editMessage, pinMessage, react } from '../../contract/messages.ts';
import { getReports, reportMessage } from '../../contract/reports.ts';
import { deleteChat, editChat } from '../../contract/rooms.ts';
import { followThread, getThread } from '../../contract/threads.ts';
import { engines } from '../../test/engines.ts';
import { refusal } from '../../test/refusals.ts';
import { type Name, openSchool, type TestSchool } from '../../test/school.ts';
import { eraseDeletedRooms } from './room-delete.ts';

for (const engine of engines) {
  describe(`messages of rooms that are shut, muted or reported, ${engine}`, () => {
    let school: TestSchool;
    before(async () => {
      school = await openSchool(engine);
      await school.addGroup('G01', 'amy');
      await school.as.amy.call(editUser, { room_code: 'G01', action: 'add', username: 'carl' });
    });
    after(() => school.close());

    const say = async (sender: Name, room_code: string, message: string, thread?: number) => {
      const sent = await school.as[sender].call(sendMessage, {
        ...{ room_code, sender, message },
        ...(thread !== undefined && { thread }),
      });
      assert.ok(sent.status === 'success', sent.message);
      return sent.id;
    };
    /** The codes of all that is done with a message of amy's, by her. */
    const changes = async (room_code: string, id: number) => {
      const client = school.as.amy;
      const message = { room_code, id };
      const answers = [
        await client.call(sendMessage, { room_code, sender: 'amy', message: 'More' }),
        await client.call(sendMessage, { room_code, sender: 'amy', message: 'Below', thread: id }),
        await client.call(editMessage, { ...message, message: 'Changed' }),
        await client.call(react, { ...message, emoji: '👍', action: 'add' }),
        await client.call(pinMessage, { ...message, action: 'add' }),
        await client.call(deleteMessage, message),
      ];
      return [...new Set(answers.map((answer) => answer.code))];
    };

    test('where nothing can be said nothing can be replied, edited, reacted, pinned or deleted, and the same is answered', async () => {
      const opened = await school.as.amy.call(openDirect, { username: 'carl' });
      assert.ok(opened.status === 'success', opened.message);
      const direct = opened.room_code;
      const between = await say('amy', direct, 'Between us');
      await school.as.carl.call(blockUser, { username: 'amy' });
      assert.deepEqual(await changes(direct, between), ['direct_blocked']);
      await school.as.carl.call(unblockUser, { username: 'amy' });
      assert.deepEqual(await changes(direct, between), ['ok']);

      const id = await say('amy', 'G01', 'In the group');
      await school.as.amy.call(editChat, { room_code: 'G01', archived: 1 });
      assert.deepEqual(await changes('G01', id), ['chat_archived']);
      await school.as.amy.call(editChat, { room_code: 'G01', archived: 0 });
    });

    test('a mention in a muted room counts, and the room says that it is muted', async () => {
      await school.as.carl.call(setAttention, { room_code: 'G01', attention: 'muted' });
      const root = await say('amy', 'G01', '@carl look');
      await say('amy', 'G01', 'and here, @carl', root);
      const chats = await school.as.carl.call(getChats, { username: 'carl' });
      assert.ok(chats.status === 'success');
      const listed = chats.rooms.find((room) => room.room_code === 'G01');
      assert.deepEqual([listed?.mentions, listed?.attention], [2, 'muted']);
      const unread = await school.as.carl.call(getUnread, { limit: 20 });
      assert.ok(unread.status === 'success');
      const room = unread.rooms.find((one) => one.room_code === 'G01');
      assert.deepEqual([room?.mentions, room?.attention, room?.unread], [2, 'muted', listed?.unread]);
      const shown = room?.messages.at(-1);
      assert.ok(shown?.kind === 'message');
      assert.deepEqual([shown.seq, shown.mentions, shown.replies?.count], [root, ['carl'], 1]);
    });

    test('a room in which only a reply mentions is among the unread ones, with no message of its own', async () => {
      const root = await say('amy', 'G01', 'A root');
      await school.as.carl.call(markRead, { room_code: 'G01', id: root });
      await say('amy', 'G01', '@carl once more', root);
      const unread = await school.as.carl.call(getUnread, {});
      assert.ok(unread.status === 'success');
      const room = unread.rooms.find((one) => one.room_code === 'G01');
      assert.deepEqual([room?.mentions, room?.unread, room?.messages], [1, 0, []]);
    });

    test('a report of a reply names its thread, which staff can read; what is deleted cannot be reported', async () => {
      const root = await say('amy', 'A01', 'Who helps?');
      const reply = await say('carl', 'A01', 'For money', root);
      const said = { room_code: 'A01', reason: 'Sells answers' };
      for (const id of [root, reply]) await school.as.bob.call(reportMessage, { ...said, id });
      await school.as.amy.call(reportMessage, { ...said, id: reply });
      const seen = await school.as.tony.call(getReports, {});
      assert.ok(seen.status === 'success', seen.message);
      assert.deepEqual(
        seen.reports.flatMap(({ message_id: id, thread }) => (id === reply ? [thread] : [])),
        seen.reports.flatMap(({ message_id: id }) => (id === reply ? [root] : [])),
      );
      assert.ok(seen.reports.some(({ message_id: id }) => id === reply));
      for (const staff of ['tony', 'head'] as const) {
        const thread = await school.as[staff].call(getThread, { room_code: 'A01', id: root });
        assert.ok(thread.status === 'success', thread.message);
        assert.deepEqual(
          thread.entries.map(({ seq }) => seq),
          [reply],
        );
      }
      await school.as.carl.call(deleteMessage, { room_code: 'A01', id: reply });
      assert.deepEqual(await school.as.amy.call(reportMessage, { ...said, id: reply }), refusal('message_not_found'));
    });

    test('of a deleted group no mention, reaction, pin, earlier text or follower is left', async () => {
      const root = await say('amy', 'G01', '@all and @carl');
      await say('carl', 'G01', 'Yes, @amy', root);
      const message = { room_code: 'G01', id: root };
      await school.as.amy.call(editMessage, { ...message, message: '@all, again' });
      await school.as.carl.call(react, { ...message, emoji: '🎉', action: 'add' });
      await school.as.carl.call(pinMessage, { ...message, action: 'add' });
      await school.as.amy.call(followThread, { ...message, action: 'add' });
      const { db } = school.school.database;
      const { id } = await db.selectFrom('rooms').select('id').where('code', '=', 'G01').executeTakeFirstOrThrow();
      const left = async () => {
        const counts: number[] = [];
        for (const table of ['mentions', 'thread_follows', 'revisions'] as const)
          counts.push((await db.selectFrom(table).select('seq').where('room_id', '=', id).execute()).length);
        const said = await db
          .selectFrom('entries')
          .select('seq')
          .where('room_id', '=', id)
          .where((is) =>
            is.or([is('text', 'is not', null), is('marks', 'is not', null), is('pinned_seq', 'is not', null)]),
          )
          .execute();
        return [...counts, said.length];
      };
      assert.ok((await left()).every((count) => count > 0));
      assert.equal((await school.as.amy.call(deleteChat, { room_code: 'G01' })).code, 'ok');
      assert.deepEqual(await changes('G01', root), ['chat_not_found']);
      await eraseDeletedRooms(school.school);
      assert.deepEqual(await left(), [0, 0, 0, 0]);
    });
  });
}
