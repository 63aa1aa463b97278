import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { auth, changeInfo, login } from '../../contract/accounts.ts';
import { createClient } from '../../contract/client.ts';
import { engines } from '../../test/engines.ts';
import { missing, refusal } from '../../test/refusals.ts';
import { ANSWER, openSchool, PASSWORD, type TestSchool } from '../../test/school.ts';
import { hashSecret } from './secrets.ts';

const HOUR = 3_600_000;

for (const engine of engines) {
  describe(`logging in, ${engine}`, () => {
    let school: TestSchool;
    before(async () => {
      school = await openSchool(engine);
    });
    after(() => school.close());

    const logIn = (username: string, password: string) => school.nobody.call(login, { username, password });
    const rawLogIn = (username: string, password: string, headers: Record<string, string> = {}) =>
      school.raw('/login', { method: 'POST', headers, body: JSON.stringify({ username, password }) });

    test('answers nickname, token and role', async () => {
      const entered = await logIn('tony', PASSWORD);
      assert.ok(entered.status === 'success');
      const { token, ...rest } = entered;
      assert.deepEqual(rest, {
        status: 'success',
        message: 'Login successful',
        nickname: 'tony',
        role: 'instructor',
        username: 'tony',
        picture: '',
        code: 'ok',
      });
      const mine = await school.nobody.withToken(token).call(auth, {});
      assert.ok(mine.status === 'success');
      assert.equal(mine.username, 'tony');
    });

    test('a wrong password and a name that nobody has answer the same', async () => {
      const [wrong, unknown] = [await rawLogIn('amy', 'wrong password'), await rawLogIn('nobody', 'wrong password')];
      assert.deepEqual([wrong.status, await wrong.text()], [unknown.status, await unknown.text()]);
      assert.deepEqual(await logIn('amy', 'wrong password'), refusal('invalid_login'));
      const empty = await school.raw('/login', { method: 'POST', body: '{"username":"amy"}' });
      const { http, ...envelope } = missing('Password');
      assert.deepEqual([empty.status, await empty.json()], [http, envelope]);
    });

    test('a disabled account gets in nowhere, its old session included', async () => {
      const gone = await school.add('gone');
      const at = school.clock.now();
      await school.school.database.db
        .updateTable('users')
        .set({ disabled_at: at })
        .where('username', '=', 'gone')
        .execute();
      assert.deepEqual(await logIn('gone', PASSWORD), refusal('invalid_login'));
      const refused = await gone.call(auth, {});
      assert.deepEqual([refused.code, refused.status === 'fail' && refused.http], ['not_signed_in', 401]);
    });

    test('ten wrong guesses an hour, and then not even the right one, until the hour is over', async () => {
      for (let guess = 0; guess < 10; guess++)
        assert.equal((await logIn('bob', `guess ${guess}`)).code, 'invalid_login');
      const refused = await rawLogIn('bob', PASSWORD);
      assert.equal(refused.status, 429);
      assert.ok(Number(refused.headers.get('retry-after')) <= 3600);
      const { http: _http, ...envelope } = refusal('too_many');
      assert.deepEqual(await refused.json(), envelope);
      assert.equal((await logIn('carl', PASSWORD)).code, 'ok');
      school.clock.advance(HOUR + 60_000);
      assert.equal((await logIn('bob', PASSWORD)).code, 'ok');
    });

    test('guesses made side by side are counted too', async () => {
      const answers = await Promise.all(
        Array.from({ length: 30 }, async (_, n) => (await logIn('eve', `guess ${n}`)).code),
      );
      assert.equal(answers.filter((code) => code === 'invalid_login').length, 10);
      assert.equal(answers.filter((code) => code === 'too_many').length, 20);
    });

    test('names that nobody has are guessed as rarely', async () => {
      const answers = [];
      for (let guess = 0; guess < 11; guess++) answers.push((await logIn('ghost', `guess ${guess}`)).code);
      assert.deepEqual([answers.at(9), answers.at(10)], ['invalid_login', 'too_many']);
    });

    test('right log-ins are no guesses', async () => {
      for (let time = 0; time < 12; time++) assert.equal((await logIn('ann', PASSWORD)).code, 'ok');
    });

    test('a device that its owner has used is never shut out', async () => {
      const first = await rawLogIn('amy', PASSWORD);
      const device = cookieOf(first, 'lamitt_device');
      for (let guess = 0; guess < 12; guess++) await logIn('amy', `guess ${guess}`);
      assert.deepEqual(await logIn('amy', PASSWORD), refusal('too_many'));
      assert.equal((await rawLogIn('amy', PASSWORD, { cookie: device })).status, 200);
      const withToken = createClient({ baseUrl: school.baseUrl, token: school.tokens.amy });
      assert.equal((await withToken.call(login, { username: 'amy', password: PASSWORD })).code, 'ok');
      // Somebody else's device is none of hers.
      const others = createClient({ baseUrl: school.baseUrl, token: school.tokens.bob });
      assert.deepEqual(await others.call(login, { username: 'amy', password: PASSWORD }), refusal('too_many'));
    });

    test('cookies are set for our own pages and for programs, never for another page', async () => {
      const ours = await rawLogIn('tony', PASSWORD, { 'sec-fetch-site': 'same-origin' });
      const session = ours.headers.getSetCookie().find((one) => one.startsWith('lamitt_session='));
      assert.match(session ?? '', /; Path=\/; HttpOnly; SameSite=Lax$/);
      for (const headers of [
        { 'sec-fetch-site': 'cross-site' },
        { 'sec-fetch-site': 'same-site' },
        { origin: 'https://evil.test' },
      ]) {
        const foreign = await rawLogIn('tony', PASSWORD, headers);
        assert.deepEqual([foreign.status, foreign.headers.getSetCookie()], [200, []]);
      }
    });

    test('a planted cookie is not adopted, and the database holds no token that works', async () => {
      const planted = 'p'.repeat(43);
      const response = await rawLogIn('tony', PASSWORD, { cookie: `lamitt_session=${planted}` });
      const body: unknown = await response.json();
      assert.ok(typeof body === 'object' && body !== null && 'token' in body && typeof body.token === 'string');
      assert.notEqual(body.token, planted);
      assert.equal((await school.nobody.withToken(planted).call(auth, {})).code, 'not_signed_in');

      const { db } = school.school.database;
      const rows = await db.selectFrom('sessions').select('token_hash').execute();
      const kept = rows.map((row) => row.token_hash);
      assert.ok(kept.includes(hashSecret(body.token)) && !kept.includes(body.token));
      for (const hash of kept) assert.equal((await school.nobody.withToken(hash).call(auth, {})).code, 'not_signed_in');
    });

    test('the next log-in after a reset tells of it, once', async () => {
      const reset = { username: 'carl', new_password: 'a new password', security_answer: ANSWER };
      assert.equal((await school.nobody.call(changeInfo, reset)).code, 'ok');
      const first = await logIn('carl', 'a new password');
      assert.ok(first.status === 'success');
      assert.match(first.notice ?? '', /^Your password was reset on \d{4}-\d\d-\d\d \d\d:\d\d:\d\d\./);
      const second = await logIn('carl', 'a new password');
      assert.ok(second.status === 'success' && second.notice === undefined);
    });

    test('no secret reaches the log', () => {
      const log = school.lines.join('');
      assert.ok(log.includes('invalid_login'));
      for (const secret of [PASSWORD, 'wrong password', 'a new password', ANSWER, ...Object.values(school.tokens)]) {
        assert.ok(!log.includes(secret), secret);
      }
    });
  });
}

function cookieOf(response: Response, name: string): string {
  const found = response.headers.getSetCookie().find((one) => one.startsWith(`${name}=`));
  assert.ok(found !== undefined);
  return found.split(';')[0] ?? '';
}
