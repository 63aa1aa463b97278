import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { getUsers } from '../../contract/chat.ts';
import { editCourse, enrolList, getCoursePeople, selectCourse } from '../../contract/courses.ts';
import { engines } from '../../test/engines.ts';
import { done, refusal } from '../../test/refusals.ts';
import { openSchool, type TestSchool } from '../../test/school.ts';

for (const engine of engines) {
  describe(`enrolling, ${engine}`, () => {
    let school: TestSchool;
    before(async () => {
      school = await openSchool(engine);
    });
    after(() => school.close());

    const rule = async (enrolment: string, enrolment_code?: string) => {
      const change = { course_code: 'A01', enrolment, ...(enrolment_code !== undefined && { enrolment_code }) };
      assert.equal((await school.as.tony.call(editCourse, change)).code, 'ok');
    };
    const enrolSelf = (by: 'bob' | 'eve' | 'amy' | 'ann' | 'head', enrolment_code?: string) =>
      school.as[by].call(selectCourse, {
        action: 'add',
        username: by,
        course_code: 'A01',
        ...(enrolment_code !== undefined && { enrolment_code }),
      });
    const drop = (username: string) =>
      school.as.tony.call(selectCourse, { action: 'drop', username, course_code: 'A01' });

    test('closed: nobody comes in by themselves, staff adds all the same, who is in stays', async () => {
      await rule('closed');
      for (const by of ['bob', 'ann'] as const) assert.deepEqual(await enrolSelf(by), refusal('enrolment_closed'));
      const add = { action: 'add', username: 'bob', course_code: 'A01' };
      assert.deepEqual(await school.as.tony.call(selectCourse, add), done('Course added'));
      assert.deepEqual(await enrolSelf('bob'), done('Course added'));
      assert.deepEqual(await enrolSelf('amy'), done('Course added'));
      assert.deepEqual(await enrolSelf('head'), done('Course added'));
      assert.deepEqual(await drop('head'), done('Course dropped'));
      // Out is always open.
      const out = { action: 'drop', username: 'bob', course_code: 'A01' };
      assert.deepEqual(await school.as.bob.call(selectCourse, out), done('Course dropped'));
    });

    test('by code: missing and wrong answer the same, the right one enters with its group', async () => {
      await rule('code', ' spring ');
      const refused = refusal('invalid_enrolment_code');
      assert.deepEqual(await enrolSelf('bob'), refused);
      assert.deepEqual(await enrolSelf('bob', 'Spring'), refused);
      assert.deepEqual(await enrolSelf('bob', 'spring'), done('Course added'));
      const members = await school.as.bob.call(getUsers, { room_code: 'A01' });
      assert.ok(members.status === 'success' && members.users.includes('bob'));
      await drop('bob');
    });

    test('guesses run out, also side by side, and a right code costs none', async () => {
      for (let time = 0; time < 12; time++) {
        assert.deepEqual(await enrolSelf('eve', 'spring'), done('Course added'));
        await drop('eve');
      }
      const tries = await Promise.all(Array.from({ length: 20 }, (_, n) => enrolSelf('eve', `guess ${n}`)));
      const codes = tries.map((one) => one.code);
      assert.deepEqual(
        [
          codes.filter((code) => code === 'invalid_enrolment_code').length,
          codes.filter((code) => code === 'too_many').length,
        ],
        [10, 10],
      );
      // Even the right one: a guesser would learn it. Others go on, and in an hour so does eve.
      assert.equal((await enrolSelf('eve', 'spring')).code, 'too_many');
      assert.deepEqual(await enrolSelf('bob', 'spring'), done('Course added'));
      await rule('open');
      assert.deepEqual(await enrolSelf('eve', 'whatever'), done('Course added'));
      await drop('eve');
      await rule('code');
      school.clock.advance(3_600_000);
      assert.deepEqual(await enrolSelf('eve', 'spring'), done('Course added'));
      await drop('eve');
      await drop('bob');
    });

    test('a list: each name its own result, in the given order', async () => {
      await rule('closed');
      await school.add('小明');
      const usernames = ['bob', 'ghost', 'tony', 'BOB', 'amy', 'carl', '小明', ''];
      const answer = await school.as.tony.call(enrolList, { course_code: 'A01', usernames });
      assert.deepEqual(answer, {
        ...done('List enrolled'),
        results: [
          { username: 'bob', result: 'added' },
          { username: 'ghost', result: 'user_not_found' },
          { username: 'tony', result: 'own_course' },
          { username: 'BOB', result: 'already' },
          { username: 'amy', result: 'already' },
          { username: 'carl', result: 'already' },
          { username: '小明', result: 'added' },
          { username: '', result: 'user_not_found' },
        ],
      });
      const members = await school.as.tony.call(getUsers, { room_code: 'A01' });
      assert.ok(members.status === 'success');
      assert.deepEqual(members.users, ['tony', 'amy', 'carl', 'bob', '小明']);
    });

    test('a list of a whole year', async () => {
      const names = Array.from({ length: 130 }, (_, n) => `pupil${n}`);
      for (const name of names) await school.add(name);
      const usernames = [...names, ...Array.from({ length: 870 }, (_, n) => `nobody${n}`)];
      const answer = await school.as.head.call(enrolList, { course_code: 'B01', usernames });
      assert.ok(answer.status === 'success');
      assert.deepEqual(
        answer.results.map((one) => one.username),
        usernames,
      );
      assert.equal(answer.results.filter((one) => one.result === 'added').length, 130);
      const people = await school.as.ann.call(getCoursePeople, { course_code: 'B01' });
      assert.ok(people.status === 'success');
      // By name, as people count.
      assert.deepEqual(
        people.people.map((one) => one.username),
        ['ann', 'bob', ...names],
      );
    });

    test('who may not, and what is no list', async () => {
      const list = { course_code: 'A01', usernames: ['eve'] };
      for (const by of ['amy', 'carl', 'ann', 'eve'] as const)
        assert.deepEqual(await school.as[by].call(enrolList, list), refusal('not_course_instructor'));
      const none = await school.as.tony.call(enrolList, { ...list, course_code: 'Z99' });
      assert.deepEqual(none, refusal('course_not_found'));
      for (const usernames of [[], Array<string>(1001).fill('eve')])
        assert.equal((await school.as.tony.call(enrolList, { ...list, usernames })).code, 'invalid_type');
      const missing = await school.raw('/enrol_list', {
        method: 'POST',
        body: '{"course_code":"A01"}',
        headers: { authorization: `Bearer ${school.tokens.tony}` },
      });
      assert.match(await missing.text(), /"usernames_not_specified"/);
    });
  });

  test(`under open access without a session no rule of enrolment holds, ${engine}`, async (t) => {
    const school = await openSchool(engine, { access: 'open' });
    t.after(() => school.close());
    await school.as.tony.call(editCourse, { course_code: 'A01', enrolment: 'closed' });
    const add = (username: string) => ({ action: 'add', username, course_code: 'A01' });
    assert.deepEqual(await school.as.eve.call(selectCourse, add('eve')), refusal('enrolment_closed'));
    assert.deepEqual(await school.nobody.call(selectCourse, add('eve')), done('Course added'));
  });
}
