import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { getMessages, markRead, sendMessage } from '../contract/chat.ts';
import type { KeptRoom } from '../contract/kept-rooms.ts';
import { deleteMessage, react } from '../contract/messages.ts';
import { engines } from './engines.ts';
import { keptRooms } from './live.ts';
import { type Name, openSchool, type TestSchool } from './school.ts';

for (const engine of engines) {
  describe(`rooms kept by the contract's own client, ${engine}`, () => {
    let school: TestSchool;
    before(async () => {
      school = await openSchool(engine);
      await school.addGroup('G01', 'tony');
    });
    after(() => school.close());

    /** Keeps the rooms of somebody until `isSo` of one of them, which is what it resolves with. */
    async function keepUntil(name: Name, code: string, act: () => Promise<unknown>, isSo: (room: KeptRoom) => boolean) {
      const found = Promise.withResolvers<KeptRoom>();
      const look = (): void => {
        const room = kept.rooms.get(code);
        if (room !== undefined && isSo(room)) found.resolve(room);
      };
      const { kept } = keptRooms(school, name, { onChange: () => look() });
      await kept.welcomed;
      await act();
      look();
      try {
        return await found.promise;
      } finally {
        kept.live.close();
      }
    }
    async function say(message: string, room_code = 'A01') {
      const sent = await school.as.tony.call(sendMessage, { room_code, sender: 'tony', message });
      assert.ok(sent.status === 'success');
      return sent.id;
    }

    test('counts what is unread and who is mentioned in rooms that were never opened', async () => {
      const room = await keepUntil(
        'amy',
        'A01',
        async () => {
          await say('to everyone @all');
          await say('to @amy');
          await say('to @bob');
        },
        ({ no, read }) => no - read.no === 3,
      );
      assert.deepEqual([room.mentions, room.isOpen, room.known.size], [2, false, 0]);
    });

    test('counts mentions less when one is deleted, and none once all is read', async () => {
      const id = await say('again @amy');
      const had = await keepUntil(
        'amy',
        'A01',
        async () => undefined,
        () => true,
      );
      assert.equal(had.mentions, 3);
      const remove = () => school.as.tony.call(deleteMessage, { room_code: 'A01', id });
      await keepUntil('amy', 'A01', remove, ({ mentions }) => mentions === 2);
      const read = () => school.as.amy.call(markRead, { room_code: 'A01', id });
      const all = await keepUntil('amy', 'A01', read, ({ mentions }) => mentions === 0);
      assert.equal(all.read.id, id);
    });

    test('what one program leaves in its outbox the next one sends, and it is kept once', async () => {
      const { kept: first } = keptRooms(school, 'tony', {});
      // Before the welcome nothing goes out.
      void first.live.send({ room: 'G01', text: 'left behind', client_id: `left-${engine}` });
      const outbox = first.live.outbox();
      first.live.close();
      assert.equal(outbox.length, 1);
      for (let start = 0; start < 2; start++) {
        const { kept } = keptRooms(school, 'tony', { outbox });
        await kept.welcomed;
        while (kept.live.waiting() > 0) await new Promise((resolve) => setTimeout(resolve, 10));
        kept.live.close();
      }
      const answer = await school.as.tony.call(getMessages, { room_code: 'G01' });
      assert.ok(answer.status === 'success');
      assert.deepEqual(
        answer.messages.map(({ message }) => message),
        ['left behind'],
      );
    });

    test('goes back over pages in which nothing is said', async () => {
      await school.addGroup('Q01', 'tony');
      const id = await say('the first', 'Q01');
      for (const action of ['add', 'remove', 'add', 'remove'] as const)
        await school.as.tony.call(react, { room_code: 'Q01', id, emoji: '👍', action });
      const { kept } = keptRooms(school, 'tony', { page: 2 });
      await kept.welcomed;
      await kept.open('Q01');
      for (let pages = 0; pages < 3; pages++) await kept.older('Q01');
      const { isWhole, known } = kept.rooms.get('Q01') ?? {};
      kept.live.close();
      assert.deepEqual([isWhole, [...(known?.keys() ?? [])]], [true, [id]]);
    });

    test('opening a room that is not there, or has been left, is refused', async () => {
      const { kept } = keptRooms(school, 'bob', {});
      await kept.welcomed;
      await assert.rejects(kept.open('G01'), /there is no room G01/);
      kept.live.close();
    });
  });
}
