import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Browser } from 'playwright-core';
import { openBrowser, withoutBrowser } from '../browser.ts';
import { type FreshDatabase, freshDatabase } from '../engines.ts';
import { must } from '../torture/cast.ts';
import { type ServerProcess, startServer } from '../torture/server-process.ts';
import { numbered, numbers, poison, ROOM } from './hostile-school.ts';
import { hostileStrings } from './hostile-strings.ts';
import { intruders, scrollThrough, type Through } from './inspect.ts';
import type { Who } from './screen.ts';
import { wordsIn } from './screen-words.ts';
import { goOn, screens, show } from './screens.ts';
import { signInAs, visit, type Visitor, ways } from './visitor.ts';

const [phone, desktop] = [ways[0], ways[1]];
/** A few of every kind, for what takes its time. */
const some = hostileStrings.filter((_, at) => at % 9 === 0);
const A_FEW = 16;

/** Hostile strings wherever people can write, where they are read; `everywhere`: on every other screen too. */
export function showHostileText({ everywhere }: { everywhere: boolean }): void {
  describe(`${hostileStrings.length} hostile strings`, { skip: withoutBrowser, concurrency: 2 }, () => {
    let browser: Browser;
    let place: FreshDatabase;
    let server: ServerProcess;
    let school: Awaited<ReturnType<typeof poison>>;
    before(async () => {
      [browser, place] = await Promise.all([openBrowser(), freshDatabase('sqlite')]);
      server = await startServer(place, { SEND_RATE: '0' });
      school = await poison(server);
    });
    after(async () => {
      await browser.close();
      await server.kill();
      await place.drop();
    });

    test('they work where nothing stops them, and what they leave is found', async () => {
      const { page, hits, troubles, close } = await enter('nobody');
      await page.route(`${server.url}/careless`, (route) =>
        route.fulfill({ contentType: 'text/html', body: '<!doctype html><body><p class="markdown">' }),
      );
      // A few at a time: some lead the whole page elsewhere, and with it those that had not run.
      let found = 0;
      for (let at = 0; at < hostileStrings.length; at += A_FEW) {
        await page.goto(`${server.url}/careless`);
        found += await page.evaluate(leave, hostileStrings.slice(at, at + A_FEW));
        await page.waitForLoadState('networkidle');
      }
      assert.ok(found > 100, `${found} found`);
      assert.ok(hits() > 50, `${hits()} ran`);
      assert.ok(troubles().filter((line) => line.startsWith('elsewhere')).length >= 8, troubles().join('\n'));
      await close();
    });

    test('every field takes most of them', () => {
      const { nicknames, usernames, ...others } = school.written;
      for (const [field, taken] of Object.entries(others)) assert.ok(taken.length >= 200, `${field}: ${taken.length}`);
      assert.ok(nicknames.length >= 200 && usernames.length >= 200, `${nicknames.length}, ${usernames.length}`);
    });

    test('those who read them: every list to its end', async () => {
      const { written, places } = school;
      const { page, safe, close } = await enter('amy', desktop);
      const main = 'main .overflow-y-auto';
      const course = `courses/${places.course}`;
      const log = '[role=log]';
      await page.goto(`${server.url}/app/${course}`);
      // What lays out mathematics comes when it is needed: from here on it is there.
      await page.locator('.katex').first().waitFor();
      await walk('chats', { of: 'aside nav', to: 'bottom', expected: written.rooms });
      await walk(`chats/${ROOM}`, { of: log, to: 'top', expected: numbers });
      await walk(course, { of: log, to: 'top', expected: written.titles });
      await walk(`${course}/content`, { of: main, to: 'bottom', expected: [...numbers, ...written.titles] });
      await walk(`${course}/people`, { of: main, to: 'bottom', expected: written.nicknames });
      await walk(`${course}/files`, { of: main, to: 'bottom', expected: written.files });
      await walk('activity', { of: main, to: 'bottom', expected: written.titles });
      await walk('search?sender=bob', { of: main, to: 'bottom', expected: numbers });
      await walk('courses', { of: main, to: 'bottom', expected: written.courses });
      safe();
      await close();

      async function walk(address: string, through: Through): Promise<void> {
        await goOn(page, `/app/${address}`);
        await page.locator(through.of).first().waitFor();
        const { unseen, found } = await page.evaluate(scrollThrough, through);
        assert.deepEqual([address, unseen.length, unseen.slice(0, 5), found], [address, 0, [], []]);
      }
    });

    test('addresses, titles, the palette, what comes while one looks, the desktop', async () => {
      const { page, safe, close } = await enter('amy', desktop);
      const { codes } = school.written;
      await page.goto(`${server.url}/app/me`);
      await page.locator('h1').waitFor();
      for (const code of codes.filter((_, at) => at % 9 === 0)) {
        await goOn(page, `/app/courses/${encodeURIComponent(code)}`);
        // Spaces are shown as one.
        const shown = code.replaceAll(/\s+/g, ' ').trim();
        await page.locator('h1', { hasText: shown }).waitFor();
        assert.ok((await page.title()).replaceAll(/\s+/g, ' ').endsWith(`${shown} · Lamitt`), await page.title());
        assert.deepEqual(await page.evaluate(intruders), []);
      }

      await page.goto(`${server.url}/app/chats/${ROOM}`);
      await page.getByRole('log').getByRole('article').first().waitFor();
      await page.keyboard.press('Control+k');
      for (const query of some) {
        await page.getByRole('combobox').fill(query);
        await page
          .getByRole('option')
          .or(page.getByRole('dialog').getByRole('status'))
          .first()
          .waitFor({ state: 'attached' });
        assert.deepEqual(await page.evaluate(intruders), []);
      }
      await page.keyboard.press('Escape');

      await page.evaluate(() => Object.defineProperty(document, 'hidden', { value: true, configurable: true }));
      for (const [at, text] of some.entries()) {
        const message = { room_code: ROOM, sender: 'bob', message: numbered(text, 1_000 + at) };
        await must(server.url, '/send_message', message, school.cast.bob.token);
      }
      await page.waitForFunction((last) => window.told?.at(-1)?.body.includes(last) === true, `№${999 + some.length};`);
      const told = await page.evaluate(() => window.told ?? []);
      assert.ok(told.every(({ icon }) => icon === '/app/icon-192.png'));
      assert.ok(told.some(({ title }) => title.includes('<img')));
      await page.evaluate(() => Object.defineProperty(document, 'hidden', { value: false, configurable: true }));
      const end = { of: '[role=log]', to: 'top', expected: some.map((_, at) => `№${1_000 + at};`) } as const;
      assert.deepEqual(await page.evaluate(scrollThrough, end), { unseen: [], found: [] });
      safe();
      await close();
    });

    test('those who write them: composer and editor', async () => {
      const words = wordsIn(desktop.language);
      const amy = await enter('amy', desktop);
      await amy.page.goto(`${server.url}/app/chats/${ROOM}`);
      const composer = amy.page.locator('[data-composer]');
      for (const [at, text] of some.entries()) {
        await composer.fill(numbered(text, 2_000 + at));
        await composer.press('Enter');
        await amy.page
          .getByRole('log')
          .getByText(`№${2_000 + at};`)
          .waitFor();
        assert.deepEqual(await amy.page.evaluate(intruders), []);
      }
      amy.safe();
      await amy.close();

      const tony = await enter('tony', desktop);
      await tony.page.goto(`${server.url}/app/courses/${school.places.course}/announcements`);
      await tony.page.getByRole('article').first().getByRole('button', { name: words.more }).click();
      await tony.page.getByRole('menuitem', { name: words.edit }).click();
      const dialog = tony.page.getByRole('dialog', { name: words.editor });
      for (let at = 0; at < hostileStrings.length; at += 12) {
        await dialog.getByText(words.writing, { exact: true }).click();
        await dialog.getByRole('textbox', { name: words.body }).fill(hostileStrings.slice(at, at + 12).join('\n\n'));
        await dialog.getByText(words.preview, { exact: true }).click();
        await dialog.locator('.markdown, p.whitespace-pre-wrap').first().waitFor();
        assert.deepEqual(await tony.page.evaluate(intruders), []);
      }
      tony.safe();
      await tony.close();
    });

    for (const who of everywhere ? (['amy', 'tony', 'bob', 'head'] as const) : []) {
      const theirs = screens.filter((screen) => screen.who === who);
      test(`every other screen: ${theirs.length} of ${who}`, async () => {
        const { page, safe, close } = await enter(who, phone);
        for (const screen of theirs) {
          await show(page, screen, { baseUrl: server.url, places: school.places, language: phone.language });
          assert.deepEqual({ [screen.name]: await page.evaluate(intruders) }, { [screen.name]: [] });
          await screen.after?.(page, wordsIn(phone.language));
        }
        safe();
        await close();
      });
    }

    type Watched = Visitor & { hits(): number; safe(): void };

    async function enter(who: Who, way: (typeof ways)[number] = desktop): Promise<Watched> {
      const visitor = await visit(browser, server.url, way);
      if (who !== 'nobody') await signInAs(visitor, server.url, school.cast[who].token);
      let hits = 0;
      await visitor.context.exposeFunction('__hit', () => void hits++);
      await visitor.context.addInitScript(`window.intruders = ${intruders.toString()}`);
      await visitor.context.addInitScript(listenAsDesktop);
      const safe = () => assert.deepEqual([hits, visitor.troubles()], [0, []]);
      return { ...visitor, hits: () => hits, safe };
    }
  });
}

/** Runs in a page that takes everything. Answers how much of it is found, looked at in the same breath. */
function leave(strings: readonly string[]): number {
  // Some of them take its place.
  const { body } = document;
  for (const string of strings) body.append(document.createRange().createContextualFragment(string));
  return window.intruders?.().length ?? 0;
}

/** Runs in the page before its own programs: the desktop takes notifications, and remembers them. */
function listenAsDesktop(): void {
  const told: NonNullable<Window['told']> = [];
  class Desktop extends EventTarget {
    static permission = 'granted';
    constructor(title: string, { body = '', icon = '' }: NotificationOptions = {}) {
      super();
      told.push({ title, body, icon });
    }
  }
  Object.assign(window, { told, Notification: Desktop });
  // What is shown in a frame has nothing to remember in.
  if (window === window.top && location.protocol.startsWith('http')) localStorage.setItem('notifications', 'on');
}
