import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, describe, test } from 'node:test';
import type { Browser, Locator, Page } from 'playwright-core';
import { openBrowser, withoutBrowser } from '../browser.ts';
import { freshDatabase } from '../engines.ts';
import { INSTRUCTORS_CODE, startServer, troubles } from '../torture/server-process.ts';
import { composerOf, type Hand, handAt } from './hand.ts';
import { visit, ways } from './visitor.ts';

const words = {
  zh: {
    username: '用户名',
    password: '密码',
    answer: '密保答案',
    doStart: '创建管理员账号',
    admin: '管理员',
    search: '搜索课程名、代码或讲师',
    enrol: (course: string) => `选课：${course}`,
    enrolled: (course: string) => `已选课：${course}`,
    rooms: '消息',
    tab: '作业',
    setHomework: '布置作业',
    title: '标题',
    body: '正文',
    due: '截止时间',
    attach: '添加文件',
    post: '发布',
    noAssignments: '还没有作业',
    noActivity: '还没有动态',
    kind: '作业',
    close: '关闭',
    dueAt: /截止/,
    save: (file: string) => `下载 ${file}`,
    more: (title: string) => `“${title}”的更多操作`,
    edit: '编辑',
    editing: '编辑作业',
    keep: '保存',
    updated: '有更新',
    remove: '删除',
    removing: (title: string) => `已删除“${title}”`,
    removed: '此内容已删除',
  },
  en: {
    username: 'Username',
    password: 'Password',
    answer: 'Security answer',
    doStart: 'Create administrator',
    admin: 'Admin',
    search: 'Search by name, code or instructor',
    enrol: (course: string) => `Enrol in ${course}`,
    enrolled: (course: string) => `Enrolled in ${course}`,
    rooms: 'Chats',
    tab: 'Assignments',
    setHomework: 'Set homework',
    title: 'Title',
    body: 'Text',
    due: 'Due',
    attach: 'Attach files',
    post: 'Post',
    noAssignments: 'No assignments',
    noActivity: 'Nothing new yet',
    kind: 'Assignment',
    close: 'Close',
    dueAt: /Due/,
    save: (file: string) => `Download ${file}`,
    more: (title: string) => `More for “${title}”`,
    edit: 'Edit',
    editing: 'Edit assignment',
    keep: 'Save',
    updated: 'updated',
    remove: 'Delete',
    removing: (title: string) => `“${title}” deleted`,
    removed: 'This post has been deleted',
  },
};

const told = {
  zh: {
    course: '数据科学导论',
    title: '第一次作业',
    newTitle: '第一次作业（已更正）',
    body: '做第 3 到 5 题，**写上学号**。',
    ask: '第 4 题要画图吗？',
    reply: '要的，手画也行。',
    line: '上课要点',
    brief: '作业说明.txt',
  },
  en: {
    course: 'Introduction to Data Science',
    title: 'Homework 1',
    newTitle: 'Homework 1 (corrected)',
    body: 'Questions 3 to 5. **Put your id on it.**',
    ask: 'Does question 4 want a drawing?',
    reply: 'Yes, by hand is fine.',
    line: 'From the lecture',
    brief: 'brief.txt',
  },
};

const BRIEF = Buffer.from('3, 4, 5\n');
const DATA = Buffer.from([0x50, 0x4b, 3, 4, 0, 255]);

