import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { getMessages, markRead, sendMessage } from '../../contract/chat.ts';
import { addCourseinfo, editCourseinfo } from '../../contract/posts.ts';
import { getEntries } from '../../contract/rooms.ts';
import { writeEntries } from '../../server/chat/live.fixture.ts';
import { openBrowser, withoutBrowser } from '../browser.ts';
import { openSchool, type TestSchool } from '../school.ts';
import { signInAs, visit, type Way } from './visitor.ts';

const words = {
  zh: { date: /跳到某一天/, day: '日期', jump: '跳转', latest: '回到最新', gone: '这条消息已不在了' },
  en: { date: /Jump to a date/, day: 'Date', jump: 'Jump', latest: 'To the latest', gone: 'not there any more' },
};
const MESSAGES = 1_500;
/** Beyond what is near a line, and what is reached page by page. */
const FAR = 500;

/** Places far back in a room, and the way to the newest again. */
export function goFarBack(waysToGo: readonly Way[]): void {
  describe('places far back in a room', { skip: withoutBrowser }, () => {
    let browser: Browser;
    let school: TestSchool;
    let firstSeq = 0;
    before(async () => {
      browser = await openBrowser();
      school = await openSchool('sqlite');
      await school.addGroup('G01', 'amy');
      const post = { course_code: 'A01', section: 'announcement', username: 'tony', body: 'Bring it.' };
      const added = await school.as.tony.call(addCourseinfo, { ...post, title: 'Before' });
      assert.ok(added.status === 'success');
      await writeEntries(school.school, 'A01', 'amy', FAR, 'talk');
      const changed = await school.as.tony.call(editCourseinfo, {
        id: added.id,
        rev: 0,
        title: 'By now',
        body: 'Bring it.',
      });
      assert.equal(changed.status, 'success');
      await writeEntries(school.school, 'G01', 'amy', MESSAGES, 'line');
      const found = await school.as.amy.call(getMessages, { room_code: 'G01' });
      assert.ok(found.status === 'success');
      firstSeq = found.messages[0]?.id ?? 0;
      await school.as.amy.call(markRead, { room_code: 'G01', id: firstSeq + MESSAGES });
    });
    after(async () => {
      await browser.close();
      await school.close();
    });

    for (const way of waysToGo) {
      test(`a link, the newest again, a date, and what is gone: ${Object.values(way).join(' ')}`, async () => {
        const text = words[way.language];
        const visitor = await visit(browser, school.baseUrl, way);
        await signInAs(visitor, school.baseUrl, school.tokens.amy);
        const { page } = visitor;
        const room = `${school.baseUrl}/app/chats/G01`;
        await page.goto(room);
        if (way === waysToGo[0]) await lineOf(page, MESSAGES - 1).waitFor();

        await page.goto(`${room}?message=${firstSeq + 30}`);
        await page.locator('.marked').filter({ hasText: 'line 30' }).waitFor();
        assert.equal(await lineOf(page, MESSAGES - 1).count(), 0);
        // Downwards it goes on without a gap, further than was fetched at first.
        const log = page.getByRole('log');
        for (let number = 40; number < 320; number += 10) {
          await log.evaluate((box) => box.scrollBy(0, 600));
          await page.waitForFunction(() => document.querySelectorAll('[role=log] article').length > 4);
        }
        const numbers = await shownNumbers(page);
        assert.ok((numbers[0] ?? 0) > 100, numbers.join(' '));
        assert.deepEqual(
          numbers,
          numbers.map((_each, index) => (numbers[0] ?? 0) + index),
        );

        // What is said meanwhile is not put below what is far from it.
        await school.as.amy.call(sendMessage, {
          room_code: 'G01',
          sender: 'amy',
          message: `news ${way.language} ${way.device}`,
        });
        await page.getByRole('button', { name: text.latest }).click();
        await log.getByText(`news ${way.language} ${way.device}`).waitFor();
        await page.getByRole('button', { name: text.latest }).waitFor({ state: 'detached' });
        assert.equal(new URL(page.url()).search, '');

        const date = page.getByRole('button', { name: text.date }).last();
        // Whoever is at the end is held there while rows are measured: then it is gone up once more.
        for (let turn = 1; turn <= 5; turn++) {
          await log.press('Home');
          const isThere = await date.click({ timeout: 2_000 }).then(
            () => true,
            () => false,
          );
          if (isThere) break;
        }
        await page.getByRole('dialog').getByLabel(text.day).fill('2020-01-01');
        await page.getByRole('button', { name: text.jump, exact: true }).click();
        await log.getByText('line 0', { exact: true }).waitFor();

        await page.goto(`${room}?message=999999`);
        await page.getByText(text.gone).first().waitFor();
        await log.getByText(`news ${way.language} ${way.device}`).waitFor();

        // A post far back is what it is by now, though what changed it is not loaded.
        const told = await school.as.amy.call(getEntries, { room_code: 'A01', limit: 20, date: 0 });
        const card = told.status === 'success' ? told.entries.find(({ kind }) => kind === 'post') : undefined;
        await page.goto(`${school.baseUrl}/app/courses/A01?message=${card?.seq}`);
        await log.getByRole('article').filter({ hasText: 'By now' }).waitFor();
        assert.equal(await log.getByText('Before').count(), 0);
        assert.deepEqual(visitor.troubles(), []);
        await visitor.close();
      });
    }
  });
}

function lineOf(page: Page, number: number) {
  return page.getByRole('log').getByText(`line ${number}`, { exact: true });
}

/** Of the lines that are drawn now, in order. */
async function shownNumbers(page: Page): Promise<number[]> {
  const texts = await page
    .getByRole('log')
    .getByText(/^line \d+$/)
    .allTextContents();
  return texts.map((text) => Number(text.replaceAll(/\D/g, '')));
}
