import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { engines, type FreshDatabase, freshDatabase } from './engines.ts';
import { findViolations, openReadOnly } from './invariants.ts';
import { type Answer, call, type Cast, must, register, settle } from './torture/cast.ts';
import { type ServerProcess, startServer, troubles } from './torture/server-process.ts';

const AT_ONCE = 64;
const ROUNDS = 5;

for (const engine of engines) {
  describe(`${AT_ONCE} at once, ${engine}`, () => {
    let place: FreshDatabase;
    let server: ServerProcess;
    let cast: Cast;
    let url: string;

    before(async () => {
      place = await freshDatabase(engine);
      server = await startServer(place, { SEND_RATE: '0' });
      url = server.url;
      cast = await settle(server, { withHead: false });
    });
    after(async () => {
      const code = await server.stop();
      const violations = await findViolations(place);
      await place.drop();
      assert.deepEqual([violations, troubles(server), code], [[], [], 0]);
    });

    test('the same username, however it is written', async () => {
      const spellings = ['Zoe', 'zoe', 'ZOE', 'ＺＯＥ'];
      const answers = await atOnce((i) =>
        call(url, '/register', { username: spellings[i % spellings.length], password: `password ${i}` }),
      );
      const winner = onlyWinner(answers, ['username_taken']);
      assert.equal((await rows('users')).filter((user) => user['username_key'] === 'zoe').length, 1);
      assert.equal(
        (await call(url, '/auth', {}, String(winner.body['token']))).body['username'],
        winner.body['nickname'],
      );
    });

    test('the same room code', async () => {
      for (let round = 0; round < ROUNDS; round++) {
        const owners = [cast.amy, cast.bob, cast.tony, cast.eve];
        const answers = await atOnce((i) => {
          const { username, token } = at(owners, i);
          return call(url, '/create_chat', { room_code: `R${round}`, room_name: `${username}'s`, username }, token);
        });
        onlyWinner(answers, ['chat_exists']);
      }
    });

    test('a course and a group of the same code', async () => {
      for (let round = 0; round < ROUNDS; round++) {
        const code = `C${round}`;
        const answers = await atOnce((i) => {
          if (i % 2 === 0)
            return call(url, '/create_chat', { room_code: code, room_name: 'group', username: 'amy' }, cast.amy.token);
          const { username, token } = i % 4 === 1 ? cast.tony : cast.ann;
          return call(url, '/create_course', { course_code: code, course_name: 'course', username }, token);
        });
        const winner = onlyWinner(answers, ['chat_exists', 'course_exists']);
        const courses = (await rows('courses')).filter((course) => course['code'] === code);
        assert.equal(courses.length, winner.body['message'] === 'Course created' ? 1 : 0);
      }
    });

    test('the same enrolment', async () => {
      const enrol = { action: 'add', username: 'eve', course_code: 'A01' };
      const answers = await atOnce(() => call(url, '/select_course', enrol, cast.eve.token));
      for (const { body } of answers) assert.equal(body['message'], 'Course added');
      assert.deepEqual(await entriesOf('eve'), ['join']);
    });

    test('enrolling and dropping, by the student and by the instructor', async () => {
      for (let round = 0; round < ROUNDS; round++) {
        const answers = await atOnce((i) => {
          const action = Math.random() < 0.5 ? 'add' : 'drop';
          const by = i % 2 === 0 ? cast.eve : cast.tony;
          return call(url, '/select_course', { action, username: 'eve', course_code: 'A01' }, by.token);
        });
        for (const { body } of answers) assert.equal(body['status'], 'success');
        const kinds = await entriesOf('eve');
        for (const [i, kind] of kinds.entries()) assert.equal(kind, i % 2 === 0 ? 'join' : 'leave');
        const { body } = await call(url, '/get_courses', { course_code: 'A01' }, cast.tony.token);
        assert.equal(JSON.stringify(body).includes('"eve"'), kinds.length % 2 === 1);
      }
    });

    test('posts of the same title', async () => {
      for (let round = 0; round < ROUNDS; round++) {
        const post = { course_code: 'A01', section: 'content', username: 'tony', title: `Week ${round}` };
        const answers = await atOnce((i) =>
          call(url, '/add_courseinfo', { ...post, body: `body ${i}` }, cast.tony.token),
        );
        const messages = answers.map(({ body }) => String(body['message'])).toSorted();
        assert.deepEqual(messages, [
          'Course info added',
          ...Array.from({ length: AT_ONCE - 1 }, () => 'Course info updated'),
        ]);
      }
      const { infos } = await must(url, '/get_courseinfo', { course_code: 'A01', section: 'content' }, cast.tony.token);
      assert.equal(Array.isArray(infos) && infos.length, ROUNDS);
    });

    test('the same client_id, with one text and with many', async () => {
      const message = { room_code: 'G01', sender: 'amy', message: 'once', client_id: 'one text' };
      const same = await atOnce(() => call(url, '/send_message', message, cast.amy.token));
      assert.equal(new Set(same.map(({ body }) => JSON.stringify(body))).size, 1, JSON.stringify(same[0]));
      const other = await atOnce((i) =>
        call(url, '/send_message', { ...message, client_id: 'many texts', message: `text ${i}` }, cast.amy.token),
      );
      onlyWinner(other, ['client_id_reused']);
    });

    test('sending while being put out: nothing after the leave', async () => {
      for (let round = 0; round < ROUNDS; round++) {
        await must(url, '/edit_user', { room_code: 'G01', action: 'add', username: 'bob' }, cast.amy.token);
        const answers = await atOnce((i) => {
          if (i === AT_ONCE / 2) {
            return call(url, '/edit_user', { room_code: 'G01', action: 'remove', username: 'bob' }, cast.amy.token);
          }
          return call(
            url,
            '/send_message',
            { room_code: 'G01', sender: 'bob', message: `${round} ${i}` },
            cast.bob.token,
          );
        });
        const kept = answers
          .filter(({ body }) => body['message'] === 'Message sent')
          .map(({ body }) => Number(body['id']));
        for (const { body } of answers) assert.ok(body['status'] === 'success' || body['code'] === 'chat_not_found');
        const leave = (await rows('entries')).findLast((entry) => entry['kind'] === 'leave');
        for (const seq of kept) assert.ok(seq < Number(leave?.['seq']), `${seq} after ${JSON.stringify(leave)}`);
      }
    });

    test('the conversation of two, opened from both sides', async () => {
      const pair = [cast.amy, cast.bob] as const;
      const answers = await atOnce((i) => {
        const [by, other] = i % 2 === 0 ? pair : [cast.bob, cast.amy];
        return call(url, '/open_direct', { username: other.username }, by.token);
      });
      for (const { body } of answers) assert.equal(body['status'], 'success', JSON.stringify(body));
      assert.equal(new Set(answers.map(({ body }) => body['room_code'])).size, 1);
      assert.equal((await rows('rooms')).filter((room) => room['kind'] === 'direct').length, 1);
    });

    test('blocking, unblocking and writing to each other', async () => {
      const { room_code } = await must(url, '/open_direct', { username: 'bob' }, cast.amy.token);
      for (let round = 0; round < ROUNDS; round++) {
        const answers = await atOnce((i) => {
          const [by, other] = i % 2 === 0 ? [cast.amy, cast.bob] : [cast.bob, cast.amy];
          if (i % 8 === 0) return call(url, '/block_user', { username: other.username }, by.token);
          if (i % 8 === 1) return call(url, '/unblock_user', { username: other.username }, by.token);
          return call(url, '/send_message', { room_code, sender: by.username, message: `${round} ${i}` }, by.token);
        });
        for (const { body } of answers)
          assert.ok(body['status'] === 'success' || body['code'] === 'direct_blocked', JSON.stringify(body));
      }
    });

    test('the last places of an invitation', async () => {
      const students = await Promise.all(Array.from({ length: AT_ONCE / 4 }, (_, i) => register(url, `guest${i}`)));
      const invitation = { room_code: 'G01', max_uses: 5 };
      const { token } = await must(url, '/create_invitation', invitation, cast.amy.token);
      // Each of them four times at once: who is in uses nothing up.
      const answers = await atOnce((i) => call(url, '/accept_invitation', { token }, at(students, i).token));
      const inside = new Set(
        answers.flatMap(({ body }, i) => (body['status'] === 'success' ? [i % students.length] : [])),
      );
      assert.equal(inside.size, 5);
      for (const { body } of answers)
        assert.ok(body['status'] === 'success' || body['code'] === 'invalid_invitation', JSON.stringify(body));
    });

    test('deleting a group while people write, come in and leave', async () => {
      for (let round = 0; round < ROUNDS; round++) {
        const room_code = `D${round}`;
        await must(url, '/create_chat', { room_code, room_name: 'short', username: 'amy' }, cast.amy.token);
        await must(url, '/edit_user', { room_code, action: 'add', username: 'bob' }, cast.amy.token);
        const { token } = await must(url, '/create_invitation', { room_code }, cast.amy.token);
        const answers = await atOnce((i) => {
          if (i === AT_ONCE / 2) return call(url, '/delete_chat', { room_code }, cast.amy.token);
          const acts = [
            () => call(url, '/send_message', { room_code, sender: 'bob', message: `${i}` }, cast.bob.token),
            () => call(url, '/edit_user', { room_code, action: 'add', username: 'tony' }, cast.amy.token),
            () => call(url, '/accept_invitation', { token }, cast.eve.token),
            () => call(url, '/save_draft', { room_code, text: `${i}` }, cast.bob.token),
          ];
          return at(acts, i)();
        });
        const refused = new Set(answers.flatMap(({ body }) => (body['status'] === 'success' ? [] : [body['code']])));
        for (const code of refused) assert.ok(code === 'chat_not_found' || code === 'invalid_invitation', String(code));
        assert.equal((await call(url, '/get_chat', { room_code }, cast.amy.token)).body['code'], 'chat_not_found');
      }
    });

    // Last: so many wrong codes shut the address out for a while.
    test('a single-use invitation makes one administrator', async () => {
      const spent = server.invitation;
      assert.ok(spent !== undefined);
      const answers = await atOnce((i) =>
        call(url, '/register', {
          username: i === 0 ? 'head' : `head${i}`,
          password: 'correct horse',
          auth_code: spent,
        }),
      );
      const winner = onlyWinner(answers, ['invalid_auth_code', 'too_many']);
      assert.equal(winner.body['role'], 'admin');
      const admins = (await rows('users')).filter((user) => user['role'] === 'admin');
      assert.deepEqual(
        admins.map((user) => user['username']),
        [winner.body['nickname']],
      );
    });

    async function rows(table: 'users' | 'courses' | 'entries' | 'rooms'): Promise<Record<string, unknown>[]> {
      const database = await openReadOnly(place);
      try {
        if (table !== 'entries') return await database.db.selectFrom(table).selectAll().execute();
        const inGroup = database.db.selectFrom('entries').innerJoin('rooms', 'rooms.id', 'entries.room_id');
        return await inGroup.selectAll('entries').where('code', '=', 'G01').orderBy('seq').execute();
      } finally {
        await database.close();
      }
    }

    /** The kinds of what the group of A01 tells of somebody, in order. */
    async function entriesOf(username: string): Promise<string[]> {
      const database = await openReadOnly(place);
      try {
        const told = await database.db
          .selectFrom('entries')
          .innerJoin('rooms', 'rooms.id', 'entries.room_id')
          .innerJoin('users', 'users.id', 'entries.user_id')
          .select('entries.kind')
          .where('code', '=', 'A01')
          .where('username', '=', username)
          .orderBy('seq')
          .execute();
        return told.map((entry) => entry.kind);
      } finally {
        await database.close();
      }
    }
  });
}

function atOnce(act: (i: number) => Promise<Answer>): Promise<Answer[]> {
  return Promise.all(Array.from({ length: AT_ONCE }, (_, i) => act(i)));
}

/** Exactly one succeeded, and every other was told one of these. */
function onlyWinner(answers: readonly Answer[], otherwise: readonly string[]): Answer {
  const winners = answers.filter(({ body }) => body['status'] === 'success');
  const others = answers.filter(({ body }) => body['status'] !== 'success').map(({ body }) => body['code']);
  assert.deepEqual(
    others.filter((code) => !otherwise.includes(String(code))),
    [],
  );
  const [winner] = winners;
  assert.ok(winner !== undefined && winners.length === 1, `${winners.length} won`);
  return winner;
}

function at<T>(all: readonly T[], i: number): T {
  const one = all[i % all.length];
  assert.ok(one !== undefined);
  return one;
}
