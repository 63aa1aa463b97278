import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { getChats } from '../../contract/chat.ts';
import { editCourse, getCourses, selectCourse } from '../../contract/courses.ts';
import {
  acceptInvitation,
  createInvitation,
  getInvitations,
  revokeInvitation,
  showInvitation,
} from '../../contract/invitations.ts';
import { editChat } from '../../contract/rooms.ts';
import { engines } from '../../test/engines.ts';
import { done, refusal } from '../../test/refusals.ts';
import { type Name, openSchool, type TestSchool } from '../../test/school.ts';
import { pruneInvitations } from './invitation.ts';

const HOUR = 3_600_000;

for (const engine of engines) {
  describe(`invitations, ${engine}`, () => {
    let school: TestSchool;
    before(async () => {
      school = await openSchool(engine);
      await school.addGroup('G01', 'amy');
    });
    after(() => school.close());

    const invite = async (by: Name, room_code: string, more: { hours?: number; max_uses?: number } = {}) => {
      const made = await school.as[by].call(createInvitation, { room_code, ...more });
      assert.ok(made.status === 'success', made.message);
      return made;
    };
    const accept = (by: Name, token: string) => school.as[by].call(acceptInvitation, { token });
    const roomsOf = async (username: Name) => {
      const chats = await school.as[username].call(getChats, { username });
      assert.ok(chats.status === 'success');
      return chats.rooms.map((room) => room.room_code);
    };

    test('a link leads into a group, says where before, and is told in the audit', async () => {
      const { token, id } = await invite('amy', 'G01', { hours: 1, max_uses: 2 });
      assert.match(token, /^[\w-]{43}$/);
      const shown = await school.as.eve.call(showInvitation, { token });
      assert.ok(shown.status === 'success');
      assert.deepEqual(
        [shown.room_name, shown.by, shown.member_count, shown.is_member],
        ['Group G01', 'amy', 1, false],
      );
      const entered = { room_code: 'G01', room_name: 'Group G01', kind: 'group' };
      for (let twice = 0; twice < 2; twice++)
        assert.deepEqual(await accept('eve', token), { ...done('Invitation accepted'), ...entered });
      assert.deepEqual(await roomsOf('eve'), ['G01']);
      const listed = await school.as.amy.call(getInvitations, { room_code: 'G01' });
      assert.ok(listed.status === 'success');
      assert.deepEqual(
        listed.invitations.map((one) => [one.id, one.uses, one.max_uses]),
        [[id, 1, 2]],
      );
      const { db } = school.school.database;
      const audit = await db.selectFrom('audit').selectAll().where('action', '=', 'join by invitation').execute();
      assert.deepEqual(
        audit.map((line) => [line.target, line.detail]),
        [['room G01', `{"invitation":${id}}`]],
      );
      const kept = await db.selectFrom('invitations').selectAll().execute();
      assert.ok(!JSON.stringify([kept, audit]).includes(token));
    });

    test('used up, expired, revoked and never made answer the same', async () => {
      const once = await invite('amy', 'G01', { max_uses: 1 });
      assert.equal((await accept('bob', once.token)).code, 'ok');
      const revoked = await invite('amy', 'G01');
      const revoke = { room_code: 'G01', id: revoked.id };
      assert.deepEqual(await school.as.amy.call(revokeInvitation, revoke), done('Invitation revoked'));
      assert.deepEqual(await school.as.amy.call(revokeInvitation, revoke), refusal('invitation_not_found'));
      const short = await invite('amy', 'G01', { hours: 1 });
      school.clock.advance(HOUR + 1_000);
      for (const token of [once.token, revoked.token, short.token, 'x'.repeat(43)]) {
        assert.deepEqual(await accept('carl', token), refusal('invalid_invitation'));
        assert.deepEqual(await school.as.carl.call(showInvitation, { token }), refusal('invalid_invitation'));
      }
      assert.ok(!(await roomsOf('carl')).includes('G01'));
    });

    test('the instructor’s link enrols in a course that takes nobody in', async () => {
      await school.as.tony.call(editCourse, { course_code: 'A01', enrolment: 'closed' });
      const enrol = { action: 'add', username: 'eve', course_code: 'A01' };
      assert.deepEqual(await school.as.eve.call(selectCourse, enrol), refusal('enrolment_closed'));
      const { token } = await invite('tony', 'A01');
      assert.equal((await accept('eve', token)).code, 'ok');
      const courses = await school.as.eve.call(getCourses, { course_code: 'A01' });
      assert.ok(courses.status === 'success');
      assert.equal(courses.courses[0]?.part, 'student');
      assert.ok((await roomsOf('eve')).includes('A01'));
      // Tony teaches it: there is nothing to enter.
      assert.equal((await accept('tony', token)).code, 'ok');
    });

    test('nobody comes into what is archived', async () => {
      const [group, course] = [await invite('amy', 'G01'), await invite('tony', 'A01')];
      await school.as.amy.call(editChat, { room_code: 'G01', archived: 1 });
      await school.as.tony.call(editCourse, { course_code: 'A01', archived: 1 });
      assert.deepEqual(await accept('ann', group.token), refusal('chat_archived'));
      assert.deepEqual(await accept('ann', course.token), refusal('course_archived'));
      const more = await school.as.amy.call(createInvitation, { room_code: 'G01' });
      assert.deepEqual(more, refusal('chat_archived'));
      await school.as.amy.call(editChat, { room_code: 'G01', archived: 0 });
      assert.equal((await accept('ann', group.token)).code, 'ok');
    });

    test('how long and how often has bounds, and so has how many there are', async () => {
      const make = (more: object) => school.as.amy.call(createInvitation, { room_code: 'G01', ...more });
      for (const hours of [0, 721]) assert.deepEqual(await make({ hours }), refusal('invalid_hours'));
      for (const max_uses of [0, 1001]) assert.deepEqual(await make({ max_uses }), refusal('invalid_uses'));
      let code = '';
      for (let made = 0; made < 51 && code !== 'too_many_invitations'; made++) ({ code } = await make({}));
      assert.equal(code, 'too_many_invitations');
      school.clock.advance(62 * 24 * HOUR);
      await pruneInvitations(school.school);
      assert.deepEqual(await school.school.database.db.selectFrom('invitations').select('id').execute(), []);
    });
  });
}
