import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { createChat, editUser, getChats, getUsers } from '../../contract/chat.ts';
import { createCourse } from '../../contract/courses.ts';
import { handOverChat } from '../../contract/rooms.ts';
import { engines } from '../../test/engines.ts';
import { done, missing, refusal } from '../../test/refusals.ts';
import { openSchool, type TestSchool } from '../../test/school.ts';

for (const engine of engines) {
  describe(`rooms, ${engine}`, () => {
    let school: TestSchool;
    before(async () => {
      school = await openSchool(engine);
    });
    after(() => school.close());

    const edit = (
      by: 'amy' | 'carl' | 'tony' | 'bob' | 'head' | 'eve',
      action: string,
      username: string,
      room_code = 'G01',
    ) => school.as[by].call(editUser, { room_code, action, username });
    const usersOf = async (room_code: string) => {
      const members = await school.as.head.call(getUsers, { room_code });
      assert.ok(members.status === 'success');
      return members.users;
    };

    test('a group is made by its owner, and its code is taken then', async () => {
      const group = { room_code: 'G01', room_name: 'A New Group', username: 'amy' };
      assert.deepEqual(await school.as.amy.call(createChat, group), done('Chat created'));
      assert.deepEqual(await school.as.amy.call(createChat, group), refusal('chat_exists'));
      assert.deepEqual(await school.as.bob.call(createChat, { ...group, username: 'bob' }), refusal('chat_exists'));
      assert.deepEqual(await school.as.amy.call(createChat, { ...group, room_code: 'A01' }), refusal('chat_exists'));
      const course = { course_code: 'G01', course_name: 'Taken' };
      assert.deepEqual(await school.as.tony.call(createCourse, course), refusal('chat_exists'));
    });

    test('/get_chats as the document prints it, in order of joining', async () => {
      const traits = { description: '', attention: 'all', blocked: false };
      const silent = { archived: false, last_no: 0, unread: 0, mentions: 0, last: null, ...traits };
      const chats = await school.as.amy.call(getChats, { username: 'amy' });
      assert.deepEqual(chats, {
        ...done('Chats retrieved'),
        rooms: [
          {
            room_id: 'A01',
            room_name: 'Data Science Discuss Group',
            owner: 'tony',
            room_code: 'A01',
            kind: 'course',
            seq: 3,
            read: { id: 2, no: 0 },
            ...silent,
          },
          {
            room_id: 'G01',
            room_name: 'A New Group',
            owner: 'amy',
            room_code: 'G01',
            kind: 'group',
            seq: 1,
            read: { id: 1, no: 0 },
            ...silent,
          },
        ],
      });
      const bare = await school.raw('/get_chats', { headers: { authorization: `Bearer ${school.tokens.amy}` } });
      assert.deepEqual(await bare.json(), {
        status: 'fail',
        message: 'Username not specified',
        code: 'username_not_specified',
      });
    });

    test('codes and names: Chinese is welcome, controls, ~ and 65 characters are not', async () => {
      const make = (room_code: string, room_name = 'x') =>
        school.as.amy.call(createChat, { room_code, room_name, username: 'amy' });
      for (const code of ['数据科学 一班', 'g01', '😀', '王'.repeat(64)])
        assert.equal((await make(code)).code, 'ok', code);
      for (const code of ['~1', 'a\nb', 'x'.repeat(65), '  '])
        assert.deepEqual(await make(code), refusal('invalid_room_code'));
      for (const name of ['x'.repeat(201), 'a\tb', ' '])
        assert.deepEqual(await make('N1', name), refusal('invalid_room_name'));
      assert.deepEqual(await make(''), missing('Room code'));
      assert.deepEqual(await make('N1', ''), missing('Room name'));
    });

    test('members add those they can find; doing it twice is once', async () => {
      assert.deepEqual(await edit('amy', 'add', 'carl'), done('User added'));
      assert.deepEqual(await edit('amy', 'add', 'carl'), done('User added'));
      assert.deepEqual(await edit('carl', 'add', 'tony'), done('User added'));
      assert.deepEqual(await edit('head', 'add', 'bob'), done('User added'));
      assert.deepEqual(await usersOf('G01'), ['amy', 'carl', 'tony', 'bob']);
      // A pupil who shares nothing with amy is, to her, nobody.
      assert.deepEqual(await edit('amy', 'add', 'eve'), refusal('user_not_found'));
      assert.deepEqual(await edit('amy', 'add', 'ghost'), refusal('user_not_found'));
    });

    test('/get_users gives the owner first, and nickname and role of each', async () => {
      const members = await school.as.amy.call(getUsers, { room_code: 'A01' });
      assert.deepEqual(members, {
        ...done('Members retrieved'),
        users: ['tony', 'amy', 'carl'],
        members: [
          { username: 'tony', nickname: 'tony', role: 'instructor', picture: '', presence: 'offline' },
          { username: 'amy', nickname: 'amy', role: 'student', picture: '', presence: 'offline' },
          { username: 'carl', nickname: 'carl', role: 'student', picture: '', presence: 'offline' },
        ],
        member_count: 3,
        next: 0,
      });
    });

    test('/get_users in pages holds everybody once, the owner first, whenever the owner joined', async () => {
      await school.addGroup('P01', 'amy');
      for (const username of ['carl', 'tony', 'ann'])
        await school.as.head.call(editUser, { room_code: 'P01', action: 'add', username });
      await school.as.amy.call(handOverChat, { room_code: 'P01', username: 'tony' });
      for (const limit of [1, 2, 3, 4]) {
        const found: string[] = [];
        let next = 0;
        do {
          const page = await school.as.amy.call(getUsers, {
            room_code: 'P01',
            limit,
            ...(next > 0 && { after: next }),
          });
          assert.ok(page.status === 'success');
          assert.ok(page.users.length <= limit && page.member_count === 4);
          found.push(...page.users);
          ({ next } = page);
        } while (next > 0);
        assert.deepEqual(found, ['tony', 'amy', 'carl', 'ann'], `in pages of ${limit}`);
      }
      for (const limit of [0, 201])
        assert.equal((await school.as.amy.call(getUsers, { room_code: 'P01', limit })).code, 'invalid_limit');
    });

    test('the owner puts out, others only themselves, nobody the owner', async () => {
      assert.deepEqual(await edit('carl', 'remove', 'bob'), refusal('not_room_owner'));
      assert.deepEqual(await edit('amy', 'remove', 'amy'), refusal('owner_stays'));
      assert.deepEqual(await edit('head', 'remove', 'amy'), refusal('owner_stays'));
      assert.deepEqual(await edit('bob', 'remove', 'bob'), done('User removed'));
      assert.deepEqual(await edit('bob', 'remove', 'bob'), refusal('chat_not_found'));
      assert.deepEqual(await edit('amy', 'remove', 'carl'), done('User removed'));
      assert.deepEqual(await edit('amy', 'remove', 'carl'), done('User removed'));
      assert.deepEqual(await usersOf('G01'), ['amy', 'tony']);
    });

    test('course groups, unknown actions and unknown rooms', async () => {
      for (const action of ['add', 'remove']) {
        assert.deepEqual(await edit('tony', action, 'amy', 'A01'), refusal('course_chat'));
      }
      assert.deepEqual(await edit('amy', 'expel', 'tony'), refusal('invalid_action'));
      assert.deepEqual(await edit('amy', 'add', 'tony', 'Z99'), refusal('chat_not_found'));
      assert.deepEqual(await edit('eve', 'add', 'eve'), refusal('chat_not_found'));
      assert.deepEqual(await edit('amy', '', 'tony'), missing('Action'));
    });

    test("an admin's look into a room is written down", async () => {
      await usersOf('G01');
      const { db } = school.school.database;
      const lines = await db
        .selectFrom('audit')
        .select(['action', 'target'])
        .where('action', '=', 'read as admin')
        .execute();
      assert.ok(lines.some((line) => line.target === 'room G01'));
    });
  });
}