describe('a school day', { skip: withoutBrowser }, () => {
  let browser: Browser;
  before(async () => {
    browser = await openBrowser();
  });
  after(() => browser.close());

  for (const way of ways) {
    test(`from an empty server to homework set, seen and discussed: ${Object.values(way).join(' ')}`, async (t) => {
      const place = await freshDatabase('sqlite');
      t.after(() => place.drop());
      const server = await startServer(place);
      t.after(() => server.kill());
      const startPage = /http:\S+\/app\/start#\S+/.exec(server.printed())?.[0] ?? '';
      const url = new URL(startPage).origin;
      const [says, tells] = [words[way.language], told[way.language]];
      const meet = async () => {
        const visitor = await visit(browser, url, way);
        t.after(() => visitor.close());
        return visitor;
      };

      // The first start's page makes the administrator.
      const head = await meet();
      await head.page.goto(startPage);
      await becomeAdmin(handAt(head.page, way));
      assert.equal(new URL(head.page.url()).hash, '', 'the code stays in the address');
      await handAt(head.page, way).goTo('me');
      await head.page.getByRole('main').getByText(says.admin, { exact: true }).first().waitFor();

      // The instructor registers with the code and makes a course.
      const tony = await meet();
      const tonys = handAt(tony.page, way);
      await tony.page.goto(`${url}/app`);
      await tonys.register({ ...person('tony'), code: INSTRUCTORS_CODE });
      await tonys.goTo('courses');
      await tonys.createCourse({ name: tells.course, code: 'DS101' });
      await tony.page.getByRole('heading', { level: 1, name: tells.course }).waitFor();

      // The student registers, and is signed in on a second device that stands at the chats.
      const amy = await meet();
      const amys = handAt(amy.page, way);
      await amy.page.goto(`${url}/app`);
      await amys.register(person('amy'));
      await amys.goTo('courses');
      const second = await meet();
      const seconds = handAt(second.page, way);
      await second.page.goto(`${url}/app`);
      await seconds.signIn('amy', person('amy').password);
      await seconds.goTo('chats');
      const group = second.page
        .getByRole('navigation', { name: says.rooms, exact: true })
        .getByRole('link', { name: tells.course });
      await second.page
        .getByRole('button', { name: /新建群组|New group/ })
        .first()
        .waitFor();
      assert.equal(await group.count(), 0);

      // One tap, and the group is on the other device unasked.
      await amys.write(amy.page.getByRole('searchbox', { name: says.search }), tells.course.slice(0, 4));
      const before = amys.used().presses;
      await amys.press(amy.page.getByRole('button', { name: says.enrol(tells.course) }));
      assert.equal(amys.used().presses - before, 1);
      await amy.page.getByText(says.enrolled(tells.course)).waitFor();
      await group.waitFor();

      // Where the student has the course open: the group, the activity, the assignments.
      await amys.press(amy.page.getByRole('main').getByRole('link', { name: tells.course }));
      await composerOf(amy.page, way).waitFor();
      await seconds.goTo('activity');
      await second.page.getByText(says.noActivity).waitFor();
      const third = await second.context.newPage();
      await third.goto(`${url}/app/courses/DS101/assignments`);
      await third.getByText(says.noAssignments).waitFor();

      // Homework with a date and two files.
      await tonys.say(lines(tells.line, 30));
      const due = '2099-03-04T23:59';
      await tonys.press(tony.page.getByRole('button', { name: says.setHomework }));
      const editor = tony.page.getByRole('dialog', { name: says.setHomework });
      await tonys.write(editor.getByRole('textbox', { name: says.title }), tells.title);
      await tonys.write(editor.getByLabel(says.due, { exact: true }), due);
      await tonys.write(editor.getByRole('textbox', { name: says.body }), tells.body);
      const picking = tony.page.waitForEvent('filechooser');
      await tonys.press(editor.getByRole('button', { name: says.attach }));
      await (
        await picking
      ).setFiles([
        { name: tells.brief, mimeType: 'text/plain', buffer: BRIEF },
        { name: 'data.zip', mimeType: 'application/zip', buffer: DATA },
      ]);
      await tonys.press(editor.getByRole('button', { name: says.post, exact: true }));

      const card = cardIn(amy.page, tells.title);
      const inActivity = second.page.getByRole('main').getByRole('link', { name: tells.title });
      const inTab = third.getByRole('article', { name: tells.title });
      await Promise.all([card, inActivity, inTab].map((one) => one.waitFor()));
      await editor.waitFor({ state: 'hidden' });
      for (const where of [card, inActivity, inTab]) {
        const text = (await where.textContent()) ?? '';
        assert.match(text, says.dueAt);
        assert.match(text, /23:59/);
      }

      // The student opens it in the middle of the room, and is there again afterwards.
      await tonys.say(lines(tells.line, 40));
      await amy.page.getByRole('log').getByText(`${tells.line} 40`).first().waitFor();
      await scrollTo(amys, card);
      const place1 = await card.boundingBox();
      await amys.press(card);
      const opened = amy.page.getByRole(way.device === 'phone' ? 'dialog' : 'complementary', { name: says.kind });
      await opened.getByText(way.language === 'zh' ? '写上学号' : 'Put your id on it').waitFor();
      assert.ok(await card.isVisible(), 'the card is out of sight while it is open');
      const saved = amy.page.waitForEvent('download');
      await amys.press(opened.getByRole('link', { name: says.save(tells.brief) }));
      const download = await saved;
      assert.equal(download.suggestedFilename(), tells.brief);
      assert.deepEqual(await readFile(await download.path()), BRIEF);
      await opened.getByRole('link', { name: 'data.zip' }).waitFor();
      await amys.press(opened.getByRole('button', { name: says.close }));
      await opened.waitFor({ state: 'hidden' });
      const place2 = await card.boundingBox();
      assert.ok(Math.abs((place1?.y ?? 0) - (place2?.y ?? -99)) <= 2, `the room moved: ${place1?.y} to ${place2?.y}`);

      // They talk about it.
      await amys.say(tells.ask);
      await tony.page.getByRole('log').getByText(tells.ask).waitFor();
      await tonys.say(tells.reply);
      await amy.page.getByRole('log').getByText(tells.reply).waitFor();

      // The instructor edits the post, then deletes it.
      await scrollTo(tonys, cardIn(tony.page, tells.title));
      await tonys.press(cardIn(tony.page, tells.title));
      await tonys.press(tony.page.getByRole('button', { name: says.more(tells.title) }));
      await tonys.press(tony.page.getByRole('menuitem', { name: says.edit }));
      const editing = tony.page.getByRole('dialog', { name: says.editing });
      await tonys.write(editing.getByRole('textbox', { name: says.title }), tells.newTitle);
      await tonys.press(editing.getByRole('button', { name: says.keep, exact: true }));
      await third.getByRole('article', { name: tells.newTitle }).waitFor();
      await second.page.getByRole('main').getByRole('link', { name: tells.newTitle }).waitFor();
      await tonys.press(tony.page.getByRole('button', { name: says.more(tells.newTitle) }));
      await tonys.press(tony.page.getByRole('menuitem', { name: says.remove }));
      await tony.page.getByText(says.removing(tells.newTitle)).waitFor();
      // On a desktop the page goes before the way back has closed.
      if (way.device === 'desktop') await tony.page.reload();
      await third.getByText(says.noAssignments).waitFor({ timeout: 15_000 });
      await second.page.getByText(says.noActivity).waitFor();
      // The room tells of both.
      await cardIn(amy.page, tells.newTitle).filter({ hasText: says.updated }).waitFor();
      await amy.page.getByRole('log').getByText(says.removed).waitFor();

      for (const one of [head, tony, amy, second]) assert.deepEqual(one.troubles(), []);
      assert.deepEqual(troubles(server), []);
    });
  }

  async function becomeAdmin(hand: Hand): Promise<void> {
    const says = words[hand.way.language];
    const { username, password, answer } = person('head');
    await hand.write(hand.page.getByRole('textbox', { name: says.username }), username);
    await hand.write(hand.page.getByRole('textbox', { name: says.password }), password);
    await hand.write(hand.page.getByRole('textbox', { name: says.answer }), answer);
    await hand.press(hand.page.getByRole('button', { name: says.doStart }));
    await hand.page.getByRole('navigation').first().waitFor();
  }
});

