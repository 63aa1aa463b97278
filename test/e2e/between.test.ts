import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Browser } from 'playwright-core';
import { openBrowser, withoutBrowser } from '../browser.ts';
import { type FreshDatabase, freshDatabase } from '../engines.ts';
import { type Cast, must, settle } from '../torture/cast.ts';
import { type ServerProcess, startServer } from '../torture/server-process.ts';
import { composerOf } from './hand.ts';
import { signInAs, visit, ways } from './visitor.ts';

/** A room is read by a call and followed by the socket; what is said between the two is in neither. */
describe('what is said while a room opens', { skip: withoutBrowser, concurrency: 2 }, () => {
  let browser: Browser;
  let place: FreshDatabase;
  let server: ServerProcess;
  let cast: Cast;
  before(async () => {
    [browser, place] = await Promise.all([openBrowser(), freshDatabase('sqlite')]);
    server = await startServer(place);
    cast = await settle(server);
  });
  after(async () => {
    await browser.close();
    await server.kill();
    await place.drop();
  });

  for (const first of ['the log', 'the socket']) {
    test(`is seen, though ${first} is there first`, async (t) => {
      const [way] = ways;
      const { url } = server;
      const code = first.at(-1) ?? '';
      await must(url, '/create_chat', { room_code: code, room_name: code, username: 'amy' }, cast.amy.token);
      const visitor = await visit(browser, url, way);
      t.after(() => visitor.close());
      const { page } = visitor;
      await signInAs(visitor, url, cast.amy.token);
      const [said, read, welcomed] = [1, 2, 3].map(() => Promise.withResolvers<void>());
      assert.ok(said && read && welcomed);
      await page.routeWebSocket('**/ws', async (socket) => {
        await (first === 'the log' ? read : said).promise;
        const onwards = socket.connectToServer();
        onwards.onMessage((frame) => {
          socket.send(frame);
          welcomed.resolve();
        });
      });
      await page.route(
        '**/get_entries*',
        async (route) => {
          const answer = await route.fetch();
          const message = { room_code: code, sender: 'amy', message: 'between' };
          await must(url, '/send_message', message, cast.amy.token);
          said.resolve();
          if (first === 'the socket') await welcomed.promise;
          await route.fulfill({ response: answer });
        },
        { times: 1 },
      );
      await page.goto(`${url}/app/chats/${code}`);
      await composerOf(page, way).waitFor();
      read.resolve();
      await page.getByRole('log').getByText('between', { exact: true }).waitFor();
      assert.deepEqual(visitor.troubles(), []);
    });
  }
});
