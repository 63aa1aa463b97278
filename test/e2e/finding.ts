import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { withoutBrowser } from '../browser.ts';
import { must, upload } from '../torture/cast.ts';
import { composerOf, handAt } from './hand.ts';
import { signInAs, visit, type Way } from './visitor.ts';
import { setStage } from './stage.ts';

const words = {
  zh: {
    field: '搜索消息、课程内容和文件',
    results: '搜索结果',
    found: (n: string) => `${n} 个结果`,
    where: '范围',
    from: /^发送人/,
    fromWhom: '谁发的？',
    noLonger: /^不再只看/,
    since: '开始日期',
    withFiles: '有文件',
    none: '没有找到',
    clear: '清除筛选',
    open: '搜索或跳转',
    people: '用户',
    person: '用户',
    courses: '课程',
    // By the initials of 切换主题 nothing is called; 快捷键 is found by its sounds.
    action: 'kjj',
    shortcuts: '键盘快捷键',
    searchFor: '全文搜索“概率”',
  },
  en: {
    field: 'Search messages, posts and files',
    results: 'Results',
    found: (n: string) => `${n} results`,
    where: 'Where',
    from: /^From/,
    fromWhom: 'From whom?',
    noLonger: /^No longer only from/,
    since: 'Since',
    withFiles: 'With files',
    none: 'Nothing found',
    clear: 'Take the filters away',
    open: 'Search or go to',
    people: 'People',
    person: 'Person',
    courses: 'Courses',
    action: 'shortc',
    shortcuts: 'Keyboard shortcuts',
    searchFor: 'Search everything for “概率”',
  },
};

/** More than two pages of what is found. */
const MANY = 45;