function person(username: string) {
  return { username, password: `a quiet morning by the lake`, answer: `${username}'s answer` };
}

function lines(text: string, last: number): string {
  return Array.from({ length: 20 }, (_, i) => `${text} ${last - 19 + i}`).join('\n\n');
}

function cardIn(page: Page, title: string): Locator {
  return page.getByRole('log').getByRole('button', { name: title });
}

/** Scrolls the room up until something is in sight and stands still. */
async function scrollTo({ page }: Hand, what: Locator): Promise<void> {
  const log = page.getByRole('log');
  const room = await log.boundingBox();
  assert.ok(room);
  for (let tries = 0; tries < 40; tries++) {
    await standsStill(log);
    const box = (await what.isVisible()) ? await what.boundingBox() : null;
    if (box !== null && box.y > room.y + 40 && box.y + box.height < room.y + room.height - 40) return;
    await log.hover();
    await page.mouse.wheel(0, -150);
  }
  assert.fail('it is nowhere in the room');
}

/** Scrolling goes on for some frames. */
async function standsStill(log: Locator): Promise<void> {
  await log.evaluate(async (element) => {
    for (let still = 0, at = element.scrollTop; still < 12;) {
      await new Promise(requestAnimationFrame);
      still = element.scrollTop === at ? still + 1 : 0;
      at = element.scrollTop;
    }
  });
}
