import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, describe, test } from 'node:test';
import type { Browser } from 'playwright-core';
import { openBrowser, withoutBrowser } from '../browser.ts';
import { freshDatabase } from '../engines.ts';
import { register } from '../torture/cast.ts';
import { INSTRUCTORS_CODE, startServer, troubles } from '../torture/server-process.ts';
import { handAt, type Used } from './hand.ts';
import { type Device, visit, type Way } from './visitor.ts';

const words = {
  zh: {
    write: { announcement: '发公告', assignment: '布置作业', content: '添加资料' },
    tabs: { chat: '讨论', assignments: '作业', content: '资料', people: '成员' },
    title: '标题',
    body: '正文',
    due: '截止时间',
    attach: '添加文件',
    uploaded: '已上传',
    post: '发布',
    addPeople: '添加成员',
    pasteList: '粘贴名单',
    list: '用户名',
    enrol: /^将 \d+ 人加入课程$/,
    summary: (all: number) => `共 ${all} 人，${all} 人已加入`,
    close: '关闭',
    answer: '苏州',
    course: '数据科学导论',
    posts: {
      announcement: { title: '欢迎选课', body: '第一次课在周三，教室二〇一。' },
      assignment: { title: '第一次作业', body: '做第 3 到 5 题，写上学号。' },
      content: { title: '第一讲讲义', body: '课前请读前十页。' },
    },
  },
  en: {
    write: { announcement: 'Announce', assignment: 'Set homework', content: 'Add material' },
    tabs: { chat: 'Discussion', assignments: 'Assignments', content: 'Material', people: 'People' },
    title: 'Title',
    body: 'Text',
    due: 'Due',
    attach: 'Attach files',
    uploaded: 'Uploaded',
    post: 'Post',
    addPeople: 'Add people',
    pasteList: 'Paste a list',
    list: 'Usernames',
    enrol: /^Enrol \d+ people$/,
    summary: (all: number) => `${all} of ${all} added`,
    close: 'Close',
    answer: 'Suzhou',
    course: 'Data Science',
    posts: {
      announcement: { title: 'Welcome', body: 'We meet on Wednesday in room 201.' },
      assignment: { title: 'Homework 1', body: 'Questions 3 to 5, with your id.' },
      content: { title: 'Lecture 1', body: 'Read the first ten pages.' },
    },
  },
};

const CLASS = ['wang', 'li', 'zhang', 'liu', 'chen', 'yang'];
/** Of the system's own dialog: the file, and the button that takes it. */
const PRESSES_TO_PICK = 2;

const TWO_MINUTES = 120;
/**
 * Seconds of the keystroke-level model (Card, Moran, Newell: The Keystroke-Level Model for User Performance Time with Interactive
 * Systems, CACM 23(7), 1980): pointing 1.1 and the button down and up 0.2; a key 0.28, for an average typist who is no secretary;
 * a hand's move between keys and pointer 0.4. On a phone a key takes 0.33 (36 words a minute: Palin et al., How do People Type on
 * Mobile Devices?, MobileHCI 2019), a tap as long as a press. Thinking what to write is not counted: these are the clicks.
 */
const SECONDS: Record<Device, Used> = {
  desktop: { presses: 1.3, keys: 0.28, moves: 0.4 },
  phone: { presses: 1.3, keys: 0.33, moves: 0 },
};

/** From nothing to a course that can begin, with an instructor who has never been here. */
export function beginACourse(some: readonly Way[]): void {
  describe("an instructor's first course", { skip: withoutBrowser, concurrency: 2 }, () => {
    let browser: Browser;
    before(async () => {
      browser = await openBrowser();
    });
    after(() => browser.close());

    for (const way of some) {
      test(`takes less than two minutes of clicks: ${Object.values(way).join(' ')}`, async (t) => {
        const place = await freshDatabase('sqlite');
        t.after(() => place.drop());
        const server = await startServer(place);
        t.after(() => server.kill());
        await Promise.all(CLASS.map(async (username) => register(server.url, username)));
        const says = words[way.language];
        const visitor = await visit(browser, server.url, way);
        t.after(() => visitor.close());
        const { page } = visitor;
        const hand = handAt(page, way);
        const button = (name: string | RegExp) => page.getByRole('button', { name, exact: true });
        const tab = (name: string) => page.getByRole('main').getByRole('link', { name, exact: true });

        const write = async (section: keyof typeof says.posts, { due, file }: { due?: string; file?: string }) => {
          await hand.press(button(says.write[section]).first());
          const editor = page.getByRole('dialog', { name: says.write[section] });
          const field = (name: string) => editor.getByRole('textbox', { name, exact: true });
          await hand.write(field(says.title), says.posts[section].title);
          if (due !== undefined) await hand.write(editor.getByLabel(says.due, { exact: true }), due);
          await hand.write(field(says.body), says.posts[section].body);
          if (file !== undefined) {
            const picking = page.waitForEvent('filechooser');
            await hand.press(editor.getByRole('button', { name: says.attach }));
            await (await picking).setFiles(file);
            await editor.getByLabel(says.uploaded, { exact: true }).waitFor();
          }
          await hand.press(editor.getByRole('button', { name: says.post, exact: true }));
          await editor.waitFor({ state: 'detached' });
        };

        const pdf = new URL('../../server/demo/sample.pdf', import.meta.url).pathname;
        await page.goto(`${server.url}/app`);
        await hand.register({
          username: 'tony',
          password: 'lake-morning-8',
          answer: says.answer,
          code: INSTRUCTORS_CODE,
        });
        await hand.goTo('courses');
        await hand.createCourse({ name: says.course, code: 'DS101' });
        await page.getByRole('heading', { level: 1, name: says.course }).waitFor();
        await write('announcement', {});
        await hand.press(tab(says.tabs.assignments));
        await write('assignment', { due: '2099-03-04T23:59' });
        await hand.press(tab(says.tabs.content));
        await write('content', { file: pdf });
        await hand.press(tab(says.tabs.people));
        await hand.press(button(says.addPeople));
        const adding = page.getByRole('dialog', { name: says.addPeople });
        await hand.press(adding.getByText(says.pasteList));
        await hand.paste(adding.getByRole('textbox', { name: says.list }), CLASS.join('\n'));
        await hand.press(adding.getByRole('button', { name: says.enrol }));
        await adding.getByText(says.summary(CLASS.length)).waitFor();

        const used = hand.used();
        const { presses, keys, moves } = SECONDS[way.device];
        const seconds = (used.presses + PRESSES_TO_PICK) * presses + used.keys * keys + used.moves * moves;
        t.diagnostic(`${JSON.stringify(used)}: ${seconds.toFixed(1)} s`);
        assert.ok(seconds < TWO_MINUTES, `${JSON.stringify(used)} take ${seconds} s`);

        // All of it is there.
        await hand.press(adding.getByRole('button', { name: says.close }).first());
        for (const username of CLASS) await page.getByRole('main').getByText(`@${username}`).first().waitFor();
        await hand.press(tab(says.tabs.chat));
        for (const { title } of Object.values(says.posts)) await page.getByRole('log').getByText(title).waitFor();
        await page.getByRole('log').getByText(/2099/).waitFor();
        await hand.press(tab(says.tabs.content));
        const saved = page.waitForEvent('download');
        await hand.press(page.getByRole('article').getByRole('link', { name: 'sample.pdf' }));
        assert.deepEqual(await readFile(await (await saved).path()), await readFile(pdf));
        assert.deepEqual([...visitor.troubles(), ...troubles(server)], []);
      });
    }
  });
}