/** Finds what was said, posted and sent along, goes to where it stands, and jumps to places by name and pinyin. */
export function findThings(some: readonly Way[]): void {
  describe('finding', { skip: withoutBrowser, concurrency: 2 }, () => {
    const stage = setStage({ SEND_RATE: '0' });
    before(fill);

    for (const way of some) {
      const says = words[way.language];

      test(`by words and filters, to its place: ${Object.values(way).join(' ')}`, async (t) => {
        const { page, hand, troubles } = await enter(way, t);
        await page.goto(`${stage.server.url}/app/search`);
        const field = page.getByRole('searchbox', { name: says.field });
        const hits = page.getByRole('region', { name: says.results }).getByRole('listitem');

        // One box over messages, posts and names of files, from one character on; the newest first, marked.
        await field.fill('概率');
        await page.getByText(says.found('4'), { exact: true }).waitFor();
        assert.deepEqual(await hits.locator('mark').allTextContents(), ['概率', '概率', '概率', '概率', '概率']);
        assert.match(await hits.first().innerText(), /概率.pdf/);
        assert.match(await hits.nth(1).innerText(), /概率作业/);

        // By whoever said it, with files, in a place, since a day; all of it stands in the address.
        await hand.press(page.getByRole('button', { name: says.from }));
        await page.getByRole('dialog').getByRole('searchbox', { name: says.fromWhom }).fill('bob');
        await hand.press(page.getByRole('dialog').getByRole('button').filter({ hasText: '@bob' }));
        await page.getByText(says.found('2'), { exact: true }).waitFor();
        await hand.press(page.getByRole('button', { name: says.withFiles, exact: true }));
        await hits.filter({ hasText: '概率.pdf' }).waitFor();
        assert.equal(await hits.count(), 1);
        await page.getByRole('combobox', { name: says.where }).selectOption('A01');
        await page.getByText(says.none).waitFor();
        await page.reload();
        await hand.press(page.getByRole('button', { name: says.clear }));
        await page.getByText(says.found('4'), { exact: true }).waitFor();
        await page.getByLabel(says.since).fill('2100-01-01');
        await page.getByText(says.none).waitFor();
        await hand.press(page.getByRole('button', { name: says.clear }));

        // By its beginning and its stem; page after page, by the keyboard, to the place of a message far up.
        await field.fill('remember');
        await page.getByText(says.found('20+'), { exact: true }).waitFor();
        await hits.first().getByText(`Remembering no. ${MANY}`).waitFor();
        for (let there = await hits.count(); there < MANY; there = await hits.count()) {
          await hits.last().scrollIntoViewIfNeeded();
          await hits.nth(there).waitFor();
        }
        await page.getByText(says.found(String(MANY)), { exact: true }).waitFor();
        await field.focus();
        await page.keyboard.press('ArrowDown');
        assert.match(await page.evaluate(() => document.activeElement?.textContent ?? ''), /no\. 45/);
        await hand.press(hits.filter({ hasText: /no\. 3$/ }).getByRole('link'));
        await composerOf(page, way).waitFor();
        const line = page.getByRole('log').getByText('Remembering no. 3', { exact: true });
        await line.waitFor();
        await page.waitForFunction(inSight, 'Remembering no. 3');

        // Back, it is found as it was; a post opens as it is.
        await page.goBack();
        await page
          .getByText(says.found('20+'), { exact: true })
          .or(page.getByText(says.found(String(MANY))))
          .first()
          .waitFor();
        await field.fill('概率');
        await hand.press(hits.filter({ hasText: '概率作业' }).getByRole('link'));
        await page.getByText('第三章的概率题').first().waitFor();
        assert.deepEqual(troubles(), []);
      });

      test(`by name and pinyin, from the keyboard: ${Object.values(way).join(' ')}`, async (t) => {
        const { page, troubles } = await enter(way, t);
        const option = (name: string | RegExp) => page.getByRole('option', { name });
        const ask = async (text: string) => {
          await page.keyboard.press('Control+k');
          await page.getByRole('combobox', { name: says.open }).fill(text);
        };
        await ask('qmfx');
        await option('期末复习小组').waitFor();
        await page.keyboard.press('Enter');
        await composerOf(page, way).waitFor();
        assert.equal(new URL(page.url()).pathname, '/app/chats/G01');

        await ask('lilei');
        await page.getByRole('group', { name: says.people }).getByRole('option', { name: '李雷' }).waitFor();
        await page.keyboard.press('Enter');
        await page.getByRole('dialog', { name: says.person }).getByText('@bob').waitFor();
        await page.keyboard.press('Escape');
        await page.waitForFunction(() => document.querySelector('[role=dialog]') === null);

        await ask('xianxing');
        await page.getByRole('group', { name: says.courses }).getByRole('option', { name: '线性代数' }).waitFor();
        await page.keyboard.press('Enter');
        await page.getByRole('heading', { name: '线性代数' }).waitFor();

        await ask(says.action);
        await option(says.shortcuts).waitFor();
        await page.keyboard.press('Enter');
        await page.getByRole('dialog', { name: says.shortcuts }).waitFor();
        await page.keyboard.press('Escape');
        await page.waitForFunction(() => document.querySelector('[role=dialog]') === null);

        await ask('概率');
        await option(says.searchFor).waitFor();
        await page.keyboard.press('Enter');
        await page.getByText(says.found('4'), { exact: true }).waitFor();
        assert.deepEqual(troubles(), []);
      });
    }

    async function enter(way: Way, t: { after(done: () => Promise<void>): void }) {
      const visitor = await visit(stage.browser, stage.server.url, way);
      t.after(() => visitor.close());
      await signInAs(visitor, stage.server.url, stage.cast.amy.token);
      await visitor.page.goto(`${stage.server.url}/app/chats`);
      await visitor.page.getByText('期末复习小组').filter({ visible: true }).first().waitFor();
      return { ...visitor, hand: handAt(visitor.page, way) };
    }

    /** In order: the last is the newest. */
    async function fill(): Promise<void> {
      const { url } = stage.server;
      const { tony, amy, bob } = stage.cast;
      const say = async (from: 'tony' | 'amy' | 'bob', room_code: string, message: string, more = {}) =>
        must(url, '/send_message', { room_code, sender: from, message, ...more }, stage.cast[from].token);
      await must(url, '/change_info', { username: 'bob', nickname: '李雷' }, bob.token);
      await must(url, '/edit_chat', { room_code: 'G01', room_name: '期末复习小组' }, amy.token);
      await must(url, '/create_course', { course_code: 'L01', course_name: '线性代数', username: 'tony' }, tony.token);
      for (let n = 1; n <= MANY; n++) await say('bob', 'G01', `Remembering no. ${n}`);
      await say('tony', 'A01', '明天讲概率');
      await say('bob', 'G01', '有人会概率吗？');
      const post = { course_code: 'A01', section: 'assignment', username: 'tony', title: '概率作业' };
      await must(url, '/add_courseinfo', { ...post, body: '第三章的概率题' }, tony.token);
      const { body } = await upload(url, '%PDF-1.4 notes', '概率.pdf', bob.token);
      await say('bob', 'G01', '', { file_id: body['file_id'] });
    }
  });
}

/** Runs in the page. */
function inSight(text: string): boolean {
  const log = document.querySelector('[role=log]');
  const found = [...(log?.querySelectorAll('p') ?? [])].find((line) => line.textContent === text);
  if (log === null || found === undefined) return false;
  const [line, around] = [found.getBoundingClientRect(), log.getBoundingClientRect()];
  return line.top >= around.top && line.bottom <= around.bottom;
}
