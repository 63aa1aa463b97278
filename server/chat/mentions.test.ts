import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { editUser, getChats, markRead, sendMessage } from '../../contract/chat.ts';
import { deleteMessage, editMessage, getMentionReach, react } from '../../contract/messages.ts';
import { getEntries } from '../../contract/rooms.ts';
import { engines } from '../../test/engines.ts';
import { openLive } from '../../test/live.ts';
import { refusal } from '../../test/refusals.ts';
import { type Name, openSchool, type TestSchool } from '../../test/school.ts';

for (const engine of engines) {
  describe(`mentions, ${engine}`, () => {
    let school: TestSchool;
    before(async () => {
      school = await openSchool(engine);
      await school.add('王老师');
      await school.addGroup('G01', 'tony');
      for (const username of ['amy', 'bob', 'carl', '王老师'])
        await school.as.head.call(editUser, { room_code: 'G01', action: 'add', username });
    });
    after(() => school.close());

    async function say(by: Name, message: string, more: { room_code?: string; thread?: number } = {}): Promise<number> {
      const sent = await school.as[by].call(sendMessage, { room_code: 'G01', sender: by, message, ...more });
      assert.ok(sent.status === 'success', sent.message);
      return sent.id;
    }
    async function entry(seq: number, room_code = 'G01') {
      const got = await school.as.head.call(getEntries, { room_code, after: seq - 1, limit: 1 });
      assert.ok(got.status === 'success');
      const [found] = got.entries;
      assert.ok(found?.kind === 'message' || found?.kind === 'edit');
      return [found.mentions ?? [], found.mentions_all ?? false];
    }
    async function count(by: Name, room_code = 'G01'): Promise<number> {
      const got = await school.as[by].call(getChats, { username: by });
      const socket = await openLive(school.baseUrl);
      const { rooms } = await socket.hello({ token: school.tokens[by] });
      socket.close();
      assert.ok(got.status === 'success');
      const [one, other] = [got.rooms, rooms].map((all) => all.find((room) => room.room_code === room_code)?.mentions);
      assert.equal(one, other);
      return one ?? -1;
    }

    test('members by the longest name that stands there, never oneself, strangers or an address', async () => {
      const told = await say('amy', '@bob @BOB @amy @eve 请@王老师看 write carl@school.org @tonyx');
      assert.deepEqual(await entry(told), [['bob', '王老师'], false]);
      assert.deepEqual(await entry(await say('amy', 'plain')), [[], false]);
      assert.equal(await count('bob'), 1);
      assert.equal(await count('carl'), 0);
      await say('carl', '@bob again');
      assert.equal(await count('bob'), 2);
      await school.as.bob.call(markRead, { room_code: 'G01', id: told });
      assert.equal(await count('bob'), 1);
      await school.as.bob.call(markRead, { room_code: 'G01', id: 1_000 });
      assert.equal(await count('bob'), 0);
      await school.as.bob.call(markRead, { room_code: 'G01', id: told - 1, unread: 1 });
      assert.equal(await count('bob'), 2);
    });

    test('@all from the owner and from staff alone; the reach is told before', async () => {
      const reach = async (by: Name, room_code: string) => {
        const got = await school.as[by].call(getMentionReach, { room_code });
        return got.status === 'success' ? [got.all, got.reach] : got;
      };
      assert.deepEqual(await reach('tony', 'G01'), [true, 4]);
      assert.deepEqual(await reach('amy', 'G01'), [false, 4]);
      assert.deepEqual(await reach('carl', 'A01'), [true, 2]);
      assert.deepEqual(await reach('eve', 'A01'), refusal('chat_not_found'));
      const [carl, tony] = [await count('carl'), await count('tony')];
      assert.deepEqual(await entry(await say('tony', 'Hear, @all!')), [[], true]);
      assert.deepEqual(await entry(await say('amy', '@all but not from me')), [[], false]);
      assert.deepEqual([await count('carl'), await count('tony')], [carl + 1, tony]);
      assert.deepEqual(await entry(await say('carl', '@所有人 明天交', { room_code: 'A01' }), 'A01'), [[], true]);
      assert.equal(await count('amy', 'A01'), 1);
    });

    test('an edit mentions anew, once; what is deleted mentions nobody', async () => {
      await school.as.carl.call(markRead, { room_code: 'G01', id: 1_000 });
      const id = await say('amy', '@bob hello');
      const edit = async (message: string) => {
        await school.as.amy.call(editMessage, { room_code: 'G01', id, message });
        const got = await school.as.amy.call(getEntries, { room_code: 'G01', limit: 1 });
        return got.status === 'success' ? entry(got.entries[0]?.seq ?? 0) : got;
      };
      assert.deepEqual(await edit('@bob @carl hello'), [['carl'], false]);
      assert.deepEqual(await edit('@carl hello'), [[], false]);
      assert.deepEqual(await edit('@carl @bob hello!'), [[], false]);
      assert.equal(await count('carl'), 1);
      await school.as.amy.call(deleteMessage, { room_code: 'G01', id });
      assert.equal(await count('carl'), 0);
      const rows = await school.school.database.db.selectFrom('mentions').selectAll().where('seq', '>=', id).execute();
      assert.deepEqual(rows, []);
    });

    test('an @all that an edit brought stands in the message, and is counted with the edit', async () => {
      const id = await say('tony', 'hello');
      await school.as.carl.call(markRead, { room_code: 'G01', id: 1_000 });
      const unread = await count('carl');
      const shown = async (message: string) => {
        await school.as.tony.call(editMessage, { room_code: 'G01', id, message });
        const got = await school.as.carl.call(getEntries, { room_code: 'G01', after: id - 1, limit: 1 });
        const found = got.status === 'success' ? got.entries[0] : undefined;
        return found?.kind === 'message' ? [found.mentions_all, found.mentions_all_since, await count('carl')] : found;
      };
      assert.deepEqual(await shown('hello again'), [undefined, undefined, unread]);
      assert.deepEqual(await shown('hello @all'), [undefined, true, unread + 1]);
      await school.as.amy.call(react, { room_code: 'G01', id, emoji: '👍', action: 'add' });
      assert.deepEqual(await shown('hello you, @all'), [undefined, true, unread + 1]);
      await school.as.tony.call(deleteMessage, { room_code: 'G01', id });
      assert.deepEqual(await count('carl'), unread);
    });

    test('one who comes later was not meant', async () => {
      await say('tony', '@all');
      await school.as.head.call(editUser, { room_code: 'G01', action: 'add', username: 'eve' });
      assert.equal(await count('eve'), 0);
    });
  });
}
