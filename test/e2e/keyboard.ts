import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Browser, Locator } from 'playwright-core';
import { openBrowser, withoutBrowser } from '../browser.ts';
import { type FreshDatabase, freshDatabase } from '../engines.ts';
import { must, PASSWORD, register } from '../torture/cast.ts';
import { INSTRUCTORS_CODE, type ServerProcess, startServer, troubles } from '../torture/server-process.ts';
import { composerOf } from './hand.ts';
import { textsOf } from './history.ts';
import { inputMethodOf } from './input-method.ts';
import { keysOf, refusePointers } from './keys.ts';
import { visit, type Way } from './visitor.ts';

const words = {
  zh: {
    username: '用户名',
    activity: '动态',
    palette: '查找与操作',
    shortcuts: '键盘快捷键',
    details: '群组详情',
    announcements: '公告',
    announce: '发公告',
    title: '标题',
    body: '正文',
    attach: '添加文件',
    post: '发布',
    uploaded: '已上传',
    signOut: '退出登录',
    lines: ['第一行', '第二行'],
    editor: '编辑消息',
    notice: '停课通知',
    text: '周五不上课',
  },
  en: {
    username: 'Username',
    activity: 'Activity',
    palette: 'Go to or do',
    shortcuts: 'Keyboard shortcuts',
    details: 'Group details',
    announcements: 'Announcements',
    announce: 'Announce',
    title: 'Title',
    body: 'Text',
    attach: 'Attach files',
    post: 'Post',
    uploaded: 'Uploaded',
    signOut: 'Sign out',
    lines: ['The first line', 'and the second'],
    editor: 'Edit message',
    notice: 'No lecture on Friday',
    text: 'We meet on Monday.',
  },
};

const FILE = { name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('by hand\n') };

