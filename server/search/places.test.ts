import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { createChat, editUser, sendMessage } from '../../contract/chat.ts';
import { changeInfo } from '../../contract/accounts.ts';
import { createCourse } from '../../contract/courses.ts';
import { findPlaces } from '../../contract/search.ts';
import { engines } from '../../test/engines.ts';
import { refusal } from '../../test/refusals.ts';
import { type Name, openSchool, type TestSchool } from '../../test/school.ts';
import { soundsOf } from './sounds.ts';

for (const engine of engines) {
  describe(`places to jump to, ${engine}`, () => {
    let school: TestSchool;
    before(async () => {
      school = await openSchool(engine);
      await school.as.ann.call(createCourse, { course_code: 'C01', course_name: '数据科学导论' });
      await school.as.amy.call(createChat, { room_code: 'G01', room_name: '期末复习小组 (math)', username: 'amy' });
      await school.as.bob.call(createChat, { room_code: 'G02', room_name: '期末聚餐', username: 'bob' });
      await school.as.tony.call(changeInfo, { username: 'tony', nickname: '单田芳' });
      await school.as.bob.call(changeInfo, { username: 'bob', nickname: '李小明' });
      await school.as.amy.call(sendMessage, { room_code: 'G01', sender: 'amy', message: 'hello' });
    });
    after(() => school.close());

    test('are found by name, code and pinyin, each by those who may', async () => {
      const table: [Name, string, string[]][] = [
        ['amy', 'sjkx', ['course C01']],
        ['amy', 'ShuJu KeXue', ['course C01']],
        ['amy', 'kexue', ['course C01']],
        ['amy', '导论', ['course C01']],
        ['amy', 'c01', ['course C01']],
        ['ann', 'sjkx', ['room C01', 'course C01']],
        ['amy', 'qm', ['room G01']],
        ['bob', 'qimo', ['room G02']],
        ['amy', 'fxxz', ['room G01']],
        ['amy', 'MATH', ['room G01']],
        ['amy', '期末', ['room G01']],
        // A surname has a sound of its own; both are taken.
        ['eve', 'shantianfang', ['person tony']],
        ['eve', 'dtf', ['person tony']],
        ['eve', '田', ['person tony']],
        // Bob is a student whom only those find who share something with him.
        ['eve', 'lxm', []],
        ['eve', 'bob', []],
        ['ann', 'lxm', ['person bob']],
        ['amy', 'nothing', []],
        ['amy', '%', []],
        ['amy', '_', []],
        ['amy', '\\', []],
      ];
      for (const [name, query, expected] of table)
        assert.deepEqual(await placesOf(school, name, query), expected, `${name}: ${query}`);
    });

    test('of a room its members alone, for those who are in it', async () => {
      await school.as.head.call(editUser, { room_code: 'G01', action: 'add', username: 'bob' });
      for (const query of ['lxm', 'xiaoming', '小明', 'BOB'])
        assert.deepEqual(await placesOf(school, 'amy', query, 'G01'), ['person bob'], query);
      assert.deepEqual(await placesOf(school, 'amy', 'stf', 'G01'), []);
      const asked = await school.as.eve.call(findPlaces, { query: 'lxm', room_code: 'G01' });
      assert.deepEqual(asked, refusal('chat_not_found'));
      await school.as.head.call(editUser, { room_code: 'G01', action: 'remove', username: 'bob' });
    });

    test('what begins so comes first, and the name is marked', async () => {
      const answer = await school.as.tony.call(findPlaces, { query: 'data' });
      assert.ok('places' in answer);
      assert.deepEqual(
        answer.places.map(({ kind, name, ranges }) => [kind, name, ranges]),
        [
          ['room', 'Data Science Discuss Group', [[0, 4]]],
          ['course', 'Data Science', [[0, 4]]],
        ],
      );
      assert.deepEqual(
        await school.as.tony.call(findPlaces, { query: 'x'.repeat(65) }),
        refusal('query_too_long', 'at most 64 characters'),
      );
    });
  });
}

test('names sound by their initials and whole, from each character on', () => {
  assert.equal(soundsOf('Linear Algebra'), '');
  const sounds = soundsOf('数学A1').split('|');
  for (const sound of ['shuxuea1', 'xuea1', 'sxa', 'xa'])
    assert.ok(sounds.includes(sound), `${sound}: ${sounds.join(' ')}`);
});

async function placesOf(school: TestSchool, name: Name, query: string, room_code?: string): Promise<string[]> {
  const answer = await school.as[name].call(findPlaces, { query, ...(room_code !== undefined && { room_code }) });
  assert.ok('places' in answer, answer.message);
  return answer.places.map((place) => {
    if (place.kind === 'room') return `room ${place.room_code}`;
    return place.kind === 'course' ? `course ${place.course_code}` : `person ${place.username}`;
  });
}
