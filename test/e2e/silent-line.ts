import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Browser } from 'playwright-core';
import { openBrowser, withoutBrowser } from '../browser.ts';
import { type FreshDatabase, freshDatabase } from '../engines.ts';
import { type Cast, must, settle } from '../torture/cast.ts';
import { type ServerProcess, startServer } from '../torture/server-process.ts';
import { handAt } from './hand.ts';
import { textsOf } from './history.ts';
import { layLine } from './line.ts';
import { signInAs, visit, type Way } from './visitor.ts';

const words = {
  zh: { waits: '等待网络', mine: '没有人听见', theirs: '对面说的话' },
  en: { waits: 'Waiting for the network', mine: 'Nobody hears this', theirs: 'Said on the other side' },
};

/** Ms until a page may take a connection for dead on which nothing comes, and until it has another. */
const FOUND_OUT = 45_000;

/** A connection that goes silent without a word, as behind a router that forgot it: the browser still takes it for open. */
export function fallSilent(some: readonly Way[]): void {
  describe('a connection that falls silent', { skip: withoutBrowser, concurrency: 2 }, () => {
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

    for (const way of some) {
      test(`is found out and replaced: ${Object.values(way).join(' ')}`, async (t) => {
        const says = words[way.language];
        const { amy, bob } = cast;
        const code = `${way.language}-${way.device}`;
        await must(server.url, '/create_chat', { room_code: code, room_name: code, username: 'amy' }, amy.token);
        await must(server.url, '/edit_user', { room_code: code, action: 'add', username: 'bob' }, amy.token);
        const bobSays = async (message: string) =>
          must(server.url, '/send_message', { room_code: code, sender: 'bob', message }, bob.token);
        const line = await layLine(server.port);
        t.after(() => line.close());
        const visitor = await visit(browser, line.url, way);
        t.after(() => visitor.close());
        const { page } = visitor;
        await signInAs(visitor, line.url, amy.token);
        await page.goto(`${line.url}/app/chats/${code}`);
        const inLog = (text: string) => page.getByRole('log').getByText(text, { exact: true });
        await bobSays('1');
        await inLog('1').waitFor();

        line.silence();
        await handAt(page, way).say(says.mine);
        await bobSays(says.theirs);
        await page.getByRole('article').last().getByText(says.waits).waitFor();
        await inLog(says.theirs).waitFor({ timeout: FOUND_OUT });
        await page.locator('article [aria-busy=true]').first().waitFor({ state: 'detached' });
        assert.deepEqual(await textsOf(server.url, code, amy.token), ['1', says.theirs, says.mine]);
        assert.deepEqual(visitor.troubles(), []);
      });
    }
  });
}
