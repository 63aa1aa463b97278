import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { after, before, describe, test } from 'node:test';
import { auth, login, register } from '../../contract/accounts.ts';
import { engines } from '../../test/engines.ts';
import { openSchool, PASSWORD, type TestSchool } from '../../test/school.ts';
import { openSocket } from '../../test/socket.ts';
import { ConfigError } from '../setting-values.ts';
import { Failure } from '../kernel/http/failure.ts';
import type { School } from '../school.ts';
import { disable, enable } from './disable.ts';
import { invite } from './invite.ts';
import { makeAdmin } from './make-admin.ts';
import { withSchool } from './operator.ts';
import { setPassword } from './set-password.ts';

for (const engine of engines) {
  describe(`commands of the operator beside a running server, ${engine}`, () => {
    let running: TestSchool;
    before(async () => void (running = await openSchool(engine)));
    after(() => running.close());

    /** In a school opened anew on the same data, as another process would. */
    async function operate(act: (school: School) => Promise<string>): Promise<string> {
      const { dataDir, databaseUrl } = running.school.config;
      return withSchool({ DATA_DIR: dataDir, DATABASE_URL: databaseUrl, PORT: '8081' }, act);
    }
    async function audited(action: string, target: string): Promise<number> {
      const lines = running.school.database.db.selectFrom('audit').select('id').where('action', '=', action);
      return (await lines.where('target', '=', target).where('actor_id', 'is', null).execute()).length;
    }
    const refused = (sentence: RegExp) => (error: unknown) =>
      error instanceof ConfigError && sentence.test(error.message);

    test('admin makes an administrator, whose earlier sessions end', async () => {
      const zoe = await running.add('zoe');
      assert.match(
        await operate((school) => makeAdmin(school, 'ZOE')),
        /^zoe is an administrator now; the 1 open session/,
      );
      assert.equal((await zoe.call(auth, {})).code, 'not_signed_in');
      const again = running.nobody.withToken(await running.signIn('zoe'));
      const who = await again.call(auth, {});
      assert.equal('role' in who && who.role, 'admin');
      assert.equal(await operate((school) => makeAdmin(school, 'zoe')), 'zoe is an administrator already.');
      assert.equal(await audited('make admin', 'zoe'), 1);
      await assert.rejects(
        operate((school) => makeAdmin(school, 'nobody')),
        refused(/There is no user "nobody".*lamitt invite/),
      );
      await operate((school) => disable(school, 'zoe'));
    });

    test('an invitation makes one account of its role', async () => {
      const said = await operate((school) => invite(school, 'admin'));
      const [, code = ''] = /^(\S+) {2}makes one admin, once/.exec(said) ?? [];
      assert.match(said, /curl http:\/\/localhost:8081\/register -d/);
      const answer = await running.nobody.call(register, {
        username: 'second head',
        password: PASSWORD,
        auth_code: code,
      });
      assert.deepEqual([answer.message, 'role' in answer && answer.role], ['Admin registration successful', 'admin']);
      const other = await running.nobody.call(register, {
        username: 'third head',
        password: PASSWORD,
        auth_code: code,
      });
      assert.equal(other.code, 'invalid_auth_code');
      assert.equal(await audited('invite', 'admin'), 1);
      await operate((school) => disable(school, 'second head'));
    });

    test('password sets it from standard input, ends all sessions and tells its owner', async () => {
      const yan = await running.add('yan');
      const said = await operate((school) => setPassword(school, 'yan', piped('a quite new one\nand more')));
      assert.match(said, /^The password of yan is set/);
      assert.doesNotMatch(said, /quite new/);
      assert.equal((await yan.call(auth, {})).code, 'not_signed_in');
      assert.equal((await running.nobody.call(login, { username: 'yan', password: PASSWORD })).code, 'invalid_login');
      const answer = await running.nobody.call(login, { username: 'yan', password: 'a quite new one' });
      assert.equal(answer.status, 'success');
      assert.match('notice' in answer ? answer.notice : '', /Your password was reset/);
      assert.equal(await audited('reset password', 'yan'), 1);
    });

    test('password refuses none and a short one, and changes nothing', async () => {
      await running.add('xu');
      await assert.rejects(
        operate((school) => setPassword(school, 'xu', piped(''))),
        refused(/No password was given/),
      );
      await assert.rejects(
        operate((school) => setPassword(school, 'xu', piped('short'))),
        Failure,
      );
      await assert.rejects(
        operate((school) => setPassword(school, 'nobody', piped('a quite new one'))),
        refused(/no user "nobody"/),
      );
      assert.equal((await running.nobody.call(login, { username: 'xu', password: PASSWORD })).status, 'success');
    });

    test('disable shuts out within a second, enable lets in again', async () => {
      const wei = await running.add('wei');
      await running.addGroup('W1', 'wei');
      const token = await running.signIn('wei');
      const socket = await openSocket(running.baseUrl, 'W1', { authorization: `Bearer ${token}` });
      const started = performance.now();
      assert.match(await operate((school) => disable(school, 'wei')), /^wei is disabled; 2 sessions ended/);
      assert.equal((await wei.call(auth, {})).code, 'not_signed_in');
      assert.equal(await socket.closed, 4401);
      assert.ok(
        performance.now() - started < 2_000,
        'the socket of another process’s command closes within a second or so',
      );
      assert.equal((await running.nobody.call(login, { username: 'wei', password: PASSWORD })).code, 'invalid_login');
      await assert.rejects(
        operate((school) => makeAdmin(school, 'wei')),
        refused(/wei is disabled/),
      );

      assert.equal(await operate((school) => enable(school, 'wei')), 'wei is enabled and can log in.');
      assert.equal((await running.nobody.call(login, { username: 'wei', password: PASSWORD })).status, 'success');
      await operate((school) => enable(school, 'wei'));
      assert.deepEqual([await audited('disable', 'wei'), await audited('enable', 'wei')], [1, 1]);
    });

    test('the last administrator stays, however many are disabled at once', async () => {
      await assert.rejects(
        operate((school) => disable(school, 'head')),
        refused(/head is the last administrator/),
      );
      await running.add('deputy', 'admin');
      const both = await Promise.allSettled(
        ['head', 'deputy'].map((name) => operate((school) => disable(school, name))),
      );
      assert.deepEqual(both.map((one) => one.status).toSorted(), ['fulfilled', 'rejected']);
    });
  });
}

function piped(text: string) {
  return Object.assign(Readable.from([text]), { isTTY: false });
}
