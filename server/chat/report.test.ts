import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { sendMessage } from '../../contract/chat.ts';
import { openDirect } from '../../contract/direct.ts';
import { editReport, getReports, reportMessage } from '../../contract/reports.ts';
import { engines } from '../../test/engines.ts';
import { openLive } from '../../test/live.ts';
import { done, missing, refusal } from '../../test/refusals.ts';
import { type Name, openSchool, type TestSchool } from '../../test/school.ts';

for (const engine of engines) {
  describe(`reports, ${engine}`, () => {
    let school: TestSchool;
    before(async () => {
      school = await openSchool(engine);
    });
    after(() => school.close());

    const say = async (sender: Name, room_code: string, message: string) => {
      const sent = await school.as[sender].call(sendMessage, { room_code, sender, message });
      assert.ok(sent.status === 'success', sent.message);
      return sent.id;
    };
    const report = (by: Name, what: { room_code: string; id?: number; username?: string; reason?: string }) =>
      school.as[by].call(reportMessage, { reason: 'It hurts', ...what });
    const seen = async (by: Name, state?: string) => {
      const answer = await school.as[by].call(getReports, state === undefined ? {} : { state });
      assert.ok(answer.status === 'success', answer.message);
      return answer;
    };

    test('a message of a course goes to its instructor and the admins, with its text', async () => {
      const tony = await openLive(school.baseUrl);
      await tony.hello({ token: school.tokens.tony });
      const id = await say('carl', 'A01', 'Buy my answers!');
      const told = await report('amy', { room_code: 'A01', id });
      assert.ok(told.status === 'success', told.message);
      assert.deepEqual((await tony.next('said')).said, { what: 'reports' });
      tony.close();
      for (const by of ['tony', 'head'] as const) {
        const { reports, open_count } = await seen(by, 'open');
        const [first] = reports;
        assert.deepEqual(
          [first?.id, first?.user, first?.by, first?.text, first?.message_id, first?.reason, open_count],
          [told.id, 'carl', 'amy', 'Buy my answers!', id, 'It hurts', 1],
        );
      }
      assert.deepEqual((await seen('ann')).reports, []);
      assert.deepEqual(await school.as.amy.call(getReports, {}), refusal('staff_only'));
      // Told again it is the same one.
      const again = await report('amy', { room_code: 'A01', id, reason: 'Again' });
      assert.deepEqual(again, told);
      assert.equal((await seen('tony')).reports.length, 1);
    });

    test('what is said between two goes to the admins alone, the one message and no more', async () => {
      const opened = await school.as.bob.call(openDirect, { username: 'ann' });
      assert.ok(opened.status === 'success');
      const { room_code } = opened;
      await say('ann', room_code, 'kept between us');
      const id = await say('ann', room_code, 'an insult');
      assert.equal((await report('bob', { room_code, id })).code, 'ok');
      const { reports } = await seen('head', 'open');
      assert.deepEqual([reports[0]?.text, reports[0]?.kind, reports[0]?.room_name], ['an insult', 'direct', '']);
      assert.ok(!JSON.stringify(reports).includes('kept between us'));
      for (const by of ['tony', 'ann'] as const)
        assert.ok((await seen(by)).reports.every((one) => one.kind === 'course'));
    });

    test('nobody sees what is reported of themselves', async () => {
      const told = await report('amy', { room_code: 'A01', username: 'tony' });
      assert.ok(told.status === 'success');
      assert.ok((await seen('tony')).reports.every((one) => one.user !== 'tony'));
      const close = { id: told.id, state: 'done' };
      assert.deepEqual(await school.as.tony.call(editReport, close), refusal('report_not_found'));
      assert.ok((await seen('head')).reports.some((one) => one.user === 'tony' && one.message_id === 0));
    });

    test('staff close and reopen, and the audit says who, never what was said', async () => {
      const [first] = (await seen('tony')).reports;
      const id = first?.id ?? 0;
      const close = { id, state: 'done', note: 'Talked to him' };
      assert.deepEqual(await school.as.tony.call(editReport, close), done('Report changed'));
      const [closed] = (await seen('tony', 'done')).reports;
      assert.deepEqual([closed?.closed_by, closed?.note, closed?.state], ['tony', 'Talked to him', 'done']);
      assert.equal((await seen('tony')).open_count, 0);
      assert.deepEqual(await school.as.head.call(editReport, { id, state: 'open' }), done('Report changed'));
      assert.equal((await seen('tony')).open_count, 1);
      assert.deepEqual(await school.as.ann.call(editReport, close), refusal('report_not_found'));
      assert.deepEqual(await school.as.amy.call(editReport, close), refusal('staff_only'));
      assert.deepEqual(await school.as.head.call(editReport, { id, state: 'shut' }), refusal('invalid_state'));
      const audit = await school.school.database.db
        .selectFrom('audit')
        .selectAll()
        .where('target', '=', `report ${id}`)
        .orderBy('id')
        .execute();
      assert.deepEqual(
        audit.map((line) => line.action),
        ['report', 'report', 'close report', 'reopen report'],
      );
      assert.ok(!/Buy|hurts|Talked/.test(JSON.stringify(audit)));
    });

    test('what is not there, one’s own, and too much are refused', async () => {
      const own = await say('amy', 'A01', 'mine');
      assert.deepEqual(await report('amy', { room_code: 'A01', id: own }), refusal('yourself'));
      assert.deepEqual(await report('amy', { room_code: 'A01', id: 9_999 }), refusal('message_not_found'));
      assert.deepEqual(await report('amy', { room_code: 'A01', id: 1 }), refusal('message_not_found'));
      assert.deepEqual(await report('amy', { room_code: 'A01', username: 'eve' }), refusal('user_not_found'));
      assert.deepEqual(await report('amy', { room_code: 'A01' }), missing('Username'));
      assert.deepEqual(await report('eve', { room_code: 'A01', id: own }), refusal('chat_not_found'));
      const long = { room_code: 'A01', username: 'tony', reason: 'x'.repeat(1_001) };
      assert.deepEqual(await report('amy', long), refusal('reason_too_long'));
      let code = 'ok';
      for (let told = 0; told < 31 && code === 'ok'; told++)
        ({ code } = await report('amy', { room_code: 'A01', username: 'carl' }));
      assert.equal(code, 'too_many');
    });
  });
}
