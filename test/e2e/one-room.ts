import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { openBrowser, withoutBrowser } from '../browser.ts';
import { freshDatabase } from '../engines.ts';
import { must, type Person, settle } from '../torture/cast.ts';
import { startServer, troubles } from '../torture/server-process.ts';
import { openAndroidApp } from './android-app.ts';
import { curlMessage } from './curl.ts';
import { handAt } from './hand.ts';
import { textsOf } from './history.ts';
import { signInAs, visit, type Way } from './visitor.ts';

const words = {
  zh: { line: (who: string, n: number) => `${who} 第 ${n} 条`, waits: '等待网络', lost: /^网络已断开/ },
  en: { line: (who: string, n: number) => `${who} no. ${n}`, waits: 'Waiting for the network', lost: /^No connection/ },
};
const A_LINE = /^\w+ (第 \d+ 条|no\. \d+)$/;

/**
 * Ms within which a message is everywhere, beyond what the pages take at the same moment for an empty call and a frame. A machine with
 * other work is late now and then; a slow client is late each time.
 */
const EVERYWHERE = 1_000;
const TRIES = 4;
/** How many each of them says at once with the others when the server is killed, and before it is there again. */
const HASTY = 3;
const ALONE = 2;

/** One room with four clients: a curl line, the Android app's socket, two browsers; the server is killed in the middle. */
export function talkInOneRoom(some: readonly Way[]): void {
  describe('one room, four clients at once', { skip: withoutBrowser, concurrency: 2 }, () => {
    let browser: Browser;
    before(async () => {
      browser = await openBrowser();
    });
    after(() => browser.close());

    for (const way of some) {
      test(`each message everywhere, and kill -9 loses and doubles nothing: ${Object.values(way).join(' ')}`, async (t) => {
        const place = await freshDatabase('sqlite');
        t.after(() => place.drop());
        let server = await startServer(place);
        t.after(() => server.kill());
        const { url, port } = server;
        const { tony, amy, bob, eve } = await settle(server);
        await must(url, '/create_chat', { room_code: 'R01', room_name: 'R01', username: 'tony' }, tony.token);
        for (const username of ['amy', 'bob', 'eve'])
          await must(url, '/edit_user', { room_code: 'R01', action: 'add', username }, tony.token);
        const says = words[way.language];

        const enter = async ({ token }: Person) => {
          const visitor = await visit(browser, url, way);
          t.after(() => visitor.close());
          await signInAs(visitor, url, token);
          await visitor.page.goto(`${url}/app/chats/R01`);
          return { ...visitor, hand: handAt(visitor.page, way) };
        };
        const [tonys, amys] = await Promise.all([enter(tony), enter(amy)]);
        const pages = [tonys.page, amys.page];
        const app = openAndroidApp(url, 'R01', bob);
        t.after(() => app.close());

        const clients = {
          curl: async (text: string) => curlMessage(url, 'R01', eve, text),
          app: (text: string) => app.say(text),
          tony: async (text: string) => tonys.hand.say(text),
          amy: async (text: string) => amys.hand.say(text),
        };
        const names = ['curl', 'app', 'tony', 'amy'] as const;
        const said: string[] = [];
        const next = (who: (typeof names)[number]) => {
          const text = says.line(who, said.length);
          said.push(text);
          return text;
        };
        const isEverywhere = async (text: string) =>
          Promise.all([app.shows(text), ...pages.map((page) => inLog(page, text).waitFor())]);

        const sayEverywhere = async (who: (typeof names)[number]) => {
          const text = next(who);
          const began = performance.now();
          const machine = Promise.all(pages.map(anEmptyCall));
          await Promise.all([clients[who](text), isEverywhere(text)]);
          const took = performance.now() - began;
          return took - Math.max(...(await machine));
        };

        // Once the first is everywhere, everybody is there.
        await sayEverywhere('curl');
        for (const who of names) {
          let took = await sayEverywhere(who);
          for (let tries = 1; took >= EVERYWHERE && tries < TRIES; tries++) took = await sayEverywhere(who);
          assert.ok(took < EVERYWHERE, `what is said by ${who} is everywhere after ${took} ms`);
        }

        const killed = Promise.withResolvers<void>();
        const talk = names.map(async (who) => {
          for (let n = 0; n < HASTY; n++) await clients[who](next(who));
          await killed.promise;
          for (let n = 0; n < ALONE; n++) await clients[who](next(who));
        });
        await app.shows(said.findLast((text) => text.startsWith('curl')) ?? '');
        await server.kill();
        killed.resolve();
        for (const page of pages) {
          await lostLine(page, says.lost).waitFor();
          await page.getByRole('article').last().getByText(says.waits).waitFor();
        }
        const printed = troubles(server);

        server = await startServer(place, { PORT: String(port) });
        await Promise.all(talk);
        // Of a long log only what is in sight is drawn: now all of it is.
        for (const page of pages) await page.setViewportSize({ width: page.viewportSize()?.width ?? 0, height: 5_000 });
        await Promise.all(said.map(isEverywhere));
        const kept = await textsOf(url, 'R01', tony.token);
        assert.deepEqual(kept.toSorted(), said.toSorted(), 'what was said is not what is kept');
        assert.deepEqual(app.shown(), kept);
        for (const page of pages) {
          await lostLine(page, says.lost).waitFor({ state: 'hidden' });
          await page.locator('article [aria-busy=true]').first().waitFor({ state: 'detached' });
          assert.deepEqual(await page.getByRole('log').getByText(A_LINE).allTextContents(), kept);
        }
        for (const who of names) await sayEverywhere(who);
        assert.deepEqual([...tonys.troubles(), ...amys.troubles(), ...printed, ...troubles(server)], []);
      });
    }
  });
}

function inLog(page: Page, text: string) {
  return page.getByRole('log').getByText(text, { exact: true });
}

/** What says that there is no connection. */
function lostLine(page: Page, lost: RegExp) {
  return page.getByRole('status').filter({ hasText: lost });
}

/** Ms for a call that does nothing, and until the next frame is drawn. */
async function anEmptyCall(page: Page): Promise<number> {
  const began = performance.now();
  await page.evaluate(async () => {
    await fetch('/health').catch(() => undefined);
    await new Promise((drawn) => requestAnimationFrame(drawn));
  });
  return performance.now() - began;
}
