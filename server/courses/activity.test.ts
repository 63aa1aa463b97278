import assert from 'node:assert/strict';
import { test } from 'node:test';
import { uploadFile } from '../../contract/files.ts';
import { activity, addCourseinfo } from '../../contract/posts.ts';
import { engines } from '../../test/engines.ts';
import { refusal } from '../../test/refusals.ts';
import { BEGIN, openSchool, type TestSchool } from '../../test/school.ts';

for (const engine of engines) {
  test(`/activity by pages is the whole, also where many posts are of one moment, ${engine}`, async (t) => {
    const school = await openSchool(engine);
    t.after(() => school.close());
    for (let n = 0; n < 9; n++) await add(school, { section: n % 2 === 0 ? 'content' : 'announcement', title: `${n}` });
    const { db } = school.school.database;
    await db.updateTable('posts').set({ at: BEGIN }).where('section', '=', 'content').execute();
    const look = async (page: { limit?: number; before?: number }) => {
      const got = await school.as.amy.call(activity, { username: 'amy', ...page });
      assert.ok(got.status === 'success', got.message);
      return got.activities.map(({ info }) => info);
    };
    const whole = await look({});
    assert.equal(whole.length, 9);

    // Four posts of their own times, two a page, and five of one that no page parts.
    const paged = [];
    for (let page = await look({ limit: 2 }); page.length > 0;) {
      paged.push(page);
      page = await look({ limit: 2, before: page.at(-1)?.ts ?? 0 });
    }
    assert.deepEqual(
      paged.map((page) => page.length),
      [2, 2, 5],
    );
    assert.deepEqual(paged.flat(), whole);
    assert.equal((await look({ limit: 200 })).length, 9);
    for (const limit of [0, 201]) {
      const refused = await school.as.amy.call(activity, { username: 'amy', limit });
      assert.deepEqual(refused, refusal('invalid_limit', '1 to 200'));
    }
  });

  test(`/activity tells who, how many files and until when, ${engine}`, async (t) => {
    const school = await openSchool(engine);
    t.after(() => school.close());
    const file_ids = [await upload(school, '1.txt'), await upload(school, '2.txt')];
    const id = await add(school, { section: 'assignment', title: 'Two files', file_ids, due: BEGIN });
    const got = await school.as.amy.call(activity, { username: 'amy', limit: 1 });
    assert.ok(got.status === 'success');
    const { info } = got.activities[0] ?? {};
    assert.deepEqual(
      [info?.id, info?.file_count, info?.due, info?.by, info?.by_nickname],
      [id, 2, BEGIN, 'carl', 'carl'],
    );
  });
}

async function add(
  school: TestSchool,
  post: { section: string; title: string; file_ids?: string[]; due?: number },
): Promise<number> {
  const made = await school.as.carl.call(addCourseinfo, {
    course_code: 'A01',
    username: 'carl',
    body: 'Read it.',
    ...post,
  });
  assert.ok(made.status === 'success', made.message);
  return made.id;
}

async function upload(school: TestSchool, name: string): Promise<string> {
  const kept = await school.as.carl.call(uploadFile, {}, new File([name], name));
  assert.ok(kept.status === 'success');
  return kept.file_id;
}
