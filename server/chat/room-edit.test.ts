import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { editUser, getChats, getMessages, getUsers, sendMessage } from '../../contract/chat.ts';
import type { EntryView } from '../../contract/entry.ts';
import { editChat, getEntries, handOverChat } from '../../contract/rooms.ts';
import { engines } from '../../test/engines.ts';
import { openLive } from '../../test/live.ts';
import { done, missing, refusal } from '../../test/refusals.ts';
import { type Name, openSchool, type TestSchool } from '../../test/school.ts';

for (const engine of engines) {
  describe(`changing rooms, ${engine}`, () => {
    let school: TestSchool;
    before(async () => {
      school = await openSchool(engine);
      await school.addGroup('G01', 'amy');
      for (const username of ['carl', 'tony']) await edit('amy', 'add', username);
    });
    after(() => school.close());

    const edit = (by: Name, action: string, username: string) =>
      school.as[by].call(editUser, { room_code: 'G01', action, username });
    const rename = (by: Name, room_name: string, room_code = 'G01') =>
      school.as[by].call(editChat, { room_code, room_name });
    const handOver = (by: Name, username: string, room_code = 'G01') =>
      school.as[by].call(handOverChat, { room_code, username });
    const entries = async (page: { before?: number; after?: number; limit?: number }, room_code = 'G01') => {
      const answer = await school.as.amy.call(getEntries, { room_code, ...page });
      assert.ok(answer.status === 'success', answer.message);
      return answer.entries;
    };
    const lastOf = async (): Promise<EntryView | undefined> => (await entries({ limit: 1 }))[0];
    const ownRoom = async (name: Name) => {
      const chats = await school.as[name].call(getChats, { username: name });
      assert.ok(chats.status === 'success');
      return chats.rooms.find((room) => room.room_code === 'G01');
    };
    const lines = async (action: string) =>
      school.school.database.db.selectFrom('audit').selectAll().where('action', '=', action).orderBy('id').execute();

    test('the owner renames: everyone in the group is told, and it is called so from there on', async () => {
      const carl = await openLive(school.baseUrl);
      await carl.hello({ token: school.tokens.carl });
      assert.deepEqual(await rename('amy', '读书会 📚'), done('Chat changed'));
      const [told] = (await carl.next('entries')).entries;
      assert.ok(told?.kind === 'rename');
      assert.deepEqual([told.name, told.user, told.by], ['读书会 📚', 'amy', 'amy']);
      assert.deepEqual(await lastOf(), told);
      assert.equal((await ownRoom('carl'))?.room_name, '读书会 📚');
      const again = await openLive(school.baseUrl);
      const { rooms } = await again.hello({ token: school.tokens.carl });
      const card = rooms.find((room) => room.room_code === 'G01');
      assert.deepEqual([card?.room_name, card?.archived], ['读书会 📚', false]);
      for (const socket of [carl, again]) socket.close();
      assert.deepEqual((await lines('edit room')).map((line) => [line.target, line.detail]).at(-1), [
        'room G01',
        '{"changed":"name","from":"Group G01","to":"读书会 📚"}',
      ]);
    });

    test('the same name again is no entry; bad names and those who may not are refused', async () => {
      const earlier = await lastOf();
      assert.deepEqual(await rename('amy', '读书会 📚'), done('Chat changed'));
      for (const name of ['x'.repeat(201), 'a\tb', ' ']) {
        assert.deepEqual(await rename('amy', name), refusal('invalid_room_name'));
      }
      assert.deepEqual(await rename('amy', ''), missing('Room name'));
      assert.deepEqual(await rename('carl', 'Mine'), refusal('not_chat_owner'));
      assert.deepEqual(await rename('tony', 'Mine'), refusal('not_chat_owner'));
      assert.deepEqual(await rename('eve', 'Mine'), refusal('chat_not_found'));
      assert.deepEqual(await rename('eve', 'Mine', 'Z99'), refusal('chat_not_found'));
      for (const by of ['tony', 'amy', 'head'] as const) {
        assert.deepEqual(await rename(by, 'Mine', 'A01'), refusal('course_chat'));
      }
      assert.deepEqual(await lastOf(), earlier);
    });

    test('an admin renames what is not theirs, and that is written down', async () => {
      assert.deepEqual(await rename('head', 'Seen to'), done('Chat changed'));
      const told = await lastOf();
      assert.ok(told?.kind === 'rename');
      assert.deepEqual([told.name, told.by], ['Seen to', 'head']);
      const actors = await school.school.database.db
        .selectFrom('audit')
        .innerJoin('users', 'users.id', 'audit.actor_id')
        .select('username')
        .where('action', '=', 'edit room')
        .where('username', '=', 'head')
        .execute();
      assert.equal(actors.length, 1);
    });

    test('a group is handed over to a member alone, by its owner or an admin', async () => {
      assert.deepEqual(await handOver('carl', 'carl'), refusal('not_chat_owner'));
      for (const nobody of ['bob', 'ghost', 'eve']) {
        assert.deepEqual(await handOver('amy', nobody), refusal('user_not_found'), nobody);
      }
      assert.deepEqual(await handOver('eve', 'eve'), refusal('chat_not_found'));
      assert.deepEqual(await handOver('tony', 'amy', 'A01'), refusal('course_chat'));
      assert.deepEqual(await handOver('amy', ''), missing('Username'));
      const earlier = await lastOf();
      assert.deepEqual(await handOver('amy', 'amy'), done('Chat handed over'));
      assert.deepEqual(await lastOf(), earlier);

      assert.deepEqual(await handOver('amy', 'CARL'), done('Chat handed over'));
      const told = await lastOf();
      assert.ok(told?.kind === 'owner');
      assert.deepEqual([told.user, told.by, (await ownRoom('amy'))?.owner], ['carl', 'amy', 'carl']);
      const people = await school.as.amy.call(getUsers, { room_code: 'G01' });
      assert.ok(people.status === 'success');
      assert.deepEqual(people.users, ['carl', 'amy', 'tony']);
      assert.deepEqual(await handOver('amy', 'amy'), refusal('not_chat_owner'));
      assert.deepEqual(await edit('carl', 'remove', 'carl'), refusal('owner_stays'));
      assert.deepEqual(await handOver('head', 'amy'), done('Chat handed over'));
      assert.equal((await lines('hand over room')).length, 3);
    });

    test('handed over and left at once: the owner is a member whatever came first', async () => {
      for (let round = 0; round < 10; round++) {
        await edit('amy', 'add', 'tony');
        // The one or the other is a little earlier, by turns.
        const put = round % 2 === 0 ? undefined : edit('tony', 'remove', 'tony');
        const [given] = await Promise.all([handOver('amy', 'tony'), put ?? edit('tony', 'remove', 'tony')]);
        const people = await school.as.head.call(getUsers, { room_code: 'G01' });
        assert.ok(people.status === 'success');
        const owner = given.status === 'success' ? 'tony' : 'amy';
        assert.equal(people.users[0], owner);
        assert.equal((await ownRoom('amy'))?.owner, owner);
        if (owner === 'tony') assert.equal((await handOver('tony', 'amy')).code, 'ok');
      }
    });

    test('/get_entries tells every kind, by pages', async () => {
      await edit('amy', 'remove', 'tony');
      for (const text of ['one', 'two', 'three']) {
        await school.as.amy.call(sendMessage, { room_code: 'G01', sender: 'amy', message: text, client_id: text });
      }
      const all = await entries({ limit: 200 });
      assert.deepEqual(
        all.map((entry) => entry.seq),
        all.map((_, index) => index + 1),
      );
      assert.deepEqual(
        new Set(all.map((entry) => entry.kind)),
        new Set(['join', 'leave', 'rename', 'owner', 'message']),
      );
      const last = all.at(-1);
      assert.ok(last?.kind === 'message');
      assert.deepEqual([last.text, last.client_id, last.no], ['three', 'three', 3]);
      const end = last.seq;
      const seqs = async (page: { before?: number; after?: number; limit?: number }) =>
        (await entries(page)).map((entry) => entry.seq);
      assert.deepEqual(await seqs({ limit: 2 }), [end - 1, end]);
      assert.deepEqual(await seqs({ limit: 2, before: end }), [end - 2, end - 1]);
      assert.deepEqual(await seqs({ limit: 2, after: 3 }), [4, 5]);
      assert.deepEqual(await seqs({ limit: 9, after: 3, before: 6 }), [4, 5]);
      assert.deepEqual(await seqs({ after: end }), []);
      assert.deepEqual(await seqs({ before: 999_999_999_999_999, limit: 1 }), [end]);
      assert.deepEqual(await seqs({ after: 999_999_999_999_999 }), []);
      for (let n = end; n <= 60; n++) await edit('amy', n % 2 ? 'add' : 'remove', 'carl');
      assert.equal((await entries({})).length, 50);
      for (const limit of [0, 201]) {
        const answer = await school.as.amy.call(getEntries, { room_code: 'G01', limit });
        assert.deepEqual(answer, refusal('invalid_limit', '1 to 200'));
      }
      assert.deepEqual(await school.as.eve.call(getEntries, { room_code: 'G01' }), refusal('chat_not_found'));
      assert.equal((await school.nobody.call(getEntries, { room_code: 'G01' })).code, 'not_signed_in');
    });

    test('an archived room is read, joined and left, and nothing is said in it', async () => {
      await edit('amy', 'add', 'tony');
      const say = (by: Name, client_id = 'late') =>
        school.as[by].call(sendMessage, { room_code: 'G01', sender: by, message: 'late', client_id });
      const kept = await say('tony');
      assert.equal((await school.as.amy.call(editChat, { room_code: 'G01', archived: 1 })).code, 'ok');
      // What was kept before is answered as it was then.
      assert.deepEqual(await say('tony'), kept);
      for (const by of ['amy', 'tony'] as const) assert.deepEqual(await say(by, 'later'), refusal('chat_archived'));
      // Those who are not in it learn nothing of it.
      for (const by of ['eve', 'head'] as const) assert.deepEqual(await say(by, 'later'), refusal('chat_not_found'));
      const tony = await openLive(school.baseUrl);
      const { rooms } = await tony.hello({ token: school.tokens.tony });
      assert.equal(rooms.find((one) => one.room_code === 'G01')?.archived, true);
      tony.send({ type: 'send', room: 'G01', text: 'late', client_id: 'l1' });
      const { reply } = await tony.next('reply');
      assert.deepEqual([reply.client_id, reply.status, reply.code], ['l1', 'fail', 'chat_archived']);
      tony.close();
      assert.equal((await ownRoom('amy'))?.archived, true);
      assert.equal((await school.as.amy.call(getMessages, { room_code: 'G01', limit: 5 })).code, 'ok');
      assert.deepEqual(await edit('amy', 'add', 'bob'), refusal('user_not_found'));
      assert.deepEqual(await edit('amy', 'add', 'carl'), done('User added'));
      assert.deepEqual(await edit('amy', 'remove', 'tony'), done('User removed'));
      assert.equal((await school.as.amy.call(editChat, { room_code: 'G01', archived: 0 })).code, 'ok');
      assert.equal((await say('amy', 'back')).code, 'ok');
    });
  });
}
