import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Page } from 'playwright-core';
import { withoutBrowser } from '../browser.ts';
import { type Way } from './visitor.ts';
import { setStage } from './stage.ts';

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
    const stage = setStage();

    for (const way of waysToGo) {
      test(`what one writes the other sees, and every screen opens: ${Object.values(way).join(' ')}`, async () => {
        const [tony, amy] = [await stage.enter('tony', way), await stage.enter('amy', way)];
        await tony.page.goto(`${stage.server.url}/app/courses/A01`);
        await amy.page.goto(`${stage.server.url}/app/courses/A01`);
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
          await amy.page.goto(`${stage.server.url}/app/${screen}`);
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
  });
}

async function say(page: Page, text: string): Promise<void> {
  const composer = page.locator('[data-composer]');
  await composer.fill(text);
  await composer.press('Enter');
}
