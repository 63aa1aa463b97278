import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setPreferences } from '../../contract/attention.ts';
import { editUser, getUsers } from '../../contract/chat.ts';
import { createCourse, editCourse } from '../../contract/courses.ts';
import type { Presence } from '../../contract/person.ts';
import { engines } from '../../test/engines.ts';
import { type LiveSocket, openLive } from '../../test/live.ts';
import { type Name, openSchool, type TestSchool } from '../../test/school.ts';

for (const engine of engines) {
  describe(`who is there, ${engine}`, () => {
    let school: TestSchool;
    const open: LiveSocket[] = [];
    before(async () => {
      school = await openSchool(engine);
    });
    after(async () => {
      for (const socket of open) socket.close();
      await school.close();
    });

    const connect = async (name: Name) => {
      const socket = await openLive(school.baseUrl);
      open.push(socket);
      return { socket, welcome: await socket.hello({ token: school.tokens[name] }) };
    };
    /** Waits until somebody is heard to be so, whatever else is said before. */
    const hear = async (socket: LiveSocket, user: string, presence: Presence): Promise<void> => {
      for (;;) {
        const { said } = await socket.next('said');
        if (said.what === 'presence' && said.people.some((one) => one.user === user && one.presence === presence))
          return;
      }
    };
    const listed = async (by: Name, name: string) => {
      const users = await school.as[by].call(getUsers, { room_code: 'A01' });
      assert.ok(users.status === 'success');
      return users.members.find((member) => member.username === name)?.presence;
    };

    test('those who share a room hear who is there, a newcomer to a room as well; strangers do not', async () => {
      const [tony, bob, eve] = [await connect('tony'), await connect('bob'), await connect('eve')];
      for (const { welcome } of [tony, bob, eve]) assert.deepEqual(welcome.present, []);
      const amy = await connect('amy');
      assert.deepEqual(amy.welcome.present, [{ user: 'tony', presence: 'online' }]);
      amy.socket.send({ type: 'presence', presence: 'away' });
      await school.addGroup('G01', 'bob');
      await school.as.head.call(editUser, { room_code: 'G01', action: 'add', username: 'eve' });
      await hear(tony.socket, 'amy', 'away');
      await hear(eve.socket, 'bob', 'online');
      await hear(bob.socket, 'eve', 'online');
      assert.equal(await listed('tony', 'amy'), 'away');
      assert.equal(await listed('head', 'amy'), 'offline');
      for (const { socket } of [bob, eve]) assert.ok(!JSON.stringify(socket.waiting('said')).includes('amy'));
    });

    test('who does not want it is never seen, nor heard typing', async () => {
      const [carl, tony] = [await connect('carl'), await connect('tony')];
      assert.ok(tony.welcome.present.some((person) => person.user === 'carl'));
      const set = await school.as.carl.call(setPreferences, { presence: 0, typing: 0 });
      assert.ok(set.status === 'success');
      assert.deepEqual(set.preferences, { presence: false, typing: false });
      const [told] = (await carl.socket.next('inbox')).inbox;
      assert.ok(told?.kind === 'preferences');
      assert.deepEqual([told.preferences, told.room_code], [{ presence: false, typing: false }, '']);
      const again = await connect('carl');
      assert.deepEqual(again.welcome.preferences, { presence: false, typing: false });
      for (const { socket } of [carl, again]) {
        socket.send({ type: 'typing', room: 'A01' });
        // Answered after it: had it been passed on, it would come before what follows.
        socket.send({ type: 'ping' });
        await socket.next('pong');
      }
      await hear(tony.socket, 'carl', 'offline');
      assert.equal(await listed('tony', 'carl'), 'offline');
      assert.ok((await connect('amy')).welcome.present.every((person) => person.user !== 'carl'));
      await school.as.carl.call(setPreferences, { presence: 1, typing: 1 });
      await again.socket.next('inbox');
      again.socket.send({ type: 'typing', room: 'A01' });
      for (;;) {
        const { said } = await tony.socket.next('said');
        if (said.what === 'typing') return assert.deepEqual([said.room_code, said.user], ['A01', 'carl']);
        assert.equal(said.what, 'presence');
      }
    });

    test('a course that is made or changed appears to everybody who is connected', async () => {
      const eve = await connect('eve');
      const course = async () => {
        for (;;) {
          const { said } = await eve.socket.next('said');
          if (said.what === 'course') return said.course;
        }
      };
      await school.as.tony.call(createCourse, { course_code: 'N01', course_name: 'New', username: 'tony' });
      const made = {
        course_name: 'New',
        course_code: 'N01',
        instructor: 'tony',
        instructor_nickname: 'tony',
        enrolment: 'open',
        archived: false,
      };
      assert.deepEqual(await course(), made);
      await school.as.tony.call(editCourse, { course_code: 'N01', enrolment: 'code', enrolment_code: 'spring' });
      // The code is nobody's but the instructor's.
      assert.deepEqual(await course(), { ...made, enrolment: 'code' });
    });
  });
}
