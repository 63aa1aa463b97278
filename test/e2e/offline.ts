import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { openBrowser, withoutBrowser } from '../browser.ts';
import { type FreshDatabase, freshDatabase } from '../engines.ts';
import { type Cast, must, settle } from '../torture/cast.ts';
import { type ServerProcess, startServer, troubles } from '../torture/server-process.ts';
import { composerOf, handAt } from './hand.ts';
import { textsOf } from './history.ts';
import { signInAs, visit, type Way } from './visitor.ts';

const words = {
  zh: {
    lost: /^网络已断开/,
    waits: '等待网络',
    announce: '发公告',
    title: '标题',
    body: '正文',
    close: '关闭',
    tabs: { chat: '讨论', announcements: '公告' },
    read: '断网之前读过的',
    said: ['断网时写的第一条', '断网时写的第二条'],
    last: '按下回车就刷新了',
    draft: '才写了一半的话',
    posted: '停课通知',
    meanwhile: '这期间别人说的',
  },
  en: {
    lost: /^No connection/,
    waits: 'Waiting for the network',
    announce: 'Announce',
    title: 'Title',
    body: 'Text',
    close: 'Close',
    tabs: { chat: 'Discussion', announcements: 'Announcements' },
    read: 'Read before it was lost',
    said: ['Written while it was lost', 'and one more'],
    last: 'Reloaded as it was sent',
    draft: 'Half a thou',
    posted: 'No lecture on Friday',
    meanwhile: 'Said meanwhile by somebody else',
  },
};

/** Writes and reads on without a network, through reloads; once it is back all goes out, once. */
export function goOffline(some: readonly Way[]): void {
  describe('offline and back', { skip: withoutBrowser, concurrency: 2 }, () => {
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
      test(`what was read stays, what is written goes out once: ${Object.values(way).join(' ')}`, async (t) => {
        const says = words[way.language];
        const { tony, amy } = cast;
        const { url } = server;
        // A course of its own, so that the ways do not meet.
        const code = `${way.language}-${way.device}`;
        await must(url, '/create_course', { course_code: code, course_name: code, username: 'tony' }, tony.token);
        await must(url, '/enrol_list', { course_code: code, usernames: ['amy'] }, tony.token);
        const amySays = async (message: string) =>
          must(url, '/send_message', { room_code: code, sender: 'amy', message }, amy.token);
        await amySays(says.read);
        const post = { course_code: code, section: 'announcement', username: 'tony', title: 'Important!', body: '…' };
        await must(url, '/add_courseinfo', post, tony.token);

        const { page, context, ...visitor } = await visit(browser, url, way);
        t.after(() => visitor.close());
        await signInAs({ page, context, ...visitor }, url, tony.token);
        const hand = handAt(page, way);
        const composer = composerOf(page, way);
        const waiting = (text: string) =>
          page.getByRole('article').filter({ hasText: text }).getByText(says.waits, { exact: true });
        const tab = (name: string) => page.getByRole('main').getByRole('link', { name, exact: true });
        const lost = page.getByRole('status').filter({ hasText: says.lost });

        // What will be there later is read once.
        await page.goto(`${url}/app/courses/${code}`);
        await inLog(page, says.read).waitFor();
        await hand.press(tab(says.tabs.announcements));
        await page.getByRole('article', { name: 'Important!' }).waitFor();
        await page.evaluate(async () => navigator.serviceWorker.ready);
        await page.reload();
        await page.getByRole('article', { name: 'Important!' }).waitFor();

        await context.setOffline(true);
        await lost.waitFor();
        await hand.press(tab(says.tabs.chat));
        for (const text of says.said) await hand.say(text);
        for (const text of says.said) await waiting(text).waitFor();
        await hand.write(composer, says.draft);
        await hand.press(tab(says.tabs.announcements));
        await hand.press(page.getByRole('button', { name: says.announce }));
        const editor = page.getByRole('dialog', { name: says.announce });
        await hand.write(editor.getByRole('textbox', { name: says.title }), says.posted);
        await hand.write(editor.getByRole('textbox', { name: says.body }), says.draft);

        // The page is gone and comes back, and still there is no network.
        await page.reload();
        await page.getByRole('article', { name: 'Important!' }).waitFor();
        await lost.waitFor();
        await hand.press(page.getByRole('button', { name: says.announce }));
        assert.equal(await editor.getByRole('textbox', { name: says.title }).inputValue(), says.posted);
        assert.equal(await editor.getByRole('textbox', { name: says.body }).inputValue(), says.draft);
        await hand.press(editor.getByRole('button', { name: says.close }));
        await hand.press(tab(says.tabs.chat));
        await inLog(page, says.read).waitFor();
        for (const text of says.said) await waiting(text).waitFor();
        assert.equal(await composer.inputValue(), says.draft);
        // What is sent in the very moment in which the page goes is not lost either.
        await hand.write(composer, says.last);
        await composer.evaluate((field) => {
          field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true }));
          location.reload();
        });
        await waiting(says.last).waitFor();
        assert.equal(await composer.inputValue(), '');
        await hand.write(composer, says.draft);
        await amySays(says.meanwhile);

        await context.setOffline(false);
        await inLog(page, says.meanwhile).waitFor();
        await lost.waitFor({ state: 'hidden' });
        await page.locator('article [aria-busy=true]').first().waitFor({ state: 'detached' });
        const all = [says.read, says.meanwhile, ...says.said, says.last];
        assert.deepEqual(await textsOf(url, code, tony.token), all);
        assert.equal(await composer.inputValue(), says.draft);

        await page.reload();
        for (const text of all) await inLog(page, text).waitFor();
        assert.equal(await composer.inputValue(), says.draft);
        assert.equal(await page.getByText(says.waits).count(), 0);
        assert.deepEqual(await textsOf(url, code, tony.token), all);
        assert.deepEqual([...visitor.troubles(), ...troubles(server)], []);
      });
    }
  });
}

function inLog(page: Page, text: string) {
  return page.getByRole('log').getByText(text, { exact: true });
}
