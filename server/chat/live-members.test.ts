import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { changeInfo, logout } from '../../contract/accounts.ts';
import { createChat, editUser, sendMessage } from '../../contract/chat.ts';
import { selectCourse } from '../../contract/courses.ts';
import { engines } from '../../test/engines.ts';
import { type LiveSocket, openLive } from '../../test/live.ts';
import { type Name, openSchool, PASSWORD, type TestSchool } from '../../test/school.ts';

for (const engine of engines) {
  describe(`who hears what on /ws, ${engine}`, () => {
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

    async function open(): Promise<LiveSocket> {
      const socket = await openLive(school.baseUrl);
      opened.push(socket);
      return socket;
    }
    async function say(name: Name, room_code: string, message: string): Promise<number> {
      const sent = await school.as[name].call(sendMessage, { room_code, sender: name, message });
      assert.ok(sent.status === 'success', sent.message);
      return sent.id;
    }

    test('enrolled, added: the room appears on every device, and goes on from there', async () => {
      const [one, other] = [await open(), await open()];
      for (const socket of [one, other]) await socket.hello({ token: school.tokens.eve });
      await school.as.tony.call(selectCourse, { action: 'add', username: 'eve', course_code: 'A01' });
      for (const socket of [one, other]) {
        const { inbox } = await socket.next('inbox');
        const [added] = inbox;
        assert.ok(added?.kind === 'room_added' && added.room !== undefined);
        assert.deepEqual(
          [added.room_code, added.room.room_name, added.room.no - added.room.read.no],
          ['A01', 'Data Science Discuss Group', 0],
        );
      }
      const id = await say('tony', 'A01', 'welcome, eve');
      for (const socket of [one, other]) {
        const { room, entries } = await socket.next('entries');
        assert.deepEqual([room, entries.at(-1)?.seq], ['A01', id]);
      }
      await school.as.eve.call(createChat, { room_code: 'EVE', room_name: 'Her own', username: 'eve' });
      for (const socket of [one, other]) assert.equal((await socket.next('inbox')).inbox[0]?.room_code, 'EVE');
      one.send({ type: 'send', room: 'EVE', text: 'here', client_id: 'e1' });
      const texts = (await other.next('entries')).entries.map((entry) =>
        entry.kind === 'message' ? entry.text : entry.kind,
      );
      assert.deepEqual(texts, ['here']);
    });

    test('who is put out hears the leave and nothing after it', async () => {
      await school.as.tony.call(editUser, { room_code: 'G01', action: 'add', username: 'carl' });
      const [carl, tony] = [await open(), await open()];
      await carl.hello({ token: school.tokens.carl });
      await tony.hello({ token: school.tokens.tony });
      const first = await say('tony', 'G01', 'before');
      await school.as.tony.call(editUser, { room_code: 'G01', action: 'remove', username: 'carl' });
      const secret = await say('tony', 'G01', 'a secret');
      const heard = [];
      while (heard.at(-1)?.seq !== secret) heard.push(...(await tony.next('entries')).entries);
      const removed = (await carl.next('inbox')).inbox.at(-1);
      assert.deepEqual([removed?.kind, removed?.room_code], ['room_removed', 'G01']);
      await sleep(100);
      const carls = carl.waiting('entries').flatMap((frame) => frame.entries);
      assert.deepEqual(
        carls.map((entry) => [entry.seq, entry.kind]),
        [
          [first, 'message'],
          [first + 1, 'leave'],
        ],
      );
      assert.ok(carls[1]?.kind === 'leave');
      assert.deepEqual([carls[1].user, carls[1].by], ['carl', 'tony']);
      // A cursor does not bring it back.
      const again = await open();
      const { rooms } = await again.hello({ token: school.tokens.carl, rooms: { G01: first } });
      assert.equal(
        rooms.some((room) => room.room_code === 'G01'),
        false,
      );
      await say('tony', 'G01', 'another secret');
      again.send({ type: 'ping' });
      await again.next('pong');
      await sleep(50);
      assert.equal(again.waiting('entries').length, 0);
    });

    test('put out and added again at once: it begins anew, and nothing is missing from there on', async () => {
      await school.as.tony.call(editUser, { room_code: 'G01', action: 'add', username: 'bob' });
      const bob = await open();
      await bob.hello({ token: school.tokens.bob });
      for (let round = 0; round < 10; round++) {
        await Promise.all([
          school.as.tony.call(editUser, { room_code: 'G01', action: 'remove', username: 'bob' }),
          say('tony', 'G01', `during ${round}`),
        ]);
        await school.as.tony.call(editUser, { room_code: 'G01', action: 'add', username: 'bob' });
        const id = await say('tony', 'G01', `after ${round}`);
        let start: number | undefined;
        while (start === undefined) {
          for (const entry of (await bob.next('inbox')).inbox) if (entry.kind === 'room_added') start = entry.room?.seq;
        }
        let known = start;
        while (known < id) {
          for (const entry of (await bob.next('entries')).entries.filter((one) => one.seq > known))
            assert.equal(entry.seq, ++known);
        }
      }
    });

    test('a session that ends closes its sockets within a second, and only those', async () => {
      const [spare, other] = [await school.signIn('amy'), await school.signIn('amy')];
      const [ending, staying] = [await open(), await open()];
      await ending.hello({ token: spare });
      await staying.hello({ token: other });
      const begun = performance.now();
      await school.nobody.withToken(spare).call(logout, {});
      assert.equal(await ending.closed, 4401);
      assert.ok(performance.now() - begun < 1_000);
      await say('tony', 'A01', 'after');
      await staying.next('entries');
      assert.equal(ending.waiting('entries').length, 0);
      // Ended by another process, which tells nobody here.
      const { db } = school.school.database;
      const since = performance.now();
      await db.updateTable('users').set({ disabled_at: 1 }).where('username', '=', 'amy').execute();
      assert.equal(await staying.closed, 4401);
      assert.ok(performance.now() - since < 2_000);
      await db.updateTable('users').set({ disabled_at: null }).where('username', '=', 'amy').execute();
    });

    test('a new password closes the others', async () => {
      const own = await school.signIn('carl');
      const carl = await open();
      await carl.hello({ token: school.tokens.carl });
      const change = { username: 'carl', old_password: PASSWORD, new_password: PASSWORD };
      assert.equal((await school.nobody.withToken(own).call(changeInfo, change)).code, 'ok');
      assert.equal(await carl.closed, 4401);
    });
  });
}

test('a stop closes with 1012', async (t) => {
  const school = await openSchool('sqlite');
  t.after(() => school.close());
  const [amy, silent] = [await openLive(school.baseUrl), await openLive(school.baseUrl)];
  await amy.hello({ token: school.tokens.amy });
  await school.app.stop();
  assert.deepEqual([await amy.closed, await silent.closed], [1012, 1012]);
});
