import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { selectCourse } from '../../contract/courses.ts';
import { getFilename, uploadFile } from '../../contract/files.ts';
import { activity, addCourseinfo, getCourseinfo } from '../../contract/posts.ts';
import { engines } from '../../test/engines.ts';
import { done, missing, refusal } from '../../test/refusals.ts';
import { BEGIN, openSchool, type TestSchool } from '../../test/school.ts';

type Fields = { section?: string; title?: string; body?: string; file_id?: string; course_code?: string };

for (const engine of engines) {
  describe(`posts, ${engine}`, () => {
    let school: TestSchool;
    before(async () => {
      school = await openSchool(engine);
    });
    after(() => school.close());

    const post = (by: 'tony' | 'carl' | 'amy' | 'ann' | 'head', fields: Fields) =>
      school.as[by].call(addCourseinfo, {
        course_code: 'A01',
        section: 'announcement',
        username: by,
        title: 'Important!',
        body: 'Remember to bring your homework tomorrow.',
        ...fields,
      });
    /** The whole answer but the id of the post. */
    const posted = async (by: 'tony' | 'carl' | 'ann', fields: Fields) => {
      const answer = await post(by, fields);
      assert.ok(answer.status === 'success', answer.message);
      const { id, ...rest } = answer;
      assert.ok(id > 0);
      return rest;
    };
    const read = async (section: string) => {
      const infos = await school.as.amy.call(getCourseinfo, { course_code: 'A01', section });
      assert.ok(infos.status === 'success');
      return infos.infos;
    };
    const upload = async (name: string) => {
      const kept = await school.as.tony.call(uploadFile, {}, new File(['bytes'], name));
      assert.ok(kept.status === 'success');
      return kept.file_id;
    };

    test('a section with nothing in it is an empty list', async () => {
      const empty = await school.as.amy.call(getCourseinfo, { course_code: 'A01', section: 'announcement' });
      assert.deepEqual(empty, { ...done('Course info retrieved'), infos: [] });
    });

    test('a post as the document prints it', async () => {
      school.clock.set(BEGIN + 12_000);
      assert.deepEqual(await posted('tony', {}), done('Course info added'));
      const [info, ...rest] = await read('announcement');
      assert.ok(info !== undefined && rest.length === 0);
      assert.deepEqual(info, {
        course_code: 'A01',
        section: 'announcement',
        by: 'tony',
        time: '2024-11-29 00:00:12',
        title: 'Important!',
        body: 'Remember to bring your homework tomorrow.',
        file_id: '',
        id: info.id,
        ts: info.ts,
        file_name: '',
        by_nickname: 'tony',
        file_ids: [],
        files: [],
        due: null,
        rev: 0,
        thread: info.thread,
        replies: 0,
      });
    });

    test('the same title again: body, author and time are replaced, and it is the newest', async () => {
      assert.deepEqual(await posted('tony', { title: 'Second' }), done('Course info added'));
      school.clock.advance(60_000);
      assert.deepEqual(await posted('carl', { body: 'Now the day after.' }), done('Course info updated'));
      const infos = await read('announcement');
      assert.deepEqual(
        infos.map((info) => [info.title, info.body, info.by]),
        [
          ['Important!', 'Now the day after.', 'carl'],
          ['Second', 'Remember to bring your homework tomorrow.', 'tony'],
        ],
      );
      assert.equal(infos[0]?.time, '2024-11-29 00:01:12');
    });

    test('the title is exact, within its section and course', async () => {
      for (const title of ['important!', 'Important! ', 'Important！'])
        assert.equal((await post('tony', { title })).message, 'Course info added');
      assert.deepEqual(await posted('tony', { section: 'content' }), done('Course info added'));
      assert.deepEqual(await posted('ann', { course_code: 'B01' }), done('Course info added'));
    });

    test('a file is replaced by another and kept when none is given; the students read it', async () => {
      const [first, second] = [await upload('one.txt'), await upload('two.txt')];
      const task = { section: 'assignment', title: 'Assignment 2' };
      const fileNow = async () => (await read('assignment')).map((info) => [info.file_id, info.file_name])[0];
      await post('tony', { ...task, file_id: first });
      assert.deepEqual(await fileNow(), [first, 'one.txt']);
      await post('tony', { ...task, body: 'other words' });
      assert.deepEqual(await fileNow(), [first, 'one.txt']);
      assert.equal((await school.as.amy.call(getFilename, { file_id: first })).code, 'ok');
      await post('tony', { ...task, file_id: second });
      assert.deepEqual(await fileNow(), [second, 'two.txt']);
      assert.equal((await school.as.amy.call(getFilename, { file_id: second })).code, 'ok');
      // No post carries the first any more.
      assert.deepEqual(await school.as.amy.call(getFilename, { file_id: first }), refusal('file_not_found'));
      assert.equal((await school.as.tony.call(getFilename, { file_id: first })).code, 'ok');
    });

    test('who may not post, and what may not be posted', async () => {
      assert.deepEqual(await post('amy', {}), refusal('not_course_instructor'));
      assert.deepEqual(await post('ann', {}), refusal('not_course_instructor'));
      assert.deepEqual(await post('tony', { course_code: 'Z99' }), refusal('course_not_found'));
      assert.deepEqual(await post('tony', { section: 'news' }), refusal('invalid_section'));
      assert.deepEqual(await post('tony', { title: 'x'.repeat(301) }), refusal('title_too_long'));
      assert.deepEqual(await post('tony', { body: 'x'.repeat(100_001) }), refusal('body_too_long'));
      assert.deepEqual(await post('tony', { file_id: '0'.repeat(24) }), refusal('file_not_found'));
      for (const [field, label] of [
        ['course_code', 'Course code'],
        ['section', 'Section'],
        ['title', 'Title'],
        ['body', 'Body'],
      ] as const) {
        assert.deepEqual(await post('tony', { [field]: '' }), missing(label));
      }
      assert.equal((await post('tony', { title: 'long', body: '长'.repeat(100_000) })).code, 'ok');
    });

    test('/get_courseinfo says what it needs', async () => {
      const headers = { authorization: `Bearer ${school.tokens.amy}` };
      for (const query of ['', '?course_code=A01', '?section=content']) {
        const answer = await school.raw(`/get_courseinfo${query}`, { headers });
        const { http, ...envelope } = refusal('course_or_section_not_specified');
        assert.deepEqual([answer.status, await answer.json()], [http, envelope]);
      }
      const look = (course_code: string, section: string) =>
        school.as.amy.call(getCourseinfo, { course_code, section });
      assert.deepEqual(await look('Z99', 'content'), refusal('course_not_found'));
      assert.deepEqual(await look('A01', 'news'), refusal('invalid_section'));
      assert.deepEqual(await look('B01', 'content'), refusal('not_in_course'));
    });

    test('/activity: all courses the user is in or teaches, newest first', async () => {
      const titles = async (by: 'amy' | 'ann' | 'eve') => {
        const answer = await school.as[by].call(activity, { username: by });
        assert.ok(answer.status === 'success');
        return answer.activities.map((one) => `${one.course_code} ${one.info.title}`);
      };
      assert.deepEqual(await titles('eve'), []);
      assert.deepEqual(await titles('ann'), ['B01 Important!']);
      assert.ok(!(await titles('amy')).includes('B01 Important!'));
      await school.as.amy.call(selectCourse, { action: 'add', username: 'amy', course_code: 'B01' });
      await post('ann', { course_code: 'B01', title: 'Newest' });
      const mine = await school.as.amy.call(activity, { username: 'amy' });
      assert.ok(mine.status === 'success');
      const newest = mine.activities[0];
      assert.ok(newest !== undefined);
      const { time, ts, id } = newest.info;
      assert.deepEqual(newest, {
        course_name: 'Linear Algebra',
        course_code: 'B01',
        instructor: 'ann',
        info: {
          section: 'announcement',
          time,
          title: 'Newest',
          body: 'Remember to bring your homework tomorrow.',
          ts,
          id,
          due: null,
          by: 'ann',
          by_nickname: 'ann',
          file_count: 0,
        },
      });
      const times = mine.activities.map((one) => one.info.ts);
      assert.deepEqual(
        times,
        times.toSorted((a, b) => b - a),
      );
    });
  });
}
