import assert from 'node:assert/strict';
import { after, before, describe, test, type TestContext } from 'node:test';
import type { Browser, Locator, Page } from 'playwright-core';
import { openBrowser, withoutBrowser } from '../browser.ts';
import { type FreshDatabase, freshDatabase } from '../engines.ts';
import { type Cast, must, settle } from '../torture/cast.ts';
import { type ServerProcess, startServer } from '../torture/server-process.ts';
import { composerOf, handAt } from './hand.ts';
import { signInAs, visit, type Way } from './visitor.ts';

const words = {
  zh: {
    chats: '消息',
    unread: /^未读/,
    mention: '1 条提及我',
    count: (n: number) => `${n} 条未读`,
    hear: /^消息提醒/,
    mentions: /^仅提及我的/,
    muted: /^免打扰/,
    all: /^全部消息/,
    isMuted: '免打扰',
    markRead: (room: string) => `将 ${room} 标为已读`,
    markAll: '全部标为已读',
    undo: '撤销',
    nothing: '全部读完了',
    actions: '消息操作',
    keepUnread: '从这里起标为未读',
    draft: /草稿\s*写了一半/,
    half: '写了一半',
    offline: '写了一半，断网时又写',
    elsewhere: '写了一半，另一台上改了',
    inThread: '在话题中回复',
    details: '群组详情',
    here: '在线',
    typing: 'bob 正在输入…',
    showHere: '显示我在线',
    showTyping: '显示正在输入',
  },
  en: {
    chats: 'Chats',
    unread: /^Unread/,
    mention: '1 mention',
    count: (n: number) => `${n} unread`,
    hear: /^Notify me/,
    mentions: /^Mentions only/,
    muted: /^Muted/,
    all: /^Everything/,
    isMuted: 'Muted',
    markRead: (room: string) => `Mark ${room} as read`,
    markAll: 'Mark all as read',
    undo: 'Undo',
    nothing: 'You are all caught up',
    actions: 'Message actions',
    keepUnread: 'Keep unread from here',
    draft: /Draft\s*Half a/,
    half: 'Half a',
    offline: 'Half a thought, without a network',
    elsewhere: 'Half a word, on the other device',
    inThread: 'Reply in the thread',
    details: 'Group details',
    here: 'Here',
    typing: 'bob is typing…',
    showHere: 'Show when I am here',
    showTyping: 'Show when I am typing',
  },
};

