import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Browser } from 'playwright-core';
import { openBrowser, withoutBrowser } from '../browser.ts';
import { changeInfo } from '../../contract/accounts.ts';
import { openSchool, type TestSchool } from '../school.ts';
import { signInAs, visit, type Visitor, type Way } from './visitor.ts';

const words = {
  zh: {
    edit: '编辑消息',
    reach: /@所有人 将通知 \d+ 人/,
    actions: '消息操作',
    more: '更多表情',
    find: '搜索表情',
    party: '派对',
  },
  en: {
    edit: 'Edit message',
    reach: /@all reaches \d+ (person|people)/,
    actions: 'Message actions',
    more: 'More emoji',
    find: 'Find emoji',
    party: 'party popper',
  },
};

/** People named in messages, the reach of all, any emoji. */
export function nameEachOther(waysToGo: readonly Way[]): void {
  describe('people named in messages', { skip: withoutBrowser }, () => {
    let browser: Browser;
    let school: TestSchool;
    before(async () => {
      browser = await openBrowser();
      school = await openSchool('sqlite');
      await school.as.amy.call(changeInfo, { username: 'amy', nickname: 'Amy 单田芳' });
    });
    after(async () => {
      await browser.close();
      await school.close();
    });

    for (const way of waysToGo) {
      test(`chosen by keyboard, seen by who is meant, and the reach of all: ${Object.values(way).join(' ')}`, async () => {
        const text = words[way.language];
        const [tony, amy] = [await enter('tony'), await enter('amy')];
        const composer = tony.page.locator('[data-composer]');
        const list = tony.page.getByRole('listbox');

        // Half a name proposes whom it may mean; in an address it means nobody.
        await composer.pressSequentially('mail a@am');
        assert.equal(await list.count(), 0);
        await composer.fill('');
        await composer.pressSequentially('hi @am');
        await list.getByRole('option').filter({ hasText: '@amy' }).waitFor();
        assert.equal(
          await composer.getAttribute('aria-activedescendant'),
          await list.getByRole('option').first().getAttribute('id'),
        );
        await composer.press('Escape');
        await list.waitFor({ state: 'detached' });
        await composer.press('Backspace');
        await composer.press('Backspace');
        await composer.press('Backspace');
        await composer.pressSequentially('@am');
        await composer.press('Enter');
        assert.equal(await composer.inputValue(), 'hi @amy ');
        await composer.press('Enter');
        await amy.page.locator('.mention.mine').filter({ hasText: '@amy' }).first().waitFor();
        await tony.page.locator('.mention:not(.mine)').filter({ hasText: '@amy' }).first().waitFor();

        // A name has spaces, and a sound; a text field is a combobox as long as there is something to choose.
        const field = (role: 'combobox' | 'textbox') => tony.page.getByRole(role).and(composer);
        await composer.pressSequentially('@Amy ');
        await list.waitFor({ state: 'detached' });
        await composer.fill('');
        for (const written of ['@Amy 单', '@dtf']) {
          await field('textbox').pressSequentially(written);
          await field('combobox').and(tony.page.locator('[aria-expanded=true]')).waitFor();
          await list.getByRole('option', { selected: true }).filter({ hasText: '@amy' }).waitFor();
          await composer.press('Enter');
          assert.equal(await composer.inputValue(), '@amy ');
          await composer.fill('');
        }
        await field('textbox').waitFor();

        // Who is named can be opened, by the keyboard as well.
        const named = tony.page
          .getByRole('log')
          .getByRole('button', { name: '@amy', description: 'Amy 单田芳' })
          .first();
        await named.press('Enter');
        await tony.page.getByRole('dialog', { name: 'Amy 单田芳' }).getByText('@amy').waitFor();
        await tony.page.keyboard.press('Escape');
        await named.and(tony.page.locator(':focus')).waitFor();
        await named.click();
        await tony.page.getByRole('dialog', { name: 'Amy 单田芳' }).waitFor();
        await tony.page.keyboard.press('Escape');
        await tony.page.getByRole('dialog').waitFor({ state: 'detached' });

        // How many @all reaches is said before it is sent.
        await composer.fill('@all listen');
        await tony.page.getByText(text.reach).waitFor();
        await composer.press('Enter');
        await amy.page.locator('.mention.mine').filter({ hasText: '@all' }).first().waitFor();

        assert.equal(await amy.page.getByRole('button', { name: '@all' }).count(), 0);

        // One that an edit has brought is one as well, also to who comes later.
        await composer.fill('plain');
        await composer.press('Enter');
        await amy.page.getByRole('article').filter({ hasText: 'plain' }).waitFor();
        await composer.press('ArrowUp');
        await tony.page.getByLabel(text.edit).fill('@all plain');
        await tony.page.getByLabel(text.edit).press('Enter');
        const brought = amy.page.getByRole('article').filter({ hasText: 'plain' }).locator('.mention.mine');
        await brought.waitFor();
        await amy.page.reload();
        await brought.waitFor();

        // Any emoji is a reaction.
        const row = amy.page.getByRole('article').filter({ hasText: 'listen' }).last();
        await row.hover();
        await row.getByRole('button', { name: text.actions }).click();
        await amy.page.getByRole('menuitem', { name: text.more }).click();
        await amy.page.getByRole('searchbox').fill(text.party);
        await amy.page.getByRole('gridcell').filter({ hasText: '🎉' }).first().click();
        await tony.page
          .getByRole('article')
          .filter({ hasText: 'listen' })
          .last()
          .getByRole('button', { name: /🎉/ })
          .waitFor();
        assert.deepEqual([...tony.troubles(), ...amy.troubles()], []);
        await tony.close();
        await amy.close();

        async function enter(who: 'tony' | 'amy'): Promise<Visitor> {
          const visitor = await visit(browser, school.baseUrl, way);
          await signInAs(visitor, school.baseUrl, school.tokens[who]);
          await visitor.page.goto(`${school.baseUrl}/app/courses/A01`);
          return visitor;
        }
      });
    }
  });
}
