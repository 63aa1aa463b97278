import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { getChats, getMessages, getUsers } from '../../contract/chat.ts';
import { createCourse, editAssistant, getCourses, selectCourse } from '../../contract/courses.ts';
import { getCourseinfo } from '../../contract/posts.ts';
import { engines } from '../../test/engines.ts';
import { done, missing, refusal } from '../../test/refusals.ts';
import { openSchool, type TestSchool } from '../../test/school.ts';

for (const engine of engines) {
  describe(`courses, ${engine}`, () => {
    let school: TestSchool;
    before(async () => {
      school = await openSchool(engine);
    });
    after(() => school.close());

    const select = (
      by: 'amy' | 'bob' | 'tony' | 'head' | 'ann',
      action: string,
      username: string,
      course_code = 'A01',
    ) => school.as[by].call(selectCourse, { action, username, course_code });
    const groupOf = async (room_code: string) => {
      const members = await school.as.head.call(getUsers, { room_code });
      assert.ok(members.status === 'success');
      return members.users;
    };
    const lookAt = async (by: 'amy' | 'bob' | 'tony' | 'head' | 'ann' | 'eve' | 'carl', course_code: string) => {
      const courses = await school.as[by].call(getCourses, { course_code });
      assert.ok(courses.status === 'success');
      return courses.courses;
    };

    test('a course comes with its group, owned by the instructor', async () => {
      const course = { course_code: 'C01', course_name: 'Chemistry' };
      assert.deepEqual(await school.as.tony.call(createCourse, course), done('Course created'));
      assert.deepEqual(await school.as.tony.call(createCourse, course), refusal('course_exists'));
      const chats = await school.as.tony.call(getChats, { username: 'tony' });
      assert.ok(chats.status === 'success');
      assert.deepEqual(chats.rooms.at(-1), {
        room_id: 'C01',
        room_name: 'Chemistry Discuss Group',
        owner: 'tony',
        room_code: 'C01',
        kind: 'course',
        archived: false,
        seq: 1,
        read: { id: 1, no: 0 },
        last_no: 0,
        unread: 0,
        mentions: 0,
        last: null,
        description: '',
        attention: 'all',
        blocked: false,
      });
    });

    test('who makes courses: instructors their own, admins any instructor’s', async () => {
      const make = (by: 'amy' | 'ann' | 'head', course_code: string, username?: string) =>
        school.as[by].call(createCourse, {
          course_code,
          course_name: 'N',
          ...(username !== undefined && { username }),
        });
      assert.deepEqual(await make('amy', 'N1'), refusal('not_staff'));
      assert.deepEqual(await make('ann', 'N1', 'tony'), refusal('other_user'));
      assert.deepEqual(await make('head', 'N1', 'amy'), refusal('not_an_instructor'));
      assert.deepEqual(await make('head', 'N1', 'ghost'), refusal('user_not_found'));
      assert.deepEqual(await make('head', 'N1', 'ann'), done('Course created'));
      assert.deepEqual(await make('ann', '~x'), refusal('invalid_course_code'));
      const long = { course_code: 'N2', course_name: 'x'.repeat(201) };
      assert.deepEqual(await school.as.ann.call(createCourse, long), refusal('invalid_course_name'));
      assert.deepEqual(
        await school.as.ann.call(createCourse, { course_code: 'N2', course_name: '' }),
        missing('Course name'),
      );
    });

    test('enrolling and dropping, twice as once, and the group follows', async () => {
      const history = async () => school.as.bob.call(getMessages, { room_code: 'A01' });
      for (let time = 0; time < 2; time++) assert.deepEqual(await select('bob', 'add', 'bob'), done('Course added'));
      assert.deepEqual(await groupOf('A01'), ['tony', 'amy', 'carl', 'bob']);
      assert.deepEqual((await lookAt('bob', 'A01'))[0]?.students, ['amy', 'bob']);
      assert.equal((await history()).code, 'ok');
      for (let time = 0; time < 2; time++) assert.deepEqual(await select('bob', 'drop', 'bob'), done('Course dropped'));
      assert.deepEqual(await groupOf('A01'), ['tony', 'amy', 'carl']);
      assert.equal((await history()).code, 'chat_not_found');
    });

    test('what cannot be selected', async () => {
      assert.deepEqual(await select('tony', 'add', 'tony'), refusal('own_course'));
      assert.deepEqual(await select('amy', 'add', 'amy', 'Z99'), refusal('course_not_found'));
      assert.deepEqual(await select('tony', 'add', 'ghost'), refusal('user_not_found'));
      assert.deepEqual(await select('amy', 'join', 'amy'), refusal('invalid_action'));
      assert.deepEqual(await select('amy', 'add', 'carl', 'B01'), refusal('not_your_course'));
      assert.deepEqual(await select('amy', 'add', 'amy', ''), missing('Course code'));
      // Another instructor may enrol; the course's own, and admins, enrol anyone.
      assert.deepEqual(await select('ann', 'add', 'ann'), done('Course added'));
      assert.deepEqual(await select('tony', 'add', 'bob'), done('Course added'));
      assert.deepEqual(await select('head', 'drop', 'bob'), done('Course dropped'));
      assert.deepEqual(await select('ann', 'drop', 'ann'), done('Course dropped'));
    });

    test('/get_courses: who is in it is for those inside, how many for everyone', async () => {
      const whole = {
        course_name: 'Data Science',
        course_code: 'A01',
        instructor: 'tony',
        students: ['amy'],
        student_count: 1,
        instructor_nickname: 'tony',
        assistants: ['carl'],
        enrolment: 'open',
        archived: false,
      };
      const parts = { tony: 'instructor', carl: 'assistant', amy: 'student', head: '' } as const;
      for (const name of ['tony', 'amy', 'carl', 'head'] as const)
        assert.deepEqual(await lookAt(name, 'A01'), [{ ...whole, part: parts[name] }], name);
      for (const name of ['ann', 'bob', 'eve'] as const) {
        assert.deepEqual(await lookAt(name, 'A01'), [{ ...whole, students: [], assistants: [], part: '' }], name);
      }
      assert.deepEqual(await school.as.amy.call(getCourses, { course_code: 'Z99' }), refusal('course_not_found'));
      const all = await school.as.eve.call(getCourses, {});
      assert.ok(all.status === 'success');
      assert.deepEqual(
        all.courses.map((course) => course.course_code),
        ['A01', 'B01', 'C01', 'N1'],
      );
    });

    test('assistants: named and dismissed by the instructor, in and out of the group with it', async () => {
      const assist = (by: 'tony' | 'carl' | 'ann' | 'head', action: string, username: string) =>
        school.as[by].call(editAssistant, { course_code: 'A01', action, username });
      assert.deepEqual(await assist('ann', 'add', 'eve'), refusal('not_course_instructor'));
      assert.deepEqual(await assist('carl', 'add', 'eve'), refusal('not_course_instructor'));
      assert.deepEqual(await assist('tony', 'add', 'tony'), refusal('own_course'));
      assert.deepEqual(await assist('tony', 'promote', 'eve'), refusal('invalid_action'));
      assert.deepEqual(await assist('tony', 'add', 'ghost'), refusal('user_not_found'));
      assert.deepEqual(await assist('tony', 'add', 'eve'), done('Assistant added'));
      assert.deepEqual(await groupOf('A01'), ['tony', 'amy', 'carl', 'eve']);
      assert.equal((await school.as.eve.call(getCourseinfo, { course_code: 'A01', section: 'content' })).code, 'ok');
      for (let time = 0; time < 2; time++)
        assert.deepEqual(await assist('head', 'remove', 'eve'), done('Assistant removed'));
      assert.deepEqual(await groupOf('A01'), ['tony', 'amy', 'carl']);
      // A student is no assistant: dismissing her takes nothing away.
      assert.deepEqual(await assist('tony', 'remove', 'amy'), done('Assistant removed'));
      assert.deepEqual((await lookAt('tony', 'A01'))[0]?.students, ['amy']);
    });

    test('making, enrolling and dismissing are written down', async () => {
      const lines = await school.school.database.db.selectFrom('audit').select(['action', 'target']).execute();
      const actions = new Set(lines.filter((line) => line.target.startsWith('course ')).map((line) => line.action));
      for (const action of ['create course', 'enrol', 'drop', 'add assistant', 'remove assistant'])
        assert.ok(actions.has(action));
    });
  });

  test(`under open access everyone is told who is in a course, ${engine}`, async (t) => {
    const school = await openSchool(engine, { access: 'open' });
    t.after(() => school.close());
    const courses = await school.nobody.call(getCourses, { course_code: 'A01' });
    assert.ok(courses.status === 'success');
    assert.deepEqual(courses.courses[0]?.students, ['amy']);
    const bare = await school.nobody.call(createCourse, { course_code: 'N1', course_name: 'N' });
    assert.deepEqual(bare, missing('Username'));
    // Who brings a session is held to the rules all the same.
    const held = await school.as.eve.call(getCourses, { course_code: 'A01' });
    assert.ok(held.status === 'success');
    assert.deepEqual(held.courses[0]?.students, []);
  });
}
