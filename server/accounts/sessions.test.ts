import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { auth, logout, refresh, submitFcmToken } from '../../contract/accounts.ts';
import { engines } from '../../test/engines.ts';
import { done, missing, refusal } from '../../test/refusals.ts';
import { openSchool, type TestSchool } from '../../test/school.ts';

const DAY = 86_400_000;

for (const engine of engines) {
  describe(`sessions, ${engine}`, () => {
    let school: TestSchool;
    before(async () => {
      school = await openSchool(engine);
    });
    after(() => school.close());

    const clientOf = async (name: string) => school.nobody.withToken(await school.signIn(name));

    test('/auth says whose session it is', async () => {
      const mine = await school.as.amy.call(auth, {});
      assert.deepEqual(mine, {
        ...done('Authentication successful'),
        username: 'amy',
        nickname: 'amy',
        role: 'student',
        picture: '',
        has_answer: true,
      });
    });

    test('/refresh gives a new token, the old one lives 60 seconds more', async () => {
      const old = await clientOf('amy');
      const fresh = await old.call(refresh, {});
      assert.ok(fresh.status === 'success');
      const renewed = old.withToken(fresh.token);
      school.clock.advance(58_000);
      assert.equal((await old.call(auth, {})).code, 'ok');
      school.clock.advance(3_000);
      assert.equal((await old.call(auth, {})).code, 'not_signed_in');
      assert.equal((await renewed.call(auth, {})).code, 'ok');
    });

    test('refreshing again with the old token does not prolong it', async () => {
      const old = await clientOf('amy');
      await old.call(refresh, {});
      school.clock.advance(40_000);
      assert.equal((await old.call(refresh, {})).code, 'ok');
      school.clock.advance(40_000);
      assert.equal((await old.call(refresh, {})).code, 'not_signed_in');
    });

    test('/refresh with an empty body, as the app sends it', async () => {
      const headers = { authorization: `Bearer ${await school.signIn('amy')}` };
      const answer: unknown = await (await school.raw('/refresh', { method: 'POST', headers })).json();
      assert.ok(typeof answer === 'object' && answer !== null && 'message' in answer);
      assert.equal(answer.message, 'Token refreshed');
    });

    test('/logout ends this session and no other', async () => {
      const [one, other] = [await clientOf('amy'), await clientOf('amy')];
      assert.deepEqual(await one.call(logout, {}), done('Logged out'));
      assert.equal((await one.call(auth, {})).code, 'not_signed_in');
      assert.equal((await other.call(auth, {})).code, 'ok');
    });

    test('a session slides: 30 days after its last use it is over', async () => {
      const bob = await clientOf('bob');
      for (let time = 0; time < 3; time++) {
        school.clock.advance(29 * DAY);
        assert.equal((await bob.call(auth, {})).code, 'ok');
      }
      school.clock.advance(30 * DAY + 1);
      assert.equal((await bob.call(auth, {})).code, 'not_signed_in');
    });

    test('a bad token is 401, never a fallback to a good cookie', async () => {
      const cookie = `lamitt_session=${await school.signIn('amy')}`;
      assert.equal((await school.raw('/auth', { headers: { cookie } })).status, 200);
      for (const authorization of ['Bearer wrong', 'Bearer ', 'Basic YTpi', 'nonsense']) {
        assert.equal((await school.raw('/auth', { headers: { cookie, authorization } })).status, 401, authorization);
      }
    });

    test('a cookie counts on a call that writes only from our own page', async () => {
      const cookie = `lamitt_session=${await school.signIn('amy')}`;
      const body = '{"room_code":"A01","sender":"amy","message":"Hi."}';
      const statusWith = async (headers: Record<string, string>) =>
        (await school.raw('/send_message', { method: 'POST', body, headers: { cookie, ...headers } })).status;
      assert.equal(await statusWith({ 'sec-fetch-site': 'same-origin' }), 200);
      assert.equal(await statusWith({ origin: school.baseUrl }), 200);
      assert.equal(await statusWith({ 'sec-fetch-site': 'cross-site', origin: school.baseUrl }), 403);
      assert.equal(await statusWith({ 'sec-fetch-site': 'same-site' }), 403);
      assert.equal(await statusWith({ 'sec-fetch-site': 'none' }), 403);
      assert.equal(await statusWith({ origin: 'https://evil.test' }), 403);
      assert.equal(await statusWith({ origin: 'null' }), 403);
      // Neither header: no browser, and then the cookie is nothing.
      assert.equal(await statusWith({}), 401);
    });

    test('/submit_fcm_token keeps a token once, the newest hundred', async () => {
      const eve = await clientOf('eve');
      const keep = (token: string) => eve.call(submitFcmToken, { username: 'eve', token });
      for (let n = 0; n < 102; n++) assert.deepEqual(await keep(`token ${n}`), done('FCM token submitted'));
      assert.deepEqual(await keep('token 101'), done('FCM token submitted'));
      const rows = await school.school.database.db.selectFrom('push_tokens').select('token').execute();
      assert.equal(rows.length, 100);
      assert.ok(!rows.some((row) => row.token === 'token 0') && rows.some((row) => row.token === 'token 101'));
      assert.deepEqual(await keep(''), missing('Token'));
      assert.deepEqual(await keep('x'.repeat(4097)), refusal('invalid_token'));
    });
  });
}