/** Signs in, finds a room, talks, posts and uploads by keys alone, Chinese with an input method. */
export function useKeysAlone(some: readonly Way[]): void {
  describe('keyboard only', { skip: withoutBrowser, concurrency: 2 }, () => {
    let browser: Browser;
    let place: FreshDatabase;
    let server: ServerProcess;
    before(async () => {
      [browser, place] = await Promise.all([openBrowser(), freshDatabase('sqlite')]);
      server = await startServer(place);
    });
    after(async () => {
      await browser.close();
      await server.kill();
      await place.drop();
    });

    for (const way of some) {
      test(`a day without a pointer: ${Object.values(way).join(' ')}`, async (t) => {
        const says = words[way.language];
        // Somebody of their own, with a course and a group: what others write would move the rooms of the list.
        const code = `${way.language}-${way.device}`;
        const group = `group-${some.indexOf(way)}`;
        const { username, token } = await register(server.url, `teacher${some.indexOf(way)}`, INSTRUCTORS_CODE);
        const course = { course_code: code, course_name: `Course ${way.language} ${way.device}`, username };
        await must(server.url, '/create_course', course, token);
        await must(server.url, '/create_chat', { room_code: group, room_name: 'Staff', username }, token);
        const visitor = await visit(browser, server.url, way);
        t.after(() => visitor.close());
        const { page } = visitor;
        await refusePointers(page);
        // The system's own dialog.
        page.on('filechooser', (dialog) => void dialog.setFiles(FILE));
        const { press, type, look, tabTo } = keysOf(page);
        const composer = composerOf(page, way);
        const log = page.getByRole('log');
        const palette = page.getByRole('dialog', { name: says.palette });
        const button = (name: string) => page.getByRole('button', { name, exact: true });

        const find = async (name: string) => {
          await press('Control+k');
          await focused(palette.getByRole('combobox'));
          await type(name);
          await press('Enter');
          await palette.waitFor({ state: 'detached' });
          await look();
        };

        await page.goto(`${server.url}/app`);
        await focused(page.getByRole('textbox', { name: says.username }));
        await type(username);
        await press('Tab');
        await type(PASSWORD);
        await page.keyboard.press('Enter');
        await page.getByRole('heading', { level: 1, name: says.activity }).waitFor();
        await look();

        // To a room and a few lines into it; ↑ in an empty field changes the last, Esc leaves it as it was.
        await find(`Course ${way.language} ${way.device}`);
        await page.waitForURL(`**/app/courses/${code}`);
        await composer.waitFor();
        await look();
        await press('/');
        await focused(composer);
        await type(says.lines[0] ?? '');
        await press('Shift+Enter');
        await type(says.lines[1] ?? '');
        await press('Enter');
        await log.getByText(says.lines.join('\n')).waitFor();
        // What is not kept yet cannot be edited.
        await log.locator('[aria-busy=true]').waitFor({ state: 'detached' });
        await press('ArrowUp');
        await focused(log.getByRole('textbox', { name: says.editor }));
        await press('Escape');
        await focused(composer);
        assert.equal(await composer.inputValue(), '');

        // From room to room and back.
        await press('Alt+ArrowUp');
        await page.waitForFunction((here) => !location.pathname.endsWith(here), `/courses/${code}`);
        await composer.waitFor();
        await press('Alt+ArrowDown');
        await page.waitForURL(`**/app/courses/${code}`);
        await composer.waitFor();
        await look();

        // Esc closes what is on top, and one thing at a time.
        await find('Staff');
        await page.waitForURL(`**/app/chats/${group}`);
        await tabTo(button(says.details));
        await press('Enter');
        const role = way.device === 'phone' ? 'dialog' : 'complementary';
        const details = page.getByRole(role, { name: says.details });
        await details.waitFor();
        await press('Control+k');
        await palette.waitFor();
        await press('Escape');
        await palette.waitFor({ state: 'detached' });
        assert.ok(await details.isVisible(), 'Esc closed what was below too');
        await press('Escape');
        await details.waitFor({ state: 'detached' });
        await press('?');
        const help = page.getByRole('dialog', { name: says.shortcuts });
        await help.getByText('Ctrl', { exact: true }).first().waitFor();
        await press('Escape');
        await help.waitFor({ state: 'detached' });
        assert.ok(
          await button(says.details).evaluate((one) => one === document.activeElement),
          'the focus is elsewhere',
        );

        // An announcement with a file.
        await find(code);
        await page.waitForURL(`**/app/courses/${code}`);
        await tabTo(page.getByRole('link', { name: says.announcements, exact: true }));
        await press('Enter');
        await tabTo(button(says.announce));
        await press('Enter');
        const editor = page.getByRole('dialog', { name: says.announce });
        await focused(editor.getByRole('textbox', { name: says.title }));
        await type(says.notice);
        await tabTo(editor.getByRole('textbox', { name: says.body }));
        await type(says.text);
        await tabTo(editor.getByRole('button', { name: says.attach }));
        await press('Enter');
        await editor.getByLabel(says.uploaded, { exact: true }).waitFor();
        await tabTo(editor.getByRole('button', { name: says.post, exact: true }));
        await press('Enter');
        await editor.waitFor({ state: 'detached' });
        await look();
        await page.getByRole('article', { name: says.notice }).getByText(FILE.name).first().waitFor();

        // A file into the room.
        await find(code);
        await composer.waitFor();
        await tabTo(button(says.attach));
        await press('Enter');
        await page.getByLabel(says.uploaded, { exact: true }).waitFor();
        await tabTo(composer);
        await press('Enter');
        await log.getByText(FILE.name).first().waitFor();

        // Enter while a word is being composed chooses it, and sends nothing.
        const method = await inputMethodOf(page);
        await method.compose('nihao');
        await method.press('Enter');
        assert.equal(await composer.inputValue(), 'nihao');
        await method.choose('你好');
        assert.equal(await composer.inputValue(), '你好');
        await method.compose('laoshi');
        await method.press('Enter');
        await method.choose('老师');
        await press('Enter');
        await log.getByText('你好老师', { exact: true }).waitFor();
        // It stands there before it is kept.
        await log.locator('[aria-busy=true]').waitFor({ state: 'detached' });
        assert.equal(await composer.inputValue(), '');
        const whole = [says.lines.join('\n'), '', '你好老师'];
        assert.deepEqual(
          await textsOf(server.url, code, token),
          whole,
          'half a word went out, or a line break did not',
        );
        await press('Control+k');
        await focused(palette.getByRole('combobox'));
        await method.compose('xuesheng');
        await method.press('Enter');
        assert.ok(await palette.isVisible(), 'Enter of the input method chose a command');
        await method.choose('学生');
        await press('Escape');
        await palette.waitFor({ state: 'detached' });

        await find(says.signOut);
        await focused(page.getByRole('textbox', { name: says.username }));
        assert.deepEqual([...visitor.troubles(), ...troubles(server)], []);
      });
    }
  });
}

/** Until something has the focus. */
async function focused(what: Locator): Promise<void> {
  await what.and(what.page().locator(':focus')).waitFor();
}
