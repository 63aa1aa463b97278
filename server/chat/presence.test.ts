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
    /** Waits until somebody is heard of, whatever else is said. */
    const hear = async (socket: LiveSocket, user: string): Promise<Presence> => {
      for (;;) {
        const { said } = await socket.next('said');
        const told = said.what === 'presence' ? said.people.find((person) => person.user === user) : undefined;
        if (told !== undefined) return told.presence;
      }
    };
    const listed = async (by: Name, name: string) => {
      const users = await school.as[by].call(getUsers, { room_code: 'A01' });
      assert.ok(users.status === 'success');
      return users.members.find((member) => member.username === name)?.presence;
    };

    test('those who share a room hear who comes, is away and goes; strangers do not', async () => {
      const [tony, bob] = [await connect('tony'), await connect('bob')];
      assert.deepEqual(tony.welcome.present, []);
      const amy = await connect('amy');
      assert.deepEqual(amy.welcome.present, [{ user: 'tony', presence: 'online' }]);
      assert.equal(await hear(tony.socket, 'amy'), 'online');
      amy.socket.send({ type: 'presence', presence: 'away' });
      assert.equal(await hear(tony.socket, 'amy'), 'away');
      assert.equal(await listed('tony', 'amy'), 'away');
      assert.equal(await listed('head', 'amy'), 'offline');
      // On another device amy is here.
      const second = await connect('amy');
      assert.equal(await hear(tony.socket, 'amy'), 'online');
      second.socket.close();
      amy.socket.send({ type: 'presence', presence: 'online' });
      amy.socket.close();
      assert.equal(await hear(tony.socket, 'amy'), 'offline');
      assert.equal(await listed('tony', 'amy'), 'offline');
      assert.deepEqual(bob.socket.waiting('said'), []);
    });

    test('who comes into a room and those in it learn of each other', async () => {
      await school.addGroup('G01', 'bob');
      const [bob, eve] = [await connect('bob'), await connect('eve')];
      assert.deepEqual(eve.welcome.present, []);
      await school.as.head.call(editUser, { room_code: 'G01', action: 'add', username: 'eve' });
      assert.equal(await hear(eve.socket, 'bob'), 'online');
      assert.equal(await hear(bob.socket, 'eve'), 'online');
    });

    test('who does not want it is never seen, nor heard typing', async () => {
      const carl = await connect('carl');
      const tony = await connect('tony');
      assert.ok(tony.welcome.present.some((person) => person.user === 'carl'));
      const set = await school.as.carl.call(setPreferences, { presence: 0, typing: 0 });
      assert.ok(set.status === 'success');
      assert.deepEqual(set.preferences, { presence: false, typing: false });
      const [told] = (await carl.socket.next('inbox')).inbox;
      assert.ok(told?.kind === 'preferences');
      assert.deepEqual([told.preferences, told.room_code], [{ presence: false, typing: false }, '']);
      assert.equal(await hear(tony.socket, 'carl'), 'offline');
      const again = await connect('carl');
      assert.deepEqual(again.welcome.preferences, { presence: false, typing: false });
      for (const socket of [carl.socket, again.socket]) socket.send({ type: 'typing', room: 'A01' });
      // Answered after it: had they been told, they would be here.
      again.socket.send({ type: 'ping' });
      await again.socket.next('pong');
      tony.socket.send({ type: 'ping' });
      await tony.socket.next('pong');
      const { welcome } = await connect('amy');
      assert.ok(welcome.present.every((person) => person.user !== 'carl'));
      assert.equal(await listed('tony', 'carl'), 'offline');
      assert.ok(tony.socket.waiting('said').every(({ said }) => said.what !== 'typing'));
      await school.as.carl.call(setPreferences, { presence: 1, typing: 1 });
      assert.equal(await hear(tony.socket, 'carl'), 'online');
      again.socket.send({ type: 'typing', room: 'A01' });
      for (;;) {
        const { said } = await tony.socket.next('said');
        if (said.what === 'typing') return assert.deepEqual([said.room_code, said.user], ['A01', 'carl']);
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
