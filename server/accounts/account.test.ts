import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { auth, getRole, getSchool, login, register } from '../../contract/accounts.ts';
import { engines } from '../../test/engines.ts';
import packageJson from '../../package.json' with { type: 'json' };
import { done, missing, refusal } from '../../test/refusals.ts';
import { AUTH_CODE, openSchool, PASSWORD, type TestSchool } from '../../test/school.ts';
import { addInvitation } from './codes.ts';

for (const engine of engines) {
  describe(`registering, ${engine}`, () => {
    let school: TestSchool;
    before(async () => {
      school = await openSchool(engine);
    });
    after(() => school.close());

    test("the document's line, as curl sends it", async () => {
      const body = `{"username":"test","password":"password","security_answer":"YourName","auth_code":"${AUTH_CODE}"}`;
      const headers = { 'content-type': 'application/x-www-form-urlencoded' };
      const answer: unknown = await (await school.raw('/register', { method: 'POST', body, headers })).json();
      assert.ok(typeof answer === 'object' && answer !== null && 'token' in answer && typeof answer.token === 'string');
      const { token, ...rest } = answer;
      const printed = { status: 'success', message: 'Admin registration successful', nickname: 'test' };
      assert.deepEqual(rest, { ...printed, role: 'instructor', username: 'test', picture: '', code: 'ok' });
      assert.match(token, /^[\w-]{43}$/);
      assert.equal((await school.nobody.withToken(token).call(auth, {})).code, 'ok');
    });

    test('without a code a student', async () => {
      const made = await school.nobody.call(register, { username: 'zoe', password: PASSWORD });
      assert.ok(made.status === 'success');
      assert.deepEqual([made.message, made.role], ['Student registration successful', 'student']);
      const again = await school.nobody.call(login, { username: 'zoe', password: PASSWORD });
      assert.equal(again.message, 'Login successful');
    });

    test('optional fields may be null or empty', async () => {
      const body = JSON.stringify({ username: 'zed', password: PASSWORD, auth_code: '', security_answer: null });
      const answer: unknown = await (await school.raw('/register', { method: 'POST', body })).json();
      assert.ok(typeof answer === 'object' && answer !== null && 'role' in answer);
      assert.equal(answer.role, 'student');
    });

    test('what is missing is named, in order', async () => {
      const send = (body: unknown) => school.raw('/register', { method: 'POST', body: JSON.stringify(body) });
      const cases = [
        [{}, 'Username'],
        [{ username: '' }, 'Username'],
        [{ username: null, password: 'x' }, 'Username'],
        [{ username: 'x' }, 'Password'],
      ] as const;
      for (const [body, label] of cases) {
        const { http, ...envelope } = missing(label);
        const response = await send(body);
        assert.deepEqual([response.status, await response.json()], [http, envelope]);
      }
    });

    test('the code is looked at before the name', async () => {
      const taken = { username: 'tony', password: PASSWORD };
      assert.deepEqual(
        await school.nobody.call(register, { ...taken, auth_code: 'wrong' }),
        refusal('invalid_auth_code'),
      );
      assert.deepEqual(await school.nobody.call(register, taken), refusal('username_taken'));
    });

    test('a name that is taken is taken in any case and width', async () => {
      for (const username of ['tony', 'TONY', 'Tony', 'ｔｏｎｙ']) {
        assert.deepEqual(
          await school.nobody.call(register, { username, password: PASSWORD }),
          refusal('username_taken'),
        );
      }
    });

    test('passwords have 8 to 256 characters, counted as people count', async () => {
      const tryOne = (username: string, password: string) => school.nobody.call(register, { username, password });
      assert.deepEqual(await tryOne('short', '1234567'), refusal('password_length'));
      assert.deepEqual(await tryOne('short', '😀😀😀😀😀😀😀'), refusal('password_length'));
      assert.deepEqual(await tryOne('long', 'x'.repeat(257)), refusal('password_length'));
      assert.equal((await tryOne('right1', '12345678')).code, 'ok');
      assert.equal((await tryOne('right2', 'x'.repeat(256))).code, 'ok');
    });

    test('a role, an id or a nickname in the body is nothing', async () => {
      const body = JSON.stringify({ username: 'mallory', password: PASSWORD, role: 'admin', id: 1, nickname: 'head' });
      await school.raw('/register', { method: 'POST', body });
      const kept = await school.as.head.call(getRole, { username: 'mallory' });
      assert.ok(kept.status === 'success');
      assert.equal(kept.role, 'student');
    });

    test('a security answer of more than 256 characters is too long', async () => {
      const long = { username: 'answer', password: PASSWORD, security_answer: 'x'.repeat(257) };
      assert.deepEqual(await school.nobody.call(register, long), refusal('security_answer_too_long'));
    });

    test('an invitation makes one admin, once, within 24 hours', async () => {
      const invitation = await addInvitation(school.school, 'admin');
      const first = await school.nobody.call(register, {
        username: 'chief',
        password: PASSWORD,
        auth_code: invitation,
      });
      assert.ok(first.status === 'success');
      assert.deepEqual([first.message, first.role], ['Admin registration successful', 'admin']);
      const second = { username: 'chief2', password: PASSWORD, auth_code: invitation };
      assert.deepEqual(await school.nobody.call(register, second), refusal('invalid_auth_code'));

      const late = await addInvitation(school.school, 'admin');
      school.clock.advance(24 * 3_600_000 + 1);
      const expired = { username: 'chief3', password: PASSWORD, auth_code: late };
      assert.deepEqual(await school.nobody.call(register, expired), refusal('invalid_auth_code'));
    });

    test('ten wrong codes an hour from one address; who has none registers on', async () => {
      const guess = (n: number) =>
        school.nobody.call(register, { username: `guess${n}`, password: PASSWORD, auth_code: `guess ${n}` });
      const answers = [];
      // Three were wrong above.
      for (let n = 0; n < 12; n++) answers.push((await guess(n)).code);
      assert.deepEqual([...new Set(answers)], ['invalid_auth_code', 'too_many']);
      assert.equal(answers.filter((code) => code === 'invalid_auth_code').length, 7);
      const right = { username: 'honest', password: PASSWORD, auth_code: AUTH_CODE };
      const refused = await school.raw('/register', { method: 'POST', body: JSON.stringify(right) });
      assert.equal(refused.status, 429);
      assert.ok(Number(refused.headers.get('retry-after')) > 0);
      assert.equal((await school.nobody.call(register, { username: 'pupil', password: PASSWORD })).code, 'ok');
    });
  });

  test(`/get_school tells a visitor what the server asks of them, ${engine}`, async (t) => {
    const settings = { REGISTER: 'code', RECOVERY: 'code', MAX_UPLOAD: '1MB' };
    const school = await openSchool(engine, { settings });
    t.after(() => school.close());
    const told = {
      ...done('School retrieved'),
      needs_admin: false,
      register: 'code',
      recovery: 'code',
      access: 'signed-in',
      time_zone: 'Asia/Shanghai',
      max_upload: 1_048_576,
      max_upload_in_parts: 2 * 1024 ** 3,
      version: packageJson.version,
    };
    assert.deepEqual(await school.nobody.call(getSchool, {}), told);
    const { db } = school.school.database;
    await db.updateTable('users').set({ disabled_at: 1 }).where('role', '=', 'admin').execute();
    assert.deepEqual(await school.nobody.call(getSchool, {}), { ...told, needs_admin: true });
  });

  test(`REGISTER=code and PASSWORDS=strict, ${engine}`, async (t) => {
    const school = await openSchool(engine, { settings: { REGISTER: 'code', PASSWORDS: 'strict' } });
    t.after(() => school.close());
    const tryOne = (password: string, auth_code?: string) =>
      school.nobody.call(register, { username: 'new', password, ...(auth_code !== undefined && { auth_code }) });
    assert.deepEqual(await tryOne('a good long password'), refusal('registration_closed'));
    assert.deepEqual(await tryOne('fourteen chars', AUTH_CODE), refusal('password_length_staff'));
    assert.deepEqual(await tryOne('aaaaaaaaaaaaaaaaaaaa', AUTH_CODE), refusal('password_common'));
    assert.equal((await tryOne('a good long password', AUTH_CODE)).code, 'ok');
  });

  test(`under open access any text is a password and a name any 64 characters, ${engine}`, async (t) => {
    const school = await openSchool(engine, { access: 'open' });
    t.after(() => school.close());
    const tryOne = (username: string) => school.nobody.call(register, { username, password: 'x' });
    assert.equal((await tryOne('王'.repeat(64))).code, 'ok');
    assert.equal((await tryOne('аdmin mixed')).code, 'ok');
    assert.deepEqual(await tryOne('王'.repeat(65)), refusal('invalid_username'));
    assert.deepEqual(await tryOne('line\nbreak'), refusal('invalid_username'));
  });
}
