import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { withoutBrowser } from '../browser.ts';
import { must } from '../torture/cast.ts';
import { composerOf, type Hand, handAt } from './hand.ts';
import { signInAs, visit, type Way } from './visitor.ts';
import { setStage } from './stage.ts';

const words = {
  zh: {
    newChat: '发起聊天',
    newDirect: '发起私聊',
    find: '查找用户',
    direct: '私聊',
    back: '返回',
    about: (name: string) => `${name} 的资料`,
    more: (name: string) => `对 ${name} 的更多操作`,
    message: '发消息',
    block: '屏蔽',
    unblock: '取消屏蔽',
    iBlocked: (name: string) => `你屏蔽了 ${name}，双方都不能在这里发消息。`,
    cannotWrite: '你们之间有一方屏蔽了对方，这里不能发消息。',
    actions: '消息操作',
    report: '举报',
    reason: '哪里有问题？',
    send: '提交举报',
    reported: '已举报，谢谢。会有人处理。',
    done: '标为已处理',
    noOpen: '没有待处理的举报',
    seeDone: '已处理',
  },
  en: {
    newChat: 'New chat',
    newDirect: 'Message somebody',
    find: 'Find somebody',
    direct: 'Direct',
    back: 'Back',
    about: (name: string) => `About ${name}`,
    more: (name: string) => `More for ${name}`,
    message: 'Message',
    block: 'Block',
    unblock: 'Unblock',
    iBlocked: (name: string) => `You have blocked ${name}. Neither of you can write here.`,
    cannotWrite: 'Nothing can be written here: one of you has blocked the other.',
    actions: 'Message actions',
    report: 'Report',
    reason: 'What is wrong?',
    send: 'Send report',
    reported: 'Reported. Thank you: somebody will look at it.',
    done: 'Mark as done',
    noOpen: 'Nothing to look at',
    seeDone: 'Done',
  },
};

/** Two who write to each other, block and report. */
export function talkInPairs(waysToGo: readonly Way[]): void {
  describe('conversations of two', { skip: withoutBrowser }, () => {
    const stage = setStage();

    for (const way of waysToGo) {
      test(`found, written in, blocked, opened again and reported: ${Object.values(way).join(' ')}`, async () => {
        const says = words[way.language];
        const [amy, bob, head] = [await enter(way, 'amy'), await enter(way, 'bob'), await enter(way, 'head')];
        const { page } = amy.hand;

        await page.goto(`${stage.server.url}/app/chats`);
        await amy.hand.press(page.getByRole('button', { name: says.newChat }));
        await amy.hand.press(page.getByRole('menuitem', { name: says.newDirect }));
        await page.getByRole('searchbox', { name: says.find }).fill('bob');
        await amy.hand.press(page.getByRole('dialog').getByRole('button').filter({ hasText: '@bob' }));
        await composerOf(page, way).waitFor();
        const first = new URL(page.url()).pathname;
        await amy.hand.say(`你好 ${way.language} ${way.device}`);

        // The same one from the other's side, by the card of whoever wrote in a group.
        await bob.hand.page.goto(`${stage.server.url}/app/chats/G01`);
        await bob.hand.press(bob.hand.page.getByRole('log').getByRole('button', { name: says.about('amy') }));
        await bob.hand.press(
          bob.hand.page.getByRole('dialog').getByRole('button', { name: says.message, exact: true }),
        );
        await bob.hand.page.getByRole('log').getByText(`你好 ${way.language} ${way.device}`).waitFor();
        assert.equal(new URL(bob.hand.page.url()).pathname, first);
        if (way.device === 'phone')
          await bob.hand.press(bob.hand.page.getByRole('link', { name: says.back, exact: true }));
        const listed = bob.hand.page.getByRole('region', { name: says.direct, exact: true }).getByRole('link');
        await listed.waitFor();
        assert.match((await listed.innerText()).trim(), /^A?\s*(在线|Here)?\s*amy/);
        await bob.hand.press(listed);

        // Blocked: both read why, and whoever did it has the way back.
        await bob.hand.press(
          bob.hand.page
            .getByRole('main')
            .getByRole('button', { name: says.about('amy') })
            .first(),
        );
        await bob.hand.press(bob.hand.page.getByRole('button', { name: says.more('amy') }));
        await bob.hand.press(bob.hand.page.getByRole('menuitem', { name: says.block, exact: true }));
        await page.getByText(says.cannotWrite).waitFor();
        await composerOf(page, way).waitFor({ state: 'detached' });
        await bob.hand.page.keyboard.press('Escape');
        await bob.hand.page.getByText(says.iBlocked('amy')).waitFor();
        await bob.hand.press(bob.hand.page.getByRole('main').getByRole('button', { name: says.unblock, exact: true }));
        await composerOf(page, way).waitFor();

        await bob.hand.page.getByRole('button', { name: says.actions }).last().focus();
        await bob.hand.page.keyboard.press('Enter');
        await bob.hand.press(bob.hand.page.getByRole('menuitem', { name: says.report }));
        const form = bob.hand.page.getByRole('dialog');
        await form.getByRole('textbox', { name: says.reason }).fill('unkind');
        await bob.hand.press(form.getByRole('button', { name: says.send }));
        await bob.hand.page.getByText(says.reported).waitFor();

        await head.hand.page.goto(`${stage.server.url}/app/reports`);
        const report = head.hand.page.getByRole('listitem').filter({ hasText: 'unkind' });
        await report.getByText(`你好 ${way.language} ${way.device}`).waitFor();
        await head.hand.press(report.getByRole('button', { name: says.done }));
        await head.hand.press(head.hand.page.getByRole('dialog').getByRole('button', { name: says.done }));
        await head.hand.page.getByText(says.noOpen).waitFor();
        await head.hand.press(head.hand.page.getByText(says.seeDone, { exact: true }).first());
        await head.hand.page.getByRole('listitem').filter({ hasText: 'unkind' }).first().waitFor();

        for (const { visitor } of [amy, bob, head]) {
          assert.deepEqual(visitor.troubles(), []);
          await visitor.close();
        }
        await must(stage.server.url, '/mark_all_read', {}, stage.cast.bob.token);
      });
    }

    async function enter(
      way: Way,
      name: 'amy' | 'bob' | 'head',
    ): Promise<{ visitor: Awaited<ReturnType<typeof visit>>; hand: Hand }> {
      const visitor = await visit(stage.browser, stage.server.url, way);
      await signInAs(visitor, stage.server.url, stage.cast[name].token);
      return { visitor, hand: handAt(visitor.page, way) };
    }
  });
}
