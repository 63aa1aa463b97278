import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Locator, Page } from 'playwright-core';
import { withoutBrowser } from '../browser.ts';
import { type Way } from './visitor.ts';
import { setStage } from './stage.ts';

const words = {
  zh: {
    actions: '消息操作',
    edit: '编辑',
    editor: '编辑消息',
    edited: '已编辑',
    remove: '删除',
    pin: '置顶',
    pinned: '已置顶',
    reply: '在话题中回复',
    inThread: '在话题中回复',
    one: /1 条回复/,
    pins: /条置顶/,
    jumpThere: '在对话中查看',
  },
  en: {
    actions: 'Message actions',
    edit: 'Edit',
    editor: 'Edit message',
    edited: 'edited',
    remove: 'Delete',
    pin: 'Pin',
    pinned: 'Pinned',
    reply: 'Reply in thread',
    inThread: 'Reply in the thread',
    one: /1 reply/,
    pins: /\d pinned/,
    jumpThere: 'Show in the conversation',
  },
};

/** What is done with messages, between two browsers. */
export function changeMessages(waysToGo: readonly Way[]): void {
  describe('what is done with messages in the web app', { skip: withoutBrowser }, () => {
    const stage = setStage();

    for (const way of waysToGo) {
      test(`edit, react, reply, pin, link, delete: ${Object.values(way).join(' ')}`, async () => {
        const text = words[way.language];
        const name = `${way.language} ${way.device}`;
        const [tony, amy] = [await stage.enter('tony', way), await stage.enter('amy', way)];
        const room = `${stage.server.url}/app/courses/A01`;
        await tony.page.goto(room);
        await amy.page.goto(room);
        const here = tony.page.getByRole('log').getByRole('article');
        const there = amy.page.getByRole('log').getByRole('article');

        // ↑ in an empty composer changes the last one; Esc leaves it.
        await say(tony.page, `draft ${name}`);
        await there.filter({ hasText: `draft ${name}` }).waitFor();
        await tony.page.locator('[data-composer]').press('ArrowUp');
        const editor = tony.page.getByLabel(text.editor);
        await editor.and(tony.page.locator(':focus')).waitFor();
        await editor.press('Escape');
        await tony.page.getByLabel(text.editor).waitFor({ state: 'detached' });
        await tony.page.locator('[data-composer]').press('ArrowUp');
        await tony.page.getByLabel(text.editor).fill(`final ${name}`);
        await tony.page.getByLabel(text.editor).press('Enter');
        const final = there.filter({ hasText: `final ${name}` });
        await final.getByText(text.edited).waitFor();

        await choose(amy.page, final, text.actions, '👍');
        await here
          .filter({ hasText: `final ${name}` })
          .getByRole('button', { pressed: false })
          .filter({ hasText: '👍' })
          .first()
          .waitFor();

        await choose(amy.page, final, text.actions, text.reply);
        const composer = amy.page.getByRole('textbox', { name: text.inThread });
        await composer.fill(`question ${name}`);
        await composer.press('Enter');
        await here
          .filter({ hasText: `final ${name}` })
          .getByRole('button', { name: text.one })
          .click();
        await tony.page
          .getByRole('article')
          .filter({ hasText: `question ${name}` })
          .waitFor();
        const root = new URL(tony.page.url()).searchParams.get('thread');
        assert.ok(root !== null, 'a thread has an address of its own');
        // Opened by its address it is there to be written in; on a phone to be read first.
        await tony.page.reload();
        const inThread = tony.page.getByRole('textbox', { name: text.inThread });
        await inThread.waitFor();
        if (way.device === 'desktop') await inThread.and(tony.page.locator(':focus')).waitFor();
        await tony.page.goBack();
        await tony.page.getByRole('textbox', { name: text.inThread }).waitFor({ state: 'detached' });

        await choose(tony.page, here.filter({ hasText: `final ${name}` }), text.actions, text.pin);
        await here
          .filter({ hasText: `final ${name}` })
          .getByText(text.pinned)
          .waitFor();
        await amy.page.goto(`${room}?message=${root}`);
        await amy.page
          .locator('.marked')
          .filter({ hasText: `final ${name}` })
          .waitFor();

        // What is pinned is found above the log, and leads back to where it was said.
        await amy.page.getByRole('button', { name: text.pins }).click();
        await amy.page.getByRole('dialog').getByText(`final ${name}`).waitFor();
        await amy.page.getByRole('button', { name: text.jumpThere }).first().click();
        await amy.page.getByRole('dialog').waitFor({ state: 'detached' });
        await amy.page
          .locator('.marked')
          .filter({ hasText: `final ${name}` })
          .waitFor();

        await say(tony.page, `gone ${name}`);
        await there.filter({ hasText: `gone ${name}` }).waitFor();
        await choose(tony.page, here.filter({ hasText: `gone ${name}` }), text.actions, text.remove);
        await here.filter({ hasText: `gone ${name}` }).waitFor({ state: 'detached' });
        // It goes for everybody when the way back has closed: at the latest with the page.
        await tony.page.goto('about:blank');
        await there.filter({ hasText: `gone ${name}` }).waitFor({ state: 'detached' });
        assert.deepEqual([...tony.troubles(), ...amy.troubles()], []);
        await tony.close();
        await amy.close();
      });
    }
  });
}

async function say(page: Page, text: string): Promise<void> {
  const composer = page.locator('[data-composer]');
  await composer.fill(text);
  await composer.press('Enter');
}

async function choose(page: Page, row: Locator, actions: string, item: string): Promise<void> {
  await row.getByRole('button', { name: actions }).click();
  await page.getByRole('menuitem', { name: item, exact: item !== '👍' }).click();
}
