import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import { after, before, describe, test } from 'node:test';
import type { Browser, BrowserContext } from 'playwright-core';
import { allEndpoints } from '../../contract/index.ts';
import { openBrowser, withoutBrowser } from '../browser.ts';
import { type FreshDatabase, freshDatabase } from '../engines.ts';
import { type Cast, must, PASSWORD, readObject, settle, upload } from '../torture/cast.ts';
import { differences, dump } from '../torture/dump.ts';
import { type ServerProcess, startServer } from '../torture/server-process.ts';
import { readAnswer, sendBytes } from '../torture/wire.ts';
import { attack } from './attack.ts';

/** What each call that writes would do for amy, if it counted. */
const CALLS: Record<string, Record<string, string | number | string[]>> = {
  '/register': { username: 'planted', password: PASSWORD },
  '/login': { username: 'bob', password: PASSWORD },
  '/logout': {},
  '/refresh': {},
  '/create_recovery_code': { username: 'amy' },
  '/submit_fcm_token': { username: 'amy', token: 'planted' },
  '/change_info': { username: 'amy', nickname: 'planted' },
  '/create_course': { username: 'tony', course_code: 'PLANTED', course_name: 'planted' },
  '/select_course': { username: 'amy', action: 'drop', course_code: 'A01' },
  '/edit_assistant': { username: 'bob', action: 'add', course_code: 'A01' },
  '/add_courseinfo': { username: 'tony', course_code: 'A01', section: 'content', title: 'planted', body: 'planted' },
  '/edit_courseinfo': { id: 1, title: 'planted', body: 'planted', rev: 0 },
  '/delete_courseinfo': { id: 1 },
  '/enrol_list': { course_code: 'A01', usernames: ['eve'] },
  '/edit_course': { course_code: 'A01', course_name: 'planted', archived: 1 },
  '/hand_over_course': { course_code: 'A01', username: 'ann' },
  '/create_chat': { username: 'amy', room_code: 'PLANTED', room_name: 'planted' },
  '/edit_user': { username: 'bob', action: 'remove', room_code: 'G01' },
  '/edit_chat': { room_code: 'G01', room_name: 'planted' },
  '/hand_over_chat': { room_code: 'G01', username: 'bob' },
  '/send_message': { sender: 'amy', room_code: 'G01', message: 'planted' },
  '/mark_read': { room_code: 'G01', id: 1000 },
  '/edit_message': { room_code: 'G01', id: 3, message: 'planted' },
  '/delete_file': {},
  '/upload_in_parts': {},
  '/delete_message': { room_code: 'G01', id: 3 },
  '/react': { room_code: 'G01', id: 3, emoji: '👍', action: 'add' },
  '/pin_message': { room_code: 'G01', id: 3, action: 'add' },
  '/follow_thread': { room_code: 'G01', id: 3, action: 'add' },
  '/mark_thread_read': { room_code: 'G01', id: 3, read: 3 },
  '/delete_chat': { room_code: 'G01' },
  '/create_invitation': { room_code: 'G01' },
  '/revoke_invitation': { room_code: 'G01', id: 1 },
  '/show_invitation': { token: 'planted' },
  '/accept_invitation': { token: 'planted' },
  '/open_direct': { username: 'bob' },
  '/block_user': { username: 'bob' },
  '/unblock_user': { username: 'bob' },
  '/set_attention': { room_code: 'G01', attention: 'muted' },
  '/mark_all_read': {},
  '/save_draft': { room_code: 'G01', text: 'planted' },
  '/set_preferences': { presence: 0, typing: 0 },
  '/report_message': { room_code: 'G01', id: 3, reason: 'planted' },
  '/edit_report': { id: 1, state: 'done' },
  '/upload_file': {},
  '/upload_picture': {},
  '/remove_picture': {},
  '/end_session': { id: '0123456789abcdef' },
  '/end_other_sessions': {},
};

