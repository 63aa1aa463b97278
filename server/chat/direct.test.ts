import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { editUser, getChats, getMessages, getUsers, sendMessage } from '../../contract/chat.ts';
import { blockUser, getBlocked, openDirect, unblockUser } from '../../contract/direct.ts';
import { downloadFile, uploadFile } from '../../contract/files.ts';
import { findPeople } from '../../contract/profile.ts';
import { editChat, handOverChat } from '../../contract/rooms.ts';
import { engines } from '../../test/engines.ts';
import { openLive } from '../../test/live.ts';
import { done, refusal } from '../../test/refusals.ts';
import { type Name, openSchool, type TestSchool } from '../../test/school.ts';

for (const engine of engines) {
  describe(`conversations of two, ${engine}`, () => {
    let school: TestSchool;
    let code: string;
    before(async () => {
      school = await openSchool(engine);
      code = await open('amy', 'carl');
    });
    after(() => school.close());

    const open = async (by: Name, username: string): Promise<string> => {
      const opened = await school.as[by].call(openDirect, { username });
      assert.ok(opened.status === 'success', opened.message);
      return opened.room_code;
    };
    const say = (sender: Name, message: string) =>
      school.as[sender].call(sendMessage, { room_code: code, sender, message });
    const listed = async (username: Name) => {
      const chats = await school.as[username].call(getChats, { username });
      assert.ok(chats.status === 'success');
      return chats.rooms.find((room) => room.room_code === code);
    };

    test('there is one, from either side, and each sees it under the name of the other', async () => {
      assert.match(code, /^~[\w-]{16}$/);
      assert.equal(await open('carl', 'AMY'), code);
      assert.equal((await say('amy', 'between us')).code, 'ok');
      const [amys, carls] = [await listed('amy'), await listed('carl')];
      assert.deepEqual([amys?.room_name, carls?.room_name, amys?.kind], ['carl', 'amy', 'direct']);
      assert.deepEqual(carls?.other, { username: 'amy', nickname: 'amy', role: 'student', picture: '' });
      const socket = await openLive(school.baseUrl);
      const { rooms } = await socket.hello({ token: school.tokens.carl });
      const card = rooms.find((room) => room.room_code === code);
      assert.deepEqual([card?.room_name, card?.blocked, card?.no], ['amy', false, 1]);
      socket.close();
    });

    test('it opens while the other is connected, with the first word', async () => {
      const tony = await openLive(school.baseUrl);
      await tony.hello({ token: school.tokens.tony });
      const room_code = await open('eve', 'tony');
      const [added] = (await tony.next('inbox')).inbox;
      assert.ok(added?.kind === 'room_added');
      assert.deepEqual([added.room?.room_name, added.room?.kind], ['eve', 'direct']);
      const sent = await school.as.eve.call(sendMessage, { room_code, sender: 'eve', message: 'May I come in?' });
      assert.equal(sent.code, 'ok');
      const { room, entries } = await tony.next('entries');
      assert.deepEqual([room, entries.at(-1)?.user], [room_code, 'eve']);
      tony.close();
    });

    test('to whom one may write is whom one finds; having written makes nobody known', async () => {
      assert.deepEqual(await school.as.eve.call(openDirect, { username: 'amy' }), refusal('user_not_found'));
      assert.deepEqual(await school.as.eve.call(openDirect, { username: 'ghost' }), refusal('user_not_found'));
      assert.deepEqual(await school.as.amy.call(openDirect, { username: 'amy' }), refusal('yourself'));
      // head writes to eve and amy: that leaves the two strangers to each other.
      await open('head', 'eve');
      await open('head', 'amy');
      const found = await school.as.eve.call(findPeople, { query: 'amy' });
      assert.ok(found.status === 'success');
      assert.deepEqual(found.people, []);
    });

    test('it is found again when the two have nothing else in common any more', async () => {
      await school.addGroup('G09', 'bob');
      const member = (action: string) => school.as.head.call(editUser, { room_code: 'G09', action, username: 'eve' });
      assert.equal((await member('add')).code, 'ok');
      const room_code = await open('bob', 'eve');
      assert.equal((await member('remove')).code, 'ok');
      assert.equal(await open('eve', 'bob'), room_code);
      assert.equal((await school.as.eve.call(sendMessage, { room_code, sender: 'eve', message: 'Bye' })).code, 'ok');
    });

    test('an administrator gets what anybody gets: it is not there', async () => {
      const kept = await school.as.amy.call(uploadFile, {}, new File(['secret'], 'secret.txt'));
      assert.ok(kept.status === 'success');
      const { file_id } = kept;
      await school.as.amy.call(sendMessage, { room_code: code, sender: 'amy', file_id });
      for (const by of ['head', 'tony', 'eve'] as const) {
        assert.deepEqual(await school.as[by].call(getMessages, { room_code: code }), refusal('chat_not_found'));
        assert.deepEqual(await school.as[by].call(getUsers, { room_code: code }), refusal('chat_not_found'));
        assert.equal((await school.as[by].request(downloadFile, { file_id })).status, 404);
      }
      assert.equal((await school.as.carl.request(downloadFile, { file_id })).status, 200);
      const seen = await school.school.database.db.selectFrom('audit').select('target').execute();
      assert.ok(!JSON.stringify(seen).includes(code));
    });

    test('nobody is added or put out, and it has no name, no description and no other owner', async () => {
      for (const action of ['add', 'remove']) {
        const edit = { room_code: code, action, username: 'carl' };
        assert.deepEqual(await school.as.amy.call(editUser, edit), refusal('direct_chat'));
      }
      for (const change of [{ room_name: 'Ours' }, { description: 'ours' }, { archived: 1 }])
        assert.deepEqual(await school.as.amy.call(editChat, { room_code: code, ...change }), refusal('direct_chat'));
      const handOver = { room_code: code, username: 'carl' };
      assert.deepEqual(await school.as.amy.call(handOverChat, handOver), refusal('direct_chat'));
    });

    test('a block stops both, both are told, and it opens when none is left', async () => {
      const amy = await openLive(school.baseUrl);
      await amy.hello({ token: school.tokens.amy });
      const block = (by: Name, username: string) => school.as[by].call(blockUser, { username });
      const unblock = (by: Name, username: string) => school.as[by].call(unblockUser, { username });
      assert.deepEqual(await block('carl', 'amy'), done('User blocked'));
      const [told] = (await amy.next('entries')).entries;
      assert.deepEqual([told?.kind, told?.user], ['block', 'carl']);
      for (const by of ['amy', 'carl'] as const) assert.deepEqual(await say(by, 'x'), refusal('direct_blocked'));
      amy.send({ type: 'send', room: code, text: 'x', client_id: 'b1' });
      assert.equal((await amy.next('reply')).reply.code, 'direct_blocked');
      amy.close();
      assert.equal((await listed('amy'))?.blocked, true);
      assert.equal(await open('amy', 'carl'), code);
      // What they share otherwise goes on.
      const inCourse = await school.as.amy.call(sendMessage, { room_code: 'A01', sender: 'amy', message: 'Hi.' });
      assert.equal(inCourse.code, 'ok');

      for (let twice = 0; twice < 2; twice++) assert.deepEqual(await block('amy', 'carl'), done('User blocked'));
      assert.deepEqual(await unblock('carl', 'amy'), done('User unblocked'));
      assert.deepEqual(await say('carl', 'x'), refusal('direct_blocked'));
      const blocked = await school.as.amy.call(getBlocked, {});
      assert.ok(blocked.status === 'success');
      assert.deepEqual(
        blocked.people.map((person) => person.username),
        ['carl'],
      );
      assert.deepEqual(await unblock('amy', 'carl'), done('User unblocked'));
      assert.equal((await say('carl', 'again')).code, 'ok');
      assert.equal((await listed('amy'))?.blocked, false);
    });

    test('a block from before there is a conversation keeps it from being made', async () => {
      assert.deepEqual(await school.as.bob.call(blockUser, { username: 'ann' }), done('User blocked'));
      assert.deepEqual(await school.as.ann.call(openDirect, { username: 'bob' }), refusal('direct_blocked'));
      assert.deepEqual(await school.as.bob.call(blockUser, { username: 'amy' }), refusal('user_not_found'));
      assert.deepEqual(await school.as.bob.call(blockUser, { username: 'bob' }), refusal('yourself'));
    });
  });
}

test('under open access a conversation of two is kept from whoever sends no session', async (t) => {
  const school = await openSchool('sqlite', { access: 'open' });
  t.after(() => school.close());
  const opened = await school.as.amy.call(openDirect, { username: 'carl' });
  assert.ok(opened.status === 'success');
  const { room_code } = opened;
  const chats = await school.nobody.call(getChats, { username: 'amy' });
  assert.ok(chats.status === 'success');
  assert.deepEqual(
    chats.rooms.map((room) => room.room_code),
    ['A01'],
  );
  assert.deepEqual(await school.nobody.call(getMessages, { room_code }), refusal('chat_not_found'));
  const send = { room_code, sender: 'amy', message: 'not me' };
  assert.deepEqual(await school.nobody.call(sendMessage, send), refusal('chat_not_found'));
});
