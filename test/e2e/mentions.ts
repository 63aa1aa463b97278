import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Browser } from 'playwright-core';
import { openBrowser, withoutBrowser } from '../browser.ts';
import { openSchool, type TestSchool } from '../school.ts';
import { signInAs, visit, type Visitor, type Way } from './visitor.ts';

const words = {
  zh: { reach: /@所有人 将通知 \d+ 人/, actions: '消息操作', more: '更多表情', find: '搜索表情', party: '派对' },
  en: {
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

        // How many @all reaches is said before it is sent.
        await composer.fill('@all listen');
        await tony.page.getByText(text.reach).waitFor();
        await composer.press('Enter');
        await amy.page.locator('.mention.mine').filter({ hasText: '@all' }).first().waitFor();

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
