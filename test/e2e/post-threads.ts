import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Browser } from 'playwright-core';
import { addCourseinfo, editCourseinfo } from '../../contract/posts.ts';
import { openBrowser, withoutBrowser } from '../browser.ts';
import { openSchool, type TestSchool } from '../school.ts';
import { signInAs, visit, type Visitor, type Way } from './visitor.ts';

const words = {
  zh: {
    ask: '提问',
    write: '在话题中回复',
    open: '打开',
    one: /1 条回复/,
    two: /2 条回复/,
    threads: '话题',
    fresh: /1 条新/,
    due: /截止时间改为|截止时间已改|→/,
  },
  en: {
    ask: 'Ask a question',
    write: 'Reply in the thread',
    open: 'Open',
    one: /1 reply/,
    two: /2 replies/,
    threads: 'Threads',
    fresh: /1 new/,
    due: /→/,
  },
};
const DAY = 86_400_000;

/** What is said about homework stands where it is set. */
export function discussHomework(waysToGo: readonly Way[]): void {
  describe('what is said about homework stands where it is set', { skip: withoutBrowser }, () => {
    let browser: Browser;
    let school: TestSchool;
    before(async () => {
      browser = await openBrowser();
      school = await openSchool('sqlite');
    });
    after(async () => {
      await browser.close();
      await school.close();
    });

    for (const way of waysToGo) {
      test(`asked on its page, folded in the group, found under threads: ${Object.values(way).join(' ')}`, async () => {
        const text = words[way.language];
        const title = `Homework ${way.language}`;
        const now = school.school.clock.now();
        const homework = { section: 'assignment' as const, title, body: 'Questions 1 to 3.', username: 'tony' };
        const set = await school.as.tony.call(addCourseinfo, { course_code: 'A01', ...homework, due: now + DAY });
        assert.ok(set.status === 'success');
        const [tony, amy] = [await enter('tony'), await enter('amy')];

        // Asked where the homework stands.
        await amy.page.goto(`${school.baseUrl}/app/courses/A01/assignments`);
        const post = amy.page.getByRole('article', { name: title });
        await post.getByRole('button', { name: text.ask }).click();
        await post.getByRole('textbox', { name: text.write }).fill(`question ${way.language}`);
        await post.getByRole('textbox', { name: text.write }).press('Enter');
        await post.getByText(`question ${way.language}`).waitFor();

        // In the group it is folded below the card, and opens beside the room.
        await tony.page.goto(`${school.baseUrl}/app/courses/A01`);
        const card = tony.page.getByRole('log').getByRole('article').filter({ hasText: title }).first();
        const fold = card.getByRole('button', { name: text.one });
        await fold.click();
        await card.getByText(`question ${way.language}`).waitFor();
        assert.equal(await fold.getAttribute('aria-expanded'), 'true');
        await fold.click();
        await card.getByText(`question ${way.language}`).waitFor({ state: 'detached' });
        await card.getByRole('button', { name: text.open, exact: true }).click();
        await tony.page.getByRole('textbox', { name: text.write }).fill(`answer ${way.language}`);
        await tony.page.getByRole('textbox', { name: text.write }).press('Enter');

        // Whoever asked finds the answer under threads, and on the page of the homework.
        await post.getByText(`answer ${way.language}`).waitFor();
        await amy.page.goto(`${school.baseUrl}/app/chats`);
        await amy.page.getByRole('link', { name: text.threads }).first().click();
        await amy.page.getByRole('main').getByRole('link').filter({ hasText: title }).click();
        await amy.page
          .getByRole('article')
          .filter({ hasText: `answer ${way.language}` })
          .last()
          .waitFor();

        // Another due date is told in the group, before and after.
        const change = { id: set.id, rev: 0, title, body: homework.body, due: now + 3 * DAY };
        assert.equal((await school.as.tony.call(editCourseinfo, change)).status, 'success');
        await tony.page.goto(`${school.baseUrl}/app/courses/A01`);
        await tony.page
          .getByRole('log')
          .getByRole('article')
          .filter({ hasText: title })
          .filter({ hasText: text.due })
          .waitFor();
        assert.deepEqual([...tony.troubles(), ...amy.troubles()], []);
        await tony.close();
        await amy.close();

        async function enter(who: 'tony' | 'amy'): Promise<Visitor> {
          const visitor = await visit(browser, school.baseUrl, way);
          await signInAs(visitor, school.baseUrl, school.tokens[who]);
          return visitor;
        }
      });
    }
  });
}
