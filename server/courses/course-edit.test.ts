import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { getUsers, sendMessage } from '../../contract/chat.ts';
import {
  editCourse,
  enrolList,
  getCoursePeople,
  getCourses,
  handOverCourse,
  selectCourse,
} from '../../contract/courses.ts';
import { addCourseinfo, deleteCourseinfo, editCourseinfo, getCourseinfo } from '../../contract/posts.ts';
import { getEntries } from '../../contract/rooms.ts';
import { engines } from '../../test/engines.ts';
import { done, missing, refusal } from '../../test/refusals.ts';
import { openSchool, type TestSchool } from '../../test/school.ts';

type Change = { course_name?: string; enrolment?: string; enrolment_code?: string; archived?: number };

for (const engine of engines) {
  describe(`changing courses, ${engine}`, () => {
    let school: TestSchool;
    before(async () => {
      school = await openSchool(engine);
    });
    after(() => school.close());

    const edit = (fields: Change, by: 'tony' | 'head' | 'ann' | 'amy' | 'carl' | 'eve' = 'tony', course_code = 'A01') =>
      school.as[by].call(editCourse, { course_code, ...fields });
    const changed = (enrolment_code: string) => ({ ...done('Course changed'), enrolment_code });
    const look = async (course_code = 'A01') => {
      const got = await school.as.tony.call(getCourses, { course_code });
      assert.ok(got.status === 'success');
      return got.courses[0];
    };
    const lastEntry = async (room_code = 'A01') => {
      const got = await school.as.head.call(getEntries, { room_code, limit: 1 });
      assert.ok(got.status === 'success');
      return got.entries[0];
    };

    test('nothing named, nothing changed: the answer tells the code', async () => {
      const { seq } = (await lastEntry()) ?? {};
      assert.deepEqual(await edit({}), changed(''));
      assert.deepEqual(await edit({ enrolment: 'code' }), missing('Enrolment code'));
      assert.deepEqual(await edit({ enrolment: 'code', enrolment_code: ' ' }), missing('Enrolment code'));
      assert.deepEqual(await edit({ enrolment: 'code', enrolment_code: '春天' }), changed('春天'));
      assert.deepEqual(await edit({ enrolment: 'closed' }), changed('春天'));
      // The code it had is kept.
      assert.deepEqual(await edit({ enrolment: 'code' }, 'head'), changed('春天'));
      assert.equal((await look())?.enrolment, 'code');
      assert.deepEqual(await edit({ enrolment: 'open' }), changed('春天'));
      assert.equal((await lastEntry())?.seq, seq);
    });

    test('a new name is the group’s too, and the group is told', async () => {
      assert.deepEqual(await edit({ course_name: '数据科学' }), changed('春天'));
      assert.equal((await look())?.course_name, '数据科学');
      const entry = await lastEntry();
      assert.ok(entry?.kind === 'rename');
      assert.deepEqual([entry.name, entry.by], ['数据科学 Discuss Group', 'tony']);
      await edit({ course_name: '数据科学' });
      assert.equal((await lastEntry())?.seq, entry.seq);
    });

    test('who may not, and what is no right value', async () => {
      for (const by of ['ann', 'amy', 'carl', 'eve'] as const) {
        assert.deepEqual(await edit({}, by), refusal('not_course_instructor'));
        const over = await school.as[by].call(handOverCourse, { course_code: 'A01', username: 'ann' });
        assert.deepEqual(over, refusal('not_course_instructor'));
      }
      assert.deepEqual(await edit({}, 'tony', 'Z99'), refusal('course_not_found'));
      assert.deepEqual(await edit({ course_name: 'x'.repeat(201) }), refusal('invalid_course_name'));
      assert.deepEqual(await edit({ enrolment: 'maybe' }), refusal('invalid_enrolment'));
      assert.deepEqual(await edit({ enrolment_code: '长'.repeat(65) }), refusal('enrolment_code_too_long'));
      assert.equal((await edit({ archived: 2 })).code, 'invalid_type');
      const audited = await school.school.database.db
        .selectFrom('audit')
        .select('detail')
        .where('action', '=', 'edit course')
        .execute();
      assert.ok(audited.length > 0);
      assert.doesNotMatch(JSON.stringify(audited), /春天/);
    });

    test('an archived course can only be read, and opens again', async () => {
      const post = { course_code: 'A01', section: 'content', username: 'tony', title: 'T', body: 'B' };
      const made = await school.as.tony.call(addCourseinfo, post);
      assert.ok(made.status === 'success');
      const send = () => school.as.amy.call(sendMessage, { room_code: 'A01', sender: 'amy', message: 'Hi.' });
      assert.equal((await edit({ archived: 1 })).code, 'ok');
      assert.equal((await look())?.archived, true);
      const refused = refusal('course_archived');
      const add = (username: string) => ({ action: 'add', username, course_code: 'A01' });
      assert.deepEqual(await school.as.bob.call(selectCourse, add('bob')), refused);
      assert.deepEqual(await school.as.head.call(selectCourse, add('bob')), refused);
      assert.deepEqual(await school.as.tony.call(enrolList, { course_code: 'A01', usernames: ['bob'] }), refused);
      assert.deepEqual(await school.as.tony.call(addCourseinfo, post), refused);
      const change = { id: made.id, title: 'T', body: 'C', rev: 0 };
      assert.deepEqual(await school.as.tony.call(editCourseinfo, change), refused);
      assert.deepEqual(await school.as.tony.call(deleteCourseinfo, { id: made.id }), refused);
      assert.deepEqual(await send(), refusal('chat_archived'));
      const read = await school.as.amy.call(getCourseinfo, { course_code: 'A01', section: 'content' });
      assert.ok(read.status === 'success' && read.infos.length === 1);
      // Again is once, and its name may still be mended.
      assert.equal((await edit({ archived: 1, course_name: 'Data Science' })).code, 'ok');
      assert.equal((await school.as.amy.call(selectCourse, { ...add('amy'), action: 'drop' })).code, 'ok');
      assert.equal((await edit({ archived: 0 })).code, 'ok');
      assert.equal((await look())?.archived, false);
      assert.deepEqual(await school.as.tony.call(selectCourse, add('amy')), done('Course added'));
      assert.equal((await send()).code, 'ok');
      assert.equal((await school.as.tony.call(editCourseinfo, change)).code, 'ok');
    });

    test('handed over: another instructor owns course and group, the old one assists', async () => {
      const over = (username: string, by: 'tony' | 'ann' | 'head' = 'tony') =>
        school.as[by].call(handOverCourse, { course_code: 'A01', username });
      assert.deepEqual(await over('amy'), refusal('not_an_instructor'));
      assert.deepEqual(await over('ghost'), refusal('user_not_found'));
      // To oneself is no change.
      assert.deepEqual(await over('tony'), done('Course handed over'));
      // One of its students may be an instructor elsewhere.
      await school.as.ann.call(selectCourse, { action: 'add', username: 'ann', course_code: 'A01' });
      assert.deepEqual(await over('ann'), done('Course handed over'));
      const course = await look();
      assert.deepEqual(
        [course?.instructor, course?.assistants.toSorted(), course?.students, course?.part],
        ['ann', ['carl', 'tony'], ['amy'], 'assistant'],
      );
      const entry = await lastEntry();
      assert.ok(entry?.kind === 'owner');
      assert.deepEqual([entry.user, entry.by], ['ann', 'tony']);
      const members = await school.as.tony.call(getUsers, { room_code: 'A01' });
      assert.ok(members.status === 'success');
      assert.deepEqual(members.users.toSorted(), ['amy', 'ann', 'carl', 'tony']);
      assert.deepEqual(await over('tony'), refusal('not_course_instructor'));
      assert.deepEqual(await edit({}, 'tony'), refusal('not_course_instructor'));
      assert.deepEqual(await over('tony', 'head'), done('Course handed over'));
      assert.equal((await look())?.instructor, 'tony');
    });

    test('of two hand-overs at once one wins', async () => {
      const rick = await school.add('rick', 'instructor');
      await school.add('rosa', 'instructor');
      const answers = await Promise.all(
        ['rick', 'rosa'].map((username) => school.as.tony.call(handOverCourse, { course_code: 'A01', username })),
      );
      assert.deepEqual(answers.map((one) => one.code).toSorted(), ['not_course_instructor', 'ok']);
      const { instructor } = (await look()) ?? {};
      assert.equal(instructor, answers[0]?.code === 'ok' ? 'rick' : 'rosa');
      const back = { course_code: 'A01', username: 'tony' };
      assert.equal((await school.as.head.call(handOverCourse, back)).code, 'ok');
      assert.equal((await rick.call(editCourse, { course_code: 'A01' })).code, 'not_course_instructor');
    });

    test('the people: instructor, assistants, students, each by name', async () => {
      const people = await school.as.amy.call(getCoursePeople, { course_code: 'B01' });
      assert.deepEqual(people, refusal('not_in_course'));
      assert.deepEqual(await school.as.amy.call(getCoursePeople, { course_code: 'Z99' }), refusal('course_not_found'));
      const mine = await school.as.bob.call(getCoursePeople, { course_code: 'B01' });
      assert.deepEqual(mine, {
        ...done('People retrieved'),
        people: [
          { username: 'ann', nickname: 'ann', role: 'instructor', part: 'instructor', picture: '' },
          { username: 'bob', nickname: 'bob', role: 'student', part: 'student', picture: '' },
        ],
      });
      assert.equal((await school.as.head.call(getCoursePeople, { course_code: 'B01' })).code, 'ok');
    });
  });
}
