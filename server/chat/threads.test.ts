import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { editUser, getChats, getMessages, sendMessage } from '../../contract/chat.ts';
import { deleteMessage, react } from '../../contract/messages.ts';
import { getEntries } from '../../contract/rooms.ts';
import { followThread, getThread, getThreads, markThreadRead } from '../../contract/threads.ts';
import { engines } from '../../test/engines.ts';
import { openLive } from '../../test/live.ts';
import { done, refusal } from '../../test/refusals.ts';
import { type Name, openSchool, type TestSchool } from '../../test/school.ts';

for (const engine of engines) {
  describe(`threads, ${engine}`, () => {
    let school: TestSchool;
    before(async () => {
      school = await openSchool(engine);
      await school.addGroup('G01', 'tony');
      for (const username of ['amy', 'bob', 'carl'])
        await school.as.head.call(editUser, { room_code: 'G01', action: 'add', username });
    });
    after(() => school.close());

    const send = (by: Name, message: string, thread?: number) =>
      school.as[by].call(sendMessage, {
        room_code: 'G01',
        sender: by,
        message,
        ...(thread !== undefined && { thread }),
      });
    async function say(by: Name, message: string, thread?: number): Promise<number> {
      const sent = await send(by, message, thread);
      assert.ok(sent.status === 'success', sent.message);
      return sent.id;
    }
    async function look(by: Name, id: number, more: { before?: number; after?: number; limit?: number } = {}) {
      const got = await school.as[by].call(getThread, { room_code: 'G01', id, ...more });
      assert.ok(got.status === 'success', got.message);
      const { root, entries, following, read, unread } = got;
      assert.ok(root.kind === 'message');
      return { replies: root.replies, seqs: entries.map(({ seq }) => seq), following, read, unread };
    }

    test('a reply is below its root, and counts there and not in the room', async () => {
      const counts = async () => {
        const got = await school.as.amy.call(getChats, { username: 'amy' });
        assert.ok(got.status === 'success');
        return got.rooms.find((room) => room.room_code === 'G01');
      };
      const root = await say('tony', 'Question');
      const earlier = await counts();
      const [one, two] = [await say('amy', 'One', root), await say('bob', 'Two', root)];
      const three = await say('amy', 'Three', root);
      const later = await counts();
      assert.deepEqual(
        [later?.last_no, later?.unread, later?.last?.id, later?.seq],
        [earlier?.last_no, earlier?.unread, root, three],
      );
      const { replies, seqs } = await look('carl', root);
      assert.deepEqual([replies?.count, replies?.last, replies?.users], [3, three, ['amy', 'bob']]);
      assert.deepEqual(seqs, [one, two, three]);
      assert.deepEqual((await look('carl', root, { limit: 1 })).seqs, [three]);
      assert.deepEqual((await look('carl', root, { after: one, limit: 1 })).seqs, [two]);
      assert.deepEqual((await look('carl', root, { before: three, limit: 1 })).seqs, [two]);
      const old = await school.as.amy.call(getMessages, { room_code: 'G01' });
      assert.ok(old.status === 'success');
      assert.deepEqual(
        old.messages.map(({ id, thread }) => [id, thread]),
        [
          [root, undefined],
          [one, root],
          [two, root],
          [three, root],
        ],
      );
      await school.as.bob.call(deleteMessage, { room_code: 'G01', id: two });
      await school.as.amy.call(deleteMessage, { room_code: 'G01', id: three });
      const left = await look('carl', root);
      assert.deepEqual([left.replies?.count, left.replies?.last, left.replies?.users], [1, one, ['amy']]);
      assert.deepEqual(left.seqs, [one]);
      const log = await school.as.tony.call(getEntries, { room_code: 'G01', limit: 1 });
      assert.ok(log.status === 'success');
      const [deletion] = log.entries;
      assert.ok(deletion?.kind === 'delete');
      assert.deepEqual([deletion.target, deletion.thread, deletion.replies?.count], [three, root, 1]);
    });

    test('one level deep; a root that is not there has no replies', async () => {
      const root = await say('tony', 'Root');
      const reply = await say('amy', 'Reply', root);
      for (const thread of [reply, 0, 1, 10_000, 2 ** 40]) {
        assert.deepEqual(await send('amy', 'x', thread), refusal('thread_not_found'));
        assert.deepEqual(
          await school.as.amy.call(getThread, { room_code: 'G01', id: thread }),
          refusal('thread_not_found'),
        );
      }
      const lone = await say('tony', 'Nobody answers');
      await school.as.tony.call(deleteMessage, { room_code: 'G01', id: lone });
      assert.deepEqual(await send('amy', 'x', lone), refusal('thread_not_found'));
      // What was discussed goes on.
      await school.as.tony.call(deleteMessage, { room_code: 'G01', id: root });
      await say('bob', 'Still here', root);
      assert.equal((await look('amy', root)).replies?.count, 2);
    });

    test('who begins it, writes in it or is mentioned follows it, and has the replies of others unread', async () => {
      const root = await say('tony', 'Who comes?');
      const first = await say('amy', 'I do. @carl?', root);
      const second = await say('bob', 'Me too', root);
      const unread = async (by: Name) => {
        const { following, unread: count } = await look(by, root);
        return following ? count : undefined;
      };
      assert.deepEqual(await Promise.all((['tony', 'amy', 'bob', 'carl'] as const).map(unread)), [2, 1, 0, 2]);
      const list = async (by: Name) => {
        const got = await school.as[by].call(getThreads, { unread: 1 });
        assert.ok(got.status === 'success');
        return [
          got.threads.filter((thread) => thread.root.seq === root).map((thread) => thread.unread),
          got.unread > 0,
        ];
      };
      assert.deepEqual(await list('carl'), [[2], true]);

      const socket = await openLive(school.baseUrl);
      const { inbox } = await socket.hello({ token: school.tokens.carl });
      const read = (id: number) => school.as.carl.call(markThreadRead, { room_code: 'G01', id: root, read: id });
      assert.deepEqual(await read(first), { ...done('Thread marked as read'), read: first });
      assert.equal(await unread('carl'), 1);
      const [told] = (await socket.next('inbox')).inbox;
      assert.ok(told?.kind === 'thread');
      const { time: _time, ts: _ts, ...entry } = told;
      const expected = { kind: 'thread', seq: inbox + 1, room_code: 'G01', thread: root, following: true, read: first };
      assert.deepEqual(entry, expected);
      socket.close();
      await read(1_000_000);
      assert.deepEqual((await look('carl', root)).read, second);
      await read(first);
      assert.equal(await unread('carl'), 0);
      assert.deepEqual((await list('carl'))[0], []);

      const follow = (by: Name, action: string) =>
        school.as[by].call(followThread, { room_code: 'G01', id: root, action });
      assert.deepEqual(await follow('carl', 'remove'), done('Thread unfollowed'));
      assert.equal(await unread('carl'), undefined);
      assert.deepEqual(await follow('carl', 'add'), done('Thread followed'));
      await say('amy', 'Fine', root);
      assert.equal(await unread('carl'), 1);
      assert.deepEqual(await follow('eve', 'add'), refusal('chat_not_found'));
    });

    test('replies, deletions and reactions at once all count', async () => {
      const root = await say('tony', 'All at once');
      const some = await Promise.all(Array.from({ length: 10 }, (_, n) => say('bob', `first ${n}`, root)));
      const cast = ['tony', 'amy', 'bob', 'carl'] as const;
      await Promise.all([
        ...Array.from({ length: 20 }, (_, n) => say('amy', `second ${n} @carl`, root)),
        ...some.map((id) => school.as.bob.call(deleteMessage, { room_code: 'G01', id })),
        ...cast.map((by) => school.as[by].call(react, { room_code: 'G01', id: root, emoji: '👍', action: 'add' })),
      ]);
      const { replies, seqs, unread } = await look('tony', root);
      assert.deepEqual([replies?.count, seqs.length, replies?.last, unread], [20, 20, seqs.at(-1), 20]);
      const got = await school.as.tony.call(getThread, { room_code: 'G01', id: root, limit: 1 });
      assert.ok(got.status === 'success' && got.root.kind === 'message');
      assert.deepEqual(got.root.reactions?.[0]?.users.toSorted(), [...cast].toSorted());
    });

    test('one who is put out follows nothing there any more', async () => {
      const root = await say('bob', 'Mine');
      await say('amy', 'Yours', root);
      const count = async () => {
        const got = await school.as.bob.call(getThreads, {});
        assert.ok(got.status === 'success');
        return got.threads.length;
      };
      assert.ok((await count()) > 0);
      await school.as.tony.call(editUser, { room_code: 'G01', action: 'remove', username: 'bob' });
      assert.equal(await count(), 0);
    });
  });
}
