import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { changeInfo, getInfo } from '../../contract/accounts.ts';
import { editUser } from '../../contract/chat.ts';
import type { Client } from '../../contract/client.ts';
import { findPeople } from '../../contract/profile.ts';
import { engines } from '../../test/engines.ts';
import { refusal } from '../../test/refusals.ts';
import { openSchool, type TestSchool } from '../../test/school.ts';

for (const engine of engines) {
  describe(`finding people, ${engine}`, () => {
    let school: TestSchool;
    before(async () => {
      school = await openSchool(engine);
    });
    after(() => school.close());

    const names = async (client: Client, query: string, limit?: number) => {
      const answer = await client.call(findPeople, { query, ...(limit !== undefined && { limit }) });
      assert.ok(answer.status === 'success', answer.message);
      return answer.people.map((person) => person.username);
    };
    const nickname = async (username: string, to: string) => {
      const client = await school.add(username);
      assert.equal((await client.call(changeInfo, { username, nickname: to })).code, 'ok');
      return client;
    };

    test('staff find everyone, a student staff and those of the same courses and groups', async () => {
      const everyone = ['amy', 'ann', 'bob', 'carl', 'eve', 'head', 'tony'];
      for (const staff of [school.as.head, school.as.tony]) assert.deepEqual(await names(staff, ''), everyone);
      assert.deepEqual(await names(school.as.amy, ''), ['amy', 'ann', 'carl', 'head', 'tony']);
      assert.deepEqual(await names(school.as.eve, ''), ['ann', 'eve', 'head', 'tony']);
      assert.deepEqual(await names(school.as.amy, 'bob'), []);
      await school.addGroup('G01', 'amy');
      await school.as.head.call(editUser, { room_code: 'G01', action: 'add', username: 'bob' });
      assert.deepEqual(await names(school.as.amy, 'bob'), ['bob']);
      assert.deepEqual(await names(school.as.bob, 'amy'), ['amy']);
      assert.deepEqual(await names(school.as.eve, 'bob'), []);
    });

    test('finds exactly those whom /get_info tells of', async () => {
      for (const viewer of [school.as.amy, school.as.bob, school.as.carl, school.as.eve, school.as.ann]) {
        const found = await names(viewer, '');
        for (const username of ['head', 'tony', 'ann', 'carl', 'amy', 'bob', 'eve']) {
          const told = await viewer.call(getInfo, { username });
          assert.equal(told.status === 'success', found.includes(username), username);
        }
      }
    });

    test('by any part of the username or nickname, in any case; beginnings first', async () => {
      await nickname('xiaoming', '王小明');
      await nickname('ivan', 'Иван Émile');
      await nickname('xtony', 'Somebody');
      const { head } = school.as;
      assert.deepEqual(await names(head, 'TON'), ['tony', 'xtony']);
      assert.deepEqual(await names(head, '小明'), ['xiaoming']);
      for (const query of ['Иван', 'иван', 'ИВАН', 'émile', 'Émile', 'ÉMI', 'body ']) {
        assert.deepEqual(await names(head, query), [query === 'body ' ? 'xtony' : 'ivan'], query);
      }
      const answer = await head.call(findPeople, { query: '王' });
      assert.ok(answer.status === 'success');
      assert.deepEqual(answer.people, [{ username: 'xiaoming', nickname: '王小明', role: 'student', picture: '' }]);
    });

    test('the signs of LIKE are signs', async () => {
      await nickname('percent', '100% sure_\\');
      const { head } = school.as;
      for (const query of ['%', '_', '\\', '0% s', 'e_\\'])
        assert.deepEqual(await names(head, query), ['percent'], query);
      for (const query of ["'", 'a%y', '%%', '__', '\\%', 'x'.repeat(3_000)]) {
        assert.deepEqual(await names(head, query), [], query.slice(0, 20));
      }
    });

    test('as many as asked for, 20 unasked, 50 at most; none who are shut out', async () => {
      for (let n = 10; n < 70; n++) await school.add(`pupil${n}`);
      const { head } = school.as;
      assert.equal((await names(head, 'pupil')).length, 20);
      assert.deepEqual(await names(head, 'pupil', 2), ['pupil10', 'pupil11']);
      assert.equal((await names(head, 'pupil', 50)).length, 50);
      for (const limit of [0, 51]) {
        assert.deepEqual(await head.call(findPeople, { limit }), refusal('invalid_limit'));
      }
      const { db } = school.school.database;
      await db.updateTable('users').set({ disabled_at: 1 }).where('username', '=', 'pupil10').execute();
      assert.deepEqual(await names(head, 'pupil1', 2), ['pupil11', 'pupil12']);
      assert.equal((await school.nobody.call(findPeople, {})).code, 'not_signed_in');
    });
  });
}
