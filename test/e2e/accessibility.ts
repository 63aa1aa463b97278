import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Browser } from 'playwright-core';
import { openBrowser, withoutBrowser } from '../browser.ts';
import { type FreshDatabase, freshDatabase } from '../engines.ts';
import { type Cast, register } from '../torture/cast.ts';
import { type ServerProcess, startServer } from '../torture/server-process.ts';
import { breaches, LEAST, NARROWEST, overhanging, smallerThan, WIDEST } from './look-over.ts';
import type { Places, Screen } from './screen.ts';
import { furnish } from './screen-school.ts';
import { firstScreens, screens, show } from './screens.ts';
import { wordsIn } from './screen-words.ts';
import { signInAs, visit, type Visitor, type Way, ways } from './visitor.ts';

/** Every screen, looked over in each of these ways; in `parts`, each way has one part of the screens, none of them twice. */
export function lookOverIn(chosen: readonly Way[], { parts = 1 } = {}): void {
  describe('every screen is for everyone', { skip: withoutBrowser, concurrency: 2 }, () => {
    let browser: Browser;
    let lived: FreshDatabase;
    let fresh: FreshDatabase;
    let server: ServerProcess;
    let first: ServerProcess;
    let cast: Cast;
    let places: Places;

    before(async () => {
      [browser, lived, fresh] = await Promise.all([openBrowser(), freshDatabase('sqlite'), freshDatabase('sqlite')]);
      [server, first] = await Promise.all([startServer(lived), startServer(fresh, { RECOVERY: 'code' })]);
      ({ cast, places } = await furnish(server));
    });
    after(async () => {
      await browser.close();
      await Promise.all([server.kill(), first.kill()]);
      await Promise.all([lived.drop(), fresh.drop()]);
    });

    test('what is wrong is found', async () => {
      const { page, close } = await visit(browser, server.url, chosen[0] ?? ways[0]);
      await page.goto(`${server.url}/app/sign-in`);
      await page.getByRole('button').last().waitFor();
      await page.waitForLoadState('networkidle');
      assert.deepEqual(
        [await breaches(page), await smallerThan(page, LEAST), await overhanging(page, [NARROWEST, WIDEST])],
        [[], [], []],
      );
      await page.evaluate(() => {
        // Beside the app, which may still put its own things in order.
        const faint = '<p style="position: fixed; inset: 0 auto auto 0; background: #fff; color: #aaa">faint</p>';
        document.body.insertAdjacentHTML('beforeend', `${faint}<button style="width: 20px">x</button>`);
        document.querySelector('h1')?.style.setProperty('min-width', '400px');
      });
      assert.match((await breaches(page)).join('\n'), /^color-contrast/);
      assert.match((await smallerThan(page, LEAST)).join('\n'), /^20×/);
      assert.match((await overhanging(page, [NARROWEST])).join('\n'), /^360 px: out of sight/m);
      await close();
    });

    test('those of a school that begins', async () => {
      const starting = firstScreens.filter(({ who }) => who === 'nobody');
      const found: string[] = [];
      for (const way of chosen) found.push(...(await lookOver(way, first.url, starting)));
      const head = await register(first.url, 'head', first.invitation);
      const later = firstScreens.filter(({ who }) => who === 'head');
      for (const way of chosen) found.push(...(await lookOver(way, first.url, later, head.token)));
      assert.deepEqual(found, []);
    });

    for (const [turn, way] of chosen.entries()) {
      const here = parts === 1 ? screens : screens.filter((_screen, at) => at % parts === turn);
      test(`${here.length} screens: ${Object.values(way).join(' ')}`, async () => {
        const found: string[] = [];
        for (const [who, theirs] of Map.groupBy(here, (screen) => screen.who)) {
          const token = who === 'nobody' ? undefined : cast[who].token;
          found.push(...(await lookOver(way, server.url, theirs, token)));
        }
        assert.deepEqual(found, []);
      });
    }

    async function lookOver(way: Way, url: string, some: readonly Screen[], token?: string): Promise<string[]> {
      const visitor = await visit(browser, url, way);
      if (way.device === 'phone') await visitor.page.setViewportSize({ width: NARROWEST, height: 780 });
      if (token !== undefined) await signInAs(visitor, url, token);
      const found: string[] = [];
      for (const screen of some) {
        const wrong = await lookAt(visitor, screen, url, way);
        found.push(...wrong.map((what) => `${screen.name} (${way.language} ${way.device} ${way.theme}): ${what}`));
      }
      found.push(...visitor.troubles());
      await visitor.close();
      return found;
    }

    async function lookAt({ page }: Visitor, screen: Screen, baseUrl: string, way: Way): Promise<string[]> {
      await show(page, screen, { baseUrl, places, language: way.language });
      const found = await breaches(page);
      if (way.device === 'phone') found.push(...(await smallerThan(page, LEAST)).map((what) => `too small: ${what}`));
      found.push(...(await overhanging(page, way.device === 'phone' ? [] : [WIDEST])));
      await screen.after?.(page, wordsIn(way.language));
      return found;
    }
  });
}
