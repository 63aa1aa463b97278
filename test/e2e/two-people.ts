import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { openBrowser, withoutBrowser } from '../browser.ts';
import { type FreshDatabase, freshDatabase } from '../engines.ts';
import { type Cast, settle } from '../torture/cast.ts';
import { type ServerProcess, startServer } from '../torture/server-process.ts';
import { signInAs, visit, type Visitor, type Way } from './visitor.ts';

const screens = [
  'activity',
  'courses',
  'courses/A01',
  'courses/A01/announcements',
  'courses/A01/people',
  'chats',
  'me',
];

/** Two people in a room: what one does the other sees. */
export function talkAsTwo(waysToGo: readonly Way[]): void {
  describe('two people in the web app', { skip: withoutBrowser }, () => {
    let browser: Browser;
    let place: FreshDatabase;
    let server: ServerProcess;
    let cast: Cast;
    before(async () => {
      browser = await openBrowser();
      place = await freshDatabase('sqlite');
      server = await startServer(place);
      cast = await settle(server);
    });
    after(async () => {
      await browser.close();
      await server.kill();
      await place.drop();
    });

    for (const way of waysToGo) {
      test(`what one writes the other sees, and every screen opens: ${Object.values(way).join(' ')}`, async () => {
        const [tony, amy] = [await enter(way, 'tony'), await enter(way, 'amy')];
        await tony.page.goto(`${server.url}/app/courses/A01`);
        await amy.page.goto(`${server.url}/app/courses/A01`);
        await say(tony.page, `明天交作业 ${way.language} ${way.device}`);
        await amy.page
          .getByRole('log')
          .getByText(`明天交作业 ${way.language} ${way.device}`)
          .waitFor({ timeout: 5_000 });
        await say(amy.page, `**收到** <b>ok</b> ${way.language} ${way.device}`);
        await tony.page
          .getByRole('log')
          .getByText(`<b>ok</b> ${way.language} ${way.device}`)
          .waitFor({ timeout: 5_000 });
        for (const screen of screens) {
          await amy.page.goto(`${server.url}/app/${screen}`);
          await amy.page.getByRole('main').waitFor();
          await amy.page.locator('h1').first().waitFor({ state: 'attached' });
          const wide = await amy.page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
          assert.ok(wide <= 0, `${screen} scrolls sideways by ${wide} px`);
        }
        assert.deepEqual([...tony.troubles(), ...amy.troubles()], []);
        await tony.close();
        await amy.close();
      });
    }

    async function enter(way: Way, name: 'tony' | 'amy'): Promise<Visitor> {
      const visitor = await visit(browser, server.url, way);
      await signInAs(visitor, server.url, cast[name].token);
      return visitor;
    }
  });
}

async function say(page: Page, text: string): Promise<void> {
  const composer = page.locator('[data-composer]');
  await composer.fill(text);
  await composer.press('Enter');
}
