import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Locator } from 'playwright-core';
import { withoutBrowser } from '../browser.ts';
import { must } from '../torture/cast.ts';
import { type Visitor, type Way } from './visitor.ts';
import { troubles } from '../torture/server-process.ts';
import { setStage } from './stage.ts';

const words = {
  zh: {
    set: '布置作业',
    change: '编辑作业',
    edit: '编辑',
    title: '标题',
    body: '正文',
    due: '截止时间',
    post: '发布',
    save: '保存',
    ask: '提问',
    following: '已关注',
    reply: '在话题中回复',
    one: /1 条回复/,
    latest: '最新回复',
    thread: '话题',
    threads: /^话题/,
    fresh: '1 条新回复',
    unread: '未读',
    moved: /截止时间从 2099年3月4日 23:59 改为 2099年3月9日 20:00/,
    now: '截止 2099年3月9日 20:00',
    toLatest: '回到最新',
    latestNew: /条新消息/,
    question: '要写学号吗？',
    answer: '要，写在第一页。',
  },
  en: {
    set: 'Set homework',
    change: 'Edit assignment',
    edit: 'Edit',
    title: 'Title',
    body: 'Text',
    due: 'Due',
    post: 'Post',
    save: 'Save',
    ask: 'Ask a question',
    following: 'Following',
    reply: 'Reply in the thread',
    one: /1 reply/,
    latest: 'Latest replies',
    thread: 'Thread',
    threads: /^Threads/,
    fresh: '1 new',
    unread: 'Unread',
    moved: /due date moved from Mar 4, 2099 23:59 to Mar 9, 2099 20:00/,
    now: 'Due Mar 9, 2099 20:00',
    toLatest: 'To the latest',
    latestNew: /new messages?$/,
    question: 'Do we put our id on it?',
    answer: 'Yes, on the first page.',
  },
};

/** Replies that come after: more than a thread begins with. */
const MORE = 60;