/** What is heard of a room, what is unread, what is being written on two devices, and who is there. */
export function payAttention(some: readonly Way[]): void {
  describe('attention', { skip: withoutBrowser, concurrency: 2 }, () => {
    let browser: Browser;
    before(async () => {
      browser = await openBrowser();
    });
    after(() => browser.close());

    for (const way of some) {
      const says = words[way.language];

      test(`rooms are muted, unread is caught up with and kept: ${Object.values(way).join(' ')}`, async (t) => {
        const { url, cast, enter } = await open(t);
        const say = async (from: 'tony' | 'bob', room_code: string, message: string) =>
          must(url, '/send_message', { room_code, sender: from, message }, cast[from].token);
        await say('bob', 'G01', 'one');
        const [desk, other] = [await enter(way, 'amy', '/chats'), await enter(way, 'amy', '/chats')];
        const { page, hand } = desk;
        const row = (at: Page, name: string) =>
          at.getByRole('navigation', { name: says.chats, exact: true }).getByRole('link', { name });

        // What comes is counted, and mentions by themselves: they alone are in the title.
        await say('tony', 'A01', 'good morning');
        await say('tony', 'A01', '@amy please look at this');
        for (const at of [page, other.page]) {
          await row(at, 'Data Science').getByText(says.mention).waitFor();
          await row(at, 'Data Science').getByText(says.count(2)).waitFor();
          await titleOf(at, /^\(1\)/);
        }

        // Muted, here and on the other device; then mentions alone.
        await page.goto(`${url}/app/courses/A01/files`);
        await hand.press(page.getByRole('button', { name: says.hear }));
        await hand.press(page.getByRole('menuitemradio', { name: says.muted }));
        await row(other.page, 'Data Science').getByRole('img', { name: says.isMuted }).waitFor();
        await row(other.page, 'Data Science').getByText(says.mention).waitFor({ state: 'detached' });
        await titleOf(other.page, /^[^(]/);
        await page.getByRole('button', { name: says.hear }).focus();
        await page.keyboard.press('Enter');
        await page.getByRole('menuitemradio', { name: says.mentions }).focus();
        await page.keyboard.press('Enter');
        await row(other.page, 'Data Science').getByText(says.mention).waitFor();
        await titleOf(other.page, /^\(1\)/);

        // All of it at one look: one room is read and comes back, then everything is.
        await other.hand.press(other.page.getByRole('link', { name: says.unread }));
        const course = other.page.getByRole('region', { name: 'Data Science' });
        await course.getByText('@amy please look at this').waitFor();
        await other.hand.press(course.getByRole('button', { name: says.markRead('Data Science') }));
        await course.waitFor({ state: 'detached' });
        await titleOf(page, /^[^(]/);
        await other.hand.press(other.page.getByRole('button', { name: says.undo }));
        await course.getByText('good morning').waitFor();
        await titleOf(page, /^\(1\)/);
        await other.hand.press(other.page.getByRole('button', { name: says.markAll }));
        await other.page.getByText(says.nothing).waitFor();

        // A message is kept unread, and stays so when the room is left.
        await page.goto(`${url}/app/chats/G01`);
        await page.getByRole('log').getByText('one', { exact: true }).waitFor();
        await page.getByRole('button', { name: says.actions }).last().focus();
        await page.keyboard.press('Enter');
        await hand.press(page.getByRole('menuitem', { name: says.keepUnread }));
        await other.page.getByRole('region', { name: 'A New Group' }).getByText('one', { exact: true }).waitFor();
        await hand.goTo('chats');
        await row(page, 'A New Group').getByText(says.count(1)).waitFor();
        assert.deepEqual([...desk.troubles(), ...other.troubles()], []);
      });

      test(`a draft is on every device and loses nothing: ${Object.values(way).join(' ')}`, async (t) => {
        const { url, cast, enter } = await open(t);
        const [here, there] = [await enter(way, 'amy', '/chats/G01'), await enter(way, 'amy', '/chats/G01')];
        const [mine, theirs] = [composerOf(here.page, way), composerOf(there.page, way)];
        await theirs.waitFor();
        await mine.fill(says.half);
        await holds(theirs, says.half);
        await there.page.goto(there.page.url().replace('/G01', ''));
        await there.page.getByRole('link', { name: says.draft }).waitFor();
        await there.hand.press(there.page.getByRole('link', { name: says.draft }));

        // Both write while one has no network: both texts stay, on both.
        await here.page.context().setOffline(true);
        await mine.fill(says.offline);
        await theirs.fill(says.elsewhere);
        await saved(there.page, says.elsewhere);
        await here.page.context().setOffline(false);
        for (const at of [mine, theirs]) {
          await holds(at, says.offline);
          await holds(at, says.elsewhere);
        }

        // Sent on one, it is on none any more.
        await there.hand.say('done');
        await here.page.getByRole('log').getByText('done', { exact: true }).waitFor();
        await here.page.waitForFunction(
          () => document.querySelector<HTMLTextAreaElement>('[data-composer]')?.value === '',
        );

        // What is begun in a thread is there too, also where nobody looked; and it stays out of the room.
        const root = { room_code: 'G01', sender: 'bob', message: 'a root' };
        const id = Number((await must(url, '/send_message', root, cast.bob.token))['id']);
        const inThread = (page: Page) => page.getByRole('textbox', { name: says.inThread });
        await here.page.goto(`${url}/app/chats/G01?thread=${id}`);
        await inThread(here.page).fill(says.half);
        await saved(here.page, says.half, `thread:G01:${id}`);
        await saved(there.page, says.half, `thread:G01:${id}`);
        assert.equal(await theirs.inputValue(), '');
        await there.page.goto(here.page.url());
        await holds(inThread(there.page), says.half, `[aria-label="${says.inThread}"]`);
        await inThread(there.page).fill(says.elsewhere);
        await holds(inThread(here.page), says.elsewhere, `[aria-label="${says.inThread}"]`);
        assert.deepEqual([...here.troubles(), ...there.troubles()], []);
      });

      test(`who is there and writes is seen, unless they do not want it: ${Object.values(way).join(' ')}`, async (t) => {
        const { url, enter } = await open(t);
        const amy = await enter(way, 'amy', '/chats/G01');
        const heard: string[] = [];
        amy.page.on('websocket', (socket) => socket.on('framereceived', ({ payload }) => heard.push(String(payload))));
        await amy.page.reload();
        await amy.hand.press(amy.page.getByRole('button', { name: says.details }));
        const dot = amy.page.getByRole('listitem').filter({ hasText: '@bob' }).getByText(says.here, { exact: true });
        await amy.page.getByRole('listitem').filter({ hasText: '@bob' }).waitFor();
        assert.equal(await dot.count(), 0);

        const bob = await enter(way, 'bob', '/chats/G01');
        await dot.waitFor();
        await composerOf(bob.page, way).pressSequentially('hm');
        await amy.page.getByText(says.typing).waitFor();

        await bob.page.goto(`${url}/app/me`);
        for (const name of [says.showHere, says.showTyping]) {
          await bob.hand.press(bob.page.getByRole('switch', { name }));
          await bob.page.getByRole('switch', { name, checked: false }).waitFor();
        }
        await dot.waitFor({ state: 'detached' });
        await bob.page.goto(`${url}/app/chats/G01`);
        heard.length = 0;
        await composerOf(bob.page, way).pressSequentially('secretly');
        await bob.hand.say('not seen writing');
        // On a phone the details stand above it.
        await amy.page.locator('[role=log]').getByText('not seen writing').waitFor();
        assert.deepEqual(
          heard.filter((frame) => frame.includes('"what":"typing"')),
          [],
        );
        assert.equal(await dot.count(), 0);
        assert.deepEqual([...amy.troubles(), ...bob.troubles()], []);
      });
    }

    async function open(t: TestContext) {
      const place: FreshDatabase = await freshDatabase('sqlite');
      t.after(() => place.drop());
      const server: ServerProcess = await startServer(place);
      t.after(() => server.kill());
      const { url } = server;
      const cast: Cast = await settle(server);
      await must(url, '/mark_all_read', {}, cast.amy.token);
      const enter = async (way: Way, name: 'amy' | 'bob', address: string) => {
        const visitor = await visit(browser, url, way);
        t.after(() => visitor.close());
        await signInAs(visitor, url, cast[name].token);
        await visitor.page.goto(`${url}/app${address}`);
        return { ...visitor, hand: handAt(visitor.page, way) };
      };
      return { url, cast, enter };
    }
  });
}

async function titleOf(page: Page, title: RegExp): Promise<void> {
  await page.waitForFunction((pattern) => new RegExp(pattern).test(document.title), title.source);
}

/** The field comes to hold the text, among others or alone. */
async function holds(field: Locator, text: string, selector = '[data-composer]'): Promise<void> {
  await field
    .page()
    .waitForFunction(
      ([where, part]) => document.querySelector<HTMLTextAreaElement>(where)?.value.includes(part) === true,
      [selector, text] as const,
    );
}

/** The server has the draft, as the page knows. */
async function saved(page: Page, text: string, place = 'room:G01'): Promise<void> {
  await page.waitForFunction(([where, part]) => localStorage.getItem(`agreed:${where}`)?.includes(part) === true, [
    place,
    text,
  ] as const);
}
