import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { auth, changeInfo, createRecoveryCode, getInfo, login } from '../../contract/accounts.ts';
import { engines } from '../../test/engines.ts';
import { done, missing, refusal } from '../../test/refusals.ts';
import { ANSWER, openSchool, PASSWORD, type TestSchool } from '../../test/school.ts';

const NEW = 'a new password';

for (const engine of engines) {
  describe(`/change_info, ${engine}`, () => {
    let school: TestSchool;
    before(async () => {
      school = await openSchool(engine);
    });
    after(() => school.close());

    const opens = async (username: string, password: string) =>
      (await school.nobody.call(login, { username, password })).status === 'success';

    test('old and new password: the password, and the other sessions end', async () => {
      const other = school.nobody.withToken(await school.signIn('amy'));
      const wrong = { username: 'amy', old_password: 'wrong', new_password: NEW };
      assert.deepEqual(await school.as.amy.call(changeInfo, wrong), refusal('invalid_password'));
      assert.equal((await other.call(auth, {})).code, 'ok');
      const right = { username: 'amy', old_password: PASSWORD, new_password: NEW };
      assert.deepEqual(await school.as.amy.call(changeInfo, right), done('Password changed'));
      assert.equal((await school.as.amy.call(auth, {})).code, 'ok');
      assert.equal((await other.call(auth, {})).code, 'not_signed_in');
      assert.deepEqual([await opens('amy', NEW), await opens('amy', PASSWORD)], [true, false]);
    });

    test('old password and answer: the answer, folded in case and spaces', async () => {
      const wrong = { username: 'bob', old_password: 'wrong', security_answer: 'Fluffy' };
      assert.deepEqual(await school.as.bob.call(changeInfo, wrong), refusal('invalid_password'));
      const right = { username: 'bob', old_password: PASSWORD, security_answer: 'My Cat Fluffy' };
      assert.deepEqual(await school.as.bob.call(changeInfo, right), done('Security answer changed'));
      const old = { username: 'bob', new_password: NEW, security_answer: ANSWER };
      assert.deepEqual(await school.nobody.call(changeInfo, old), refusal('invalid_security_answer'));
      const reset = { username: 'bob', new_password: NEW, security_answer: '  my cat ＦＬＵＦＦＹ ' };
      assert.deepEqual(await school.nobody.call(changeInfo, reset), done('Password changed'));
    });

    test('new password and answer: a reset without a session, which ends every session', async () => {
      assert.equal((await school.as.bob.call(auth, {})).code, 'not_signed_in');
      assert.ok(await opens('bob', NEW));
      const nobody = { username: 'ghost', new_password: NEW, security_answer: ANSWER };
      assert.deepEqual(await school.nobody.call(changeInfo, nobody), refusal('user_not_found'));
    });

    test('three tries of an answer in 24 hours, and then not even the right one', async () => {
      const tryOne = (security_answer: string) =>
        school.nobody.call(changeInfo, { username: 'carl', new_password: NEW, security_answer });
      for (const answer of ['one', 'two', 'three'])
        assert.deepEqual(await tryOne(answer), refusal('invalid_security_answer'));
      assert.deepEqual(await tryOne(ANSWER), refusal('too_many'));
      school.clock.advance(23 * 3_600_000);
      assert.deepEqual(await tryOne(ANSWER), refusal('too_many'));
      school.clock.advance(2 * 3_600_000);
      assert.deepEqual(await tryOne(ANSWER), done('Password changed'));
    });

    test('a password that will not do costs no try', async () => {
      const short = { username: 'eve', new_password: 'short', security_answer: ANSWER };
      for (let time = 0; time < 5; time++) {
        assert.deepEqual(await school.nobody.call(changeInfo, short), refusal('password_length'));
      }
      const right = { ...short, new_password: NEW };
      assert.deepEqual(await school.nobody.call(changeInfo, right), done('Password changed'));
    });

    test('an account without an answer is never reset by one', async () => {
      await school.add('mute');
      const { db } = school.school.database;
      await db.updateTable('users').set({ answer_hash: null }).where('username', '=', 'mute').execute();
      for (const security_answer of ['nobody has this password', ANSWER]) {
        const reset = { username: 'mute', new_password: NEW, security_answer };
        assert.deepEqual(await school.nobody.call(changeInfo, reset), refusal('invalid_security_answer'));
      }
    });

    test('a session is no way to guess the password', async () => {
      const answers = [];
      for (let guess = 0; guess < 11; guess++) {
        const change = { username: 'ann', old_password: `guess ${guess}`, new_password: NEW };
        answers.push((await school.as.ann.call(changeInfo, change)).code);
      }
      assert.deepEqual([answers.at(9), answers.at(10)], ['invalid_password', 'too_many']);
    });

    test('the order of the branches: password before answer, answer before nickname', async () => {
      const all = { username: 'tony', old_password: PASSWORD, new_password: NEW, security_answer: 'x', nickname: 'N' };
      assert.deepEqual(await school.as.tony.call(changeInfo, all), done('Password changed'));
      const answer = { username: 'tony', old_password: NEW, security_answer: 'x', nickname: 'N' };
      assert.deepEqual(await school.as.tony.call(changeInfo, answer), done('Security answer changed'));
      const info = await school.as.tony.call(getInfo, { username: 'tony' });
      assert.deepEqual(info, {
        ...done('Info retrieved'),
        nickname: 'tony',
        role: 'instructor',
        username: 'tony',
        picture: '',
      });
      const nickname = { username: 'tony', old_password: NEW, nickname: 'N' };
      assert.deepEqual(await school.as.tony.call(changeInfo, nickname), done('Nickname changed'));
    });

    test('a nickname: any but one that hides text, is too long or looks like staff', async () => {
      const pia = await school.add('pia');
      const rename = (nickname: string) => pia.call(changeInfo, { username: 'pia', nickname });
      assert.deepEqual(await rename('Wow 😀 哇'), done('Nickname changed'));
      const info = await pia.call(getInfo, { username: 'pia' });
      assert.deepEqual(info, {
        ...done('Info retrieved'),
        nickname: 'Wow 😀 哇',
        role: 'student',
        username: 'pia',
        picture: '',
      });
      assert.deepEqual(await rename('x'.repeat(65)), refusal('nickname_too_long'));
      assert.deepEqual(await rename('\u202Eynot'), refusal('invalid_nickname'));
      for (const like of ['ann', 'Ann', 'аnn', 'A n n', 'ａｎｎ']) {
        assert.deepEqual(await rename(like), refusal('nickname_imitates_staff'), like);
      }
      assert.deepEqual(await rename('pia'), done('Nickname changed'));
    });

    test('what matches nothing, and what is missing', async () => {
      const pia = school.nobody.withToken(await school.signIn('pia'));
      for (const fields of [
        {},
        { old_password: PASSWORD },
        { new_password: NEW },
        { security_answer: 'x' },
        { nickname: '' },
      ]) {
        assert.deepEqual(await pia.call(changeInfo, { username: 'pia', ...fields }), refusal('invalid_request'));
      }
      assert.deepEqual(await pia.call(changeInfo, { username: '', nickname: 'x' }), missing('Username'));
    });
  });

  test(`RECOVERY=code: a code of an hour, once, from admins and one's instructors, ${engine}`, async (t) => {
    const school = await openSchool(engine, { settings: { RECOVERY: 'code' } });
    t.after(() => school.close());
    const reset = (security_answer: string) =>
      school.nobody.call(changeInfo, { username: 'amy', new_password: NEW, security_answer });
    assert.deepEqual(await reset(ANSWER), refusal('invalid_recovery_code'));
    assert.deepEqual(await school.as.ann.call(createRecoveryCode, { username: 'amy' }), refusal('not_your_student'));
    assert.deepEqual(await school.as.tony.call(createRecoveryCode, { username: 'ann' }), refusal('not_your_student'));
    assert.deepEqual(await school.as.head.call(createRecoveryCode, { username: 'ghost' }), refusal('user_not_found'));
    const made = await school.as.tony.call(createRecoveryCode, { username: 'amy' });
    assert.ok(made.status === 'success');
    const others = { username: 'bob', new_password: NEW, security_answer: made.recovery_code };
    assert.deepEqual(await school.nobody.call(changeInfo, others), refusal('invalid_recovery_code'));
    assert.deepEqual(await reset(made.recovery_code.toLowerCase()), done('Password changed'));
    assert.deepEqual(await reset(made.recovery_code), refusal('invalid_recovery_code'));
    school.clock.advance(25 * 3_600_000);
    const late = await school.as.head.call(createRecoveryCode, { username: 'amy' });
    assert.ok(late.status === 'success');
    school.clock.advance(3_600_001);
    assert.deepEqual(await reset(late.recovery_code), refusal('invalid_recovery_code'));
  });

  test(`under open access a nickname never fails, and nobody else is asked, ${engine}`, async (t) => {
    const school = await openSchool(engine, { access: 'open' });
    t.after(() => school.close());
    const rename = (username: string, nickname: string) => school.nobody.call(changeInfo, { username, nickname });
    assert.deepEqual(await rename('amy', 'tony'), done('Nickname changed'));
    assert.deepEqual(await rename('amy', 'x'.repeat(500)), done('Nickname changed'));
    assert.deepEqual(await rename('ghost', 'x'), refusal('user_not_found'));
    for (let guess = 0; guess < 12; guess++) {
      const wrong = { username: 'amy', old_password: 'wrong', new_password: 'y' };
      assert.deepEqual(await school.nobody.call(changeInfo, wrong), refusal('invalid_password'));
    }
  });
}