/** What is said about homework stands where it is set, and in the course's group. */
export function discussHomework(waysToGo: readonly Way[]): void {
  describe('a post and what is said about it', { skip: withoutBrowser }, () => {
    const stage = setStage();

    for (const way of waysToGo) {
      test(`asked where it is set, answered in the group: ${Object.values(way).join(' ')}`, async () => {
        const text = words[way.language];
        const homework = `Homework ${way.language} ${way.device}`;
        const course = `${stage.server.url}/app/courses/A01`;
        const [tony, amy, head] = [
          await stage.enter('tony', way),
          await stage.enter('amy', way),
          await stage.enter('head', way),
        ];

        await tony.page.goto(`${course}/assignments`);
        await tony.page.getByRole('button', { name: text.set }).first().click();
        const setting = tony.page.getByRole('dialog', { name: text.set });
        await setting.getByRole('textbox', { name: text.title, exact: true }).fill(homework);
        await setting.getByLabel(text.due, { exact: true }).fill('2099-03-04T23:59');
        await setting.getByRole('textbox', { name: text.body, exact: true }).fill('Questions 3 to 5.');
        await setting.getByRole('button', { name: text.post, exact: true }).click();
        await setting.waitFor({ state: 'detached' });

        // The student asks where it stands, and goes elsewhere.
        await amy.page.goto(`${course}/assignments`);
        const set = amy.page.getByRole('article', { name: homework });
        await set.getByRole('link', { name: text.ask }).click();
        await say(set.getByRole('textbox', { name: text.reply }), text.question);
        await set.getByRole('article').filter({ hasText: text.question }).waitFor();
        await set.getByRole('button', { name: text.following, pressed: true }).waitFor();
        const post = new URL(amy.page.url());
        await amy.page.goto(`${stage.server.url}/app/activity`);

        // The instructor folds it open and shut in the group by the keyboard, and answers beside the room.
        await tony.page.goto(course);
        const card = cardsOf(tony, homework).first();
        await card.getByRole('button', { name: text.one }).waitFor();
        const fold = card.getByRole('button', { name: text.latest });
        assert.equal(await fold.getAttribute('aria-expanded'), 'false');
        await fold.press('Enter');
        await card.getByRole('listitem').filter({ hasText: text.question }).waitFor();
        assert.equal(await fold.getAttribute('aria-expanded'), 'true');
        await fold.press('Enter');
        await card.getByRole('listitem').waitFor({ state: 'detached' });
        await card.getByRole('button', { name: text.one }).click();
        await say(tony.page.getByRole('textbox', { name: text.reply }), text.answer);
        await tony.page.getByRole('article').filter({ hasText: text.answer }).waitFor();

        // It is unread among the student's threads, and no longer once it was opened.
        await amy.page.goto(`${stage.server.url}/app/chats`);
        const toThreads = amy.page.getByRole('navigation').getByRole('link', { name: text.threads });
        await toThreads.filter({ hasText: '1' }).waitFor();
        await toThreads.press('Enter');
        const list = amy.page.getByRole('main').getByRole('list', { name: text.thread });
        await amy.page.getByRole('main').getByText(text.unread, { exact: true }).click();
        await list.getByRole('link').filter({ hasText: homework }).filter({ hasText: text.fresh }).click();
        await amy.page.getByRole('article').filter({ hasText: text.answer }).waitFor();
        const thread = new URL(amy.page.url()).searchParams.get('thread');
        await amy.page.goto(`${stage.server.url}/app/threads`);
        await list.getByRole('link').filter({ hasText: homework }).waitFor();
        await list.getByText(text.fresh).waitFor({ state: 'detached' });

        // The due date moves while the student is in the group.
        await amy.page.goto(course);
        await cardsOf(amy, homework).first().waitFor();
        await tony.page.goto(`${course}/assignments${post.search}`);
        await tony.page.getByRole('article', { name: homework }).getByRole('button', { name: homework }).click();
        await tony.page.getByRole('menuitem', { name: text.edit }).click();
        const changing = tony.page.getByRole('dialog', { name: text.change });
        await changing.getByLabel(text.due, { exact: true }).fill('2099-03-09T20:00');
        await changing.getByRole('button', { name: text.save, exact: true }).click();
        await changing.waitFor({ state: 'detached' });
        for (const again of [false, true]) {
          if (again) await amy.page.reload();
          await cardsOf(amy, homework).filter({ hasText: text.moved }).waitFor();
          await cardsOf(amy, homework).filter({ hasText: text.now }).waitFor();
          assert.equal(await cardsOf(amy, homework).count(), 2, 'a card, and a line of what became of it');
        }

        // A link to a reply shows it in its thread, however much was said since; what became of the post stands there too.
        const asked = await must(
          stage.server.url,
          '/get_thread',
          { room_code: 'A01', id: thread },
          stage.cast.amy.token,
        );
        const reply = /"seq":(\d+)(?=[^{}]*"text":"[^"]*(?:学号|our id))/.exec(JSON.stringify(asked))?.[1];
        assert.ok(reply !== undefined);
        // So many that the one sought is not among the last of them.
        const more = { room_code: 'A01', sender: 'bob', message: 'So do I.', thread: Number(thread) };
        for (let sent = 0; sent < MORE; sent++)
          await must(stage.server.url, '/send_message', more, stage.cast.bob.token);
        await amy.page.goto('about:blank');
        await amy.page.goto(`${course}?thread=${thread}&message=${reply}`);
        const marked = amy.page.locator('.marked').filter({ hasText: text.question });
        await marked.waitFor();
        // In sight, and still when what was said meanwhile has come.
        await amy.page
          .getByText('So do I.')
          .nth(MORE - 1)
          .waitFor({ state: 'attached' });
        await amy.page.waitForFunction(
          () => (document.querySelector('.marked')?.getBoundingClientRect().top ?? -1) > 0,
        );
        await amy.page.getByLabel(text.thread, { exact: true }).getByText(text.now).waitFor();
        const here = amy.page.getByLabel(text.thread, { exact: true });
        const focused = await here.locator('textarea:focus').count();
        assert.equal(focused, way.device === 'phone' ? 0 : 1, 'no keyboard comes up over what is to be read');

        // Who reads above is not taken down by what comes, and finds the way to it.
        const answer = { ...more, sender: 'tony' };
        await must(stage.server.url, '/send_message', { ...answer, message: 'Me too.' }, stage.cast.tony.token);
        const pill = here.getByRole('button', { name: text.latestNew });
        await here.getByText('Me too.').waitFor({ state: 'attached' });
        await pill.waitFor();
        assert.ok(await marked.evaluate((row) => row.getBoundingClientRect().top > 0));
        await pill.click();
        await pill.waitFor({ state: 'detached' });
        assert.ok(await here.getByText('Me too.').evaluate((row) => row.getBoundingClientRect().top < innerHeight));
        // Whoever is at the end stays there.
        await must(stage.server.url, '/send_message', { ...answer, message: 'Thanks.' }, stage.cast.tony.token);
        await here.getByText('Thanks.').waitFor();
        await amy.page.waitForFunction(() =>
          [...document.querySelectorAll('article')].every((row) => row.getBoundingClientRect().top < innerHeight),
        );
        assert.equal(await here.getByRole('button', { name: text.toLatest }).count(), 0);

        // Who reads the course without being in its group sees the post, and nothing of what is said.
        await head.page.goto(post.href);
        await head.page.getByRole('article', { name: homework }).getByText('Questions 3 to 5.').waitFor();
        assert.equal(await head.page.getByRole('textbox', { name: text.reply }).count(), 0);
        assert.equal(await head.page.getByRole('alert').filter({ hasText: /\S/ }).count(), 0);

        assert.deepEqual([...tony.troubles(), ...amy.troubles(), ...head.troubles(), ...troubles(stage.server)], []);
        for (const visitor of [tony, amy, head]) await visitor.close();
      });
    }
  });
}

function cardsOf({ page }: Visitor, title: string): Locator {
  return page.getByRole('log').getByRole('article').filter({ hasText: title });
}

async function say(composer: Locator, text: string): Promise<void> {
  await composer.fill(text);
  await composer.press('Enter');
}
