import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { auth, login, refresh } from '../../contract/accounts.ts';
import type { Client } from '../../contract/client.ts';
import { endOtherSessions, endSession, getSessions } from '../../contract/profile.ts';
import { engines } from '../../test/engines.ts';
import { openLive } from '../../test/live.ts';
import { done, missing, refusal } from '../../test/refusals.ts';
import { openSchool, PASSWORD, type TestSchool } from '../../test/school.ts';

for (const engine of engines) {
  describe(`where one is signed in, ${engine}`, () => {
    let school: TestSchool;
    before(async () => {
      school = await openSchool(engine);
    });
    after(() => school.close());

    const listed = async (client: Client) => {
      const answer = await client.call(getSessions, {});
      assert.ok(answer.status === 'success', answer.message);
      return answer.sessions;
    };
    const signIn = async (name: string) => {
      const token = await school.signIn(name);
      return { token, client: school.nobody.withToken(token) };
    };

    test('one’s own sessions, the latest used first, the one that asks marked', async () => {
      const headers = { 'user-agent': 'a phone' };
      const body = JSON.stringify({ username: 'BOB', password: PASSWORD });
      const answer: unknown = await (await school.raw('/login', { method: 'POST', headers, body })).json();
      assert.ok(typeof answer === 'object' && answer !== null && 'token' in answer && 'username' in answer);
      assert.equal(answer.username, 'bob');
      const sessions = await listed(school.as.bob);
      assert.deepEqual(
        sessions.map(({ agent, current }) => [agent, current]),
        [
          ['a phone', false],
          ['a test', true],
        ],
      );
      for (const { id, created, used } of sessions) {
        assert.match(id, /^[0-9a-f]{16}$/);
        assert.ok(used >= created && used <= school.clock.now());
        assert.ok(!school.tokens.bob.includes(id) && !String(answer.token).includes(id));
      }
      // Used after the phone was: now it is the latest.
      school.clock.advance(2 * 3_600_000);
      await school.as.bob.call(auth, {});
      assert.equal((await listed(school.as.bob))[0]?.current, true);
    });

    test('a token that was renewed, and one that is over, are not told', async () => {
      const { client } = await signIn('carl');
      const [own] = (await listed(client)).filter((one) => one.current);
      const fresh = await client.call(refresh, {});
      assert.ok(fresh.status === 'success' && own !== undefined);
      const sessions = await listed(client.withToken(fresh.token));
      assert.ok(!sessions.some((one) => one.id === own.id));
      assert.equal(sessions.filter((one) => one.current).length, 1);
    });

    test('ending one of them: its next call and its socket are over, the others stay', async () => {
      const phone = await signIn('amy');
      const socket = await openLive(school.baseUrl);
      await socket.hello({ token: phone.token });
      const [other] = (await listed(phone.client)).filter((one) => one.current);
      assert.ok(other !== undefined);
      assert.deepEqual(await school.as.amy.call(endSession, { id: other.id }), done('Session ended'));
      assert.equal((await phone.client.call(auth, {})).code, 'not_signed_in');
      assert.equal(await socket.closed, 4401);
      assert.equal((await school.as.amy.call(auth, {})).code, 'ok');
      assert.deepEqual(await school.as.amy.call(endSession, { id: other.id }), refusal('session_not_found'));
    });

    test('ending the one that asks signs it out', async () => {
      const { client } = await signIn('amy');
      const [own] = (await listed(client)).filter((one) => one.current);
      assert.deepEqual(await client.call(endSession, { id: own?.id ?? '' }), done('Session ended'));
      assert.equal((await client.call(auth, {})).code, 'not_signed_in');
    });

    test('somebody else’s answers as one that is not there', async () => {
      const [tonys] = await listed(school.as.tony);
      for (const id of [tonys?.id ?? '', '0123456789abcdef', 'x', '%']) {
        assert.deepEqual(await school.as.head.call(endSession, { id }), refusal('session_not_found'));
      }
      assert.equal((await school.as.tony.call(auth, {})).code, 'ok');
      assert.deepEqual(await school.as.head.call(endSession, { id: '' }), missing('Session ID'));
      for (const call of [getSessions, endOtherSessions]) {
        assert.equal((await school.nobody.call(call, {})).code, 'not_signed_in');
      }
    });

    test('ending all others', async () => {
      const [one, two] = [await signIn('eve'), await signIn('eve')];
      assert.deepEqual(await one.client.call(endOtherSessions, {}), done('Other sessions ended'));
      assert.equal((await one.client.call(auth, {})).code, 'ok');
      assert.equal((await two.client.call(auth, {})).code, 'not_signed_in');
      assert.equal((await school.as.eve.call(auth, {})).code, 'not_signed_in');
      assert.deepEqual(
        (await listed(one.client)).map((session) => session.current),
        [true],
      );
      const again = await school.nobody.call(login, { username: 'eve', password: PASSWORD });
      assert.equal(again.status, 'success');
    });
  });
}