describe('pages of other sites', { skip: withoutBrowser, concurrency: 2 }, () => {
  let browser: Browser;
  let evil: Server;
  let evilPort: number;

  before(async () => {
    // A foreign name that leads here, as DNS rebinding makes one.
    browser = await openBrowser(['--host-resolver-rules=MAP evil.test 127.0.0.1']);
    evil = createServer((_request, answer) =>
      answer.setHeader('content-type', 'text/html').end('<!doctype html><title>evil</title><body>'),
    );
    await new Promise<void>((resolve) => evil.listen(0, '127.0.0.1', resolve));
    const address = evil.address();
    assert.ok(typeof address === 'object' && address !== null);
    evilPort = address.port;
  });
  after(async () => {
    await browser.close();
    evil.closeAllConnections();
    evil.close();
  });

  test('every call that writes is tried', () => {
    const writing = allEndpoints.filter((one) => one.method === 'POST').map((one) => one.path);
    assert.deepEqual(writing.toSorted(), Object.keys(CALLS).toSorted());
  });

  for (const access of ['signed-in', 'open'] as const) {
    describe(access, { concurrency: 1 }, () => {
      let place: FreshDatabase;
      let server: ServerProcess;
      let cast: Cast;
      let context: BrowserContext;

      before(async () => {
        place = await freshDatabase('sqlite');
        server = await startServer(place, { ACCESS: access });
        cast = await settle(server);
        context = await browser.newContext();
      });
      after(async () => {
        await context.close();
        await server.kill();
        await place.drop();
      });

      test('a page of ours signs in and works with the cookie alone', async () => {
        const page = await context.newPage();
        await page.goto(`${server.url}/docs`);
        const answers = await page.evaluate(async (password) => {
          const post = async (path: string, body: unknown) =>
            (await fetch(path, { method: 'POST', body: JSON.stringify(body) })).text();
          return [
            await post('/login', { username: 'amy', password }),
            await post('/send_message', { room_code: 'G01', sender: 'amy', message: 'from our page' }),
          ];
        }, PASSWORD);
        assert.deepEqual(
          answers.map((text) => readObject(text)['message']),
          ['Login successful', 'Message sent'],
        );
        assert.ok((await context.cookies()).some((cookie) => cookie.name === 'lamitt_session' && cookie.httpOnly));
        await page.close();
      });

      // The other port is the same site to a browser: SameSite alone would let its forms through with the cookie.
      for (const host of ['127.0.0.1', 'evil.test']) {
        test(`a page of ${host} changes nothing`, async () => {
          // Cross-site registration and log-in need no authority of the visitor: they may happen, but the visitor keeps who they are.
          const paths = Object.keys(CALLS).filter(
            (path) => access === 'open' || (path !== '/register' && path !== '/login'),
          );
          // A file that its owner could delete.
          const { body } = await upload(server.url, 'mine', 'mine.txt', cast.amy.token);
          const input: typeof CALLS = { ...CALLS, '/delete_file': { file_id: String(body['file_id']) } };
          const earlier = await dump(place);
          const page = await context.newPage();
          await page.goto(`http://${host}:${evilPort}/`);
          const tried = await page.evaluate(attack, {
            target: server.url,
            calls: paths.map((path) => ({ path, input: input[path] ?? {} })),
          });
          await page.close();
          assert.ok(tried.sent >= paths.length * 9, `${tried.sent} tried`);
          assert.deepEqual(tried.read, [], 'the page could read answers');
          assert.equal(tried.socket, 'refused');
          assert.deepEqual(differences(earlier, await dump(place)), []);
          const arrived = server.logged().filter((line) => line.text.includes('"cross_site"')).length;
          assert.ok(arrived > paths.length, `only ${arrived} attacks reached the server`);
        });

        test(`a log-in from a page of ${host} does not become the visitor's`, async () => {
          const earlier = await context.cookies(server.url);
          const page = await context.newPage();
          await page.goto(`http://${host}:${evilPort}/`);
          await page.evaluate(attack, {
            target: server.url,
            calls: ['/login', '/register'].map((path) => ({ path, input: CALLS[path] ?? {} })),
          });
          await page.close();
          assert.deepEqual(await context.cookies(server.url), earlier);
        });
      }

      test('a foreign name for this server', async () => {
        const page = await context.newPage();
        const earlier = await dump(place);
        const answer = await page.goto(`http://evil.test:${server.port}/docs`);
        if (access === 'signed-in') {
          // It may be shown: no cookie of ours travels to another name.
          const text = await page.evaluate(async () => (await fetch('/auth')).text());
          assert.equal(readObject(text)['code'], 'not_signed_in');
        } else {
          assert.equal(answer?.status(), 421);
          await page.evaluate(attack, {
            target: `http://evil.test:${server.port}`,
            calls: Object.keys(CALLS).map((path) => ({ path, input: CALLS[path] ?? {} })),
          });
          for (const { method, path } of allEndpoints) {
            const bytes = Buffer.from(
              `${method} ${path} HTTP/1.1\r\nHost: evil.test\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`,
            );
            assert.equal(readAnswer(await sendBytes(server.port, bytes)).status, 421, path);
          }
          const upgrade =
            'GET /ws/G01 HTTP/1.1\r\nHost: evil.test\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n';
          assert.equal(readAnswer(await sendBytes(server.port, Buffer.from(upgrade))).status, 421);
          assert.equal(
            readAnswer(
              await sendBytes(
                server.port,
                Buffer.from('GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n'),
              ),
            ).status,
            200,
          );
        }
        await page.close();
        assert.deepEqual(differences(earlier, await dump(place)), []);
      });

      test('after all of it amy is still signed in', async () => {
        assert.equal((await must(server.url, '/auth', {}, cast.amy.token))['username'], 'amy');
      });
    });
  }
});
