import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { engines, type FreshDatabase, freshDatabase } from './engines.ts';
import { call, must, register, upload } from './torture/cast.ts';
import { dump } from './torture/dump.ts';
import { type ServerProcess, startServer } from './torture/server-process.ts';
import { sendBytes } from './torture/wire.ts';

const CANARY = {
  password: 'canary-password-1',
  newPassword: 'canary-password-2',
  wrongPassword: 'canary-password-3',
  answer: 'canary-answer-1',
  newAnswer: 'canary-answer-2',
  code: 'CANARY-AUTH-CODE',
  wrongCode: 'CANARY-WRONG-CODE',
  message: 'canary message',
  push: 'canary-push-token',
  token: 'canary-bad-token',
};

for (const engine of engines) {
  describe(`secrets of a school day, ${engine}`, () => {
    let place: FreshDatabase;
    let server: ServerProcess;
    before(async () => {
      place = await freshDatabase(engine);
      server = await startServer(place, { AUTH_CODE: CANARY.code, LOG_LEVEL: 'trace' });
    });
    after(async () => {
      await server.kill();
      await place.drop();
    });

    test('none is in a log, even at its most talkative, and none is usable from the database', async () => {
      const { url } = server;
      const tokens: string[] = [];
      const tony = await register(url, 'tony', CANARY.code, CANARY.password);
      const amy = await register(url, 'amy', undefined, CANARY.password);
      const info = { username: 'amy' };
      await must(
        url,
        '/change_info',
        { ...info, old_password: CANARY.password, security_answer: CANARY.answer },
        amy.token,
      );
      await must(
        url,
        '/change_info',
        { ...info, old_password: CANARY.password, new_password: CANARY.newPassword },
        amy.token,
      );
      await call(url, '/change_info', { ...info, old_password: CANARY.wrongPassword, new_password: 'x' }, amy.token);
      await call(url, '/change_info', {
        ...info,
        new_password: CANARY.wrongPassword,
        security_answer: CANARY.newAnswer,
      });
      await must(url, '/change_info', { ...info, new_password: CANARY.password, security_answer: CANARY.answer });
      await call(url, '/login', { ...info, password: CANARY.wrongPassword });
      const again = await must(url, '/login', { ...info, password: CANARY.password });
      tokens.push(tony.token, amy.token, String(again['token']));
      const token = String((await must(url, '/refresh', {}, String(again['token'])))['token']);
      tokens.push(token);
      await call(url, '/register', { username: 'eve', password: CANARY.password, auth_code: CANARY.wrongCode });
      await must(url, '/create_chat', { ...info, room_code: 'G01', room_name: 'group' }, token);
      await must(url, '/send_message', { room_code: 'G01', sender: 'amy', message: CANARY.message }, token);
      await must(url, '/submit_fcm_token', { ...info, token: CANARY.push }, token);
      await upload(url, CANARY.message, 'notes.txt', token);
      await call(url, '/auth', {}, CANARY.token);

      // And what breaks on its way in: the reason is told, not what it held.
      for (const body of [
        `{"password":"${CANARY.password}"`,
        `{"password":["${CANARY.password}"]}`,
        `{"username":"amy","password":"${CANARY.password}","auth_code":7}`,
      ]) {
        const head = `POST /register?password=${CANARY.password} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${CANARY.token}\r\nCookie: lamitt_session=${CANARY.token}\r\n`;
        await sendBytes(
          server.port,
          Buffer.from(`${head}Content-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`),
        );
      }
      await sendBytes(
        server.port,
        Buffer.from(`GET /auth HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${CANARY.token}\u0000\r\n\r\n`),
      );
      await must(url, '/logout', {}, token);
      await server.stop();

      const secrets = [...Object.values(CANARY), ...tokens];
      const printed = server.printed();
      assert.ok(server.logged().length > 20, 'nothing was logged');
      const lines = printed.split('\n').filter((line) => secrets.some((secret) => line.includes(secret)));
      assert.deepEqual(lines, []);

      const kept = JSON.stringify([...(await dump(place))].map(([table, rows]) => [table, [...rows.keys()]]));
      // Messages and push tokens are what the database is for.
      const meant = [CANARY.message, CANARY.push];
      assert.deepEqual(
        secrets.filter((secret) => kept.includes(secret)),
        meant,
      );
    });
  });
}
