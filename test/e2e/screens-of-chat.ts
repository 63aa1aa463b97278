import type { Page } from 'playwright-core';
import type { Screen } from './screen.ts';
import type { Words } from './screen-words.ts';

const chats = '/chats';

export const chatScreens: readonly Screen[] = [
  {
    name: 'chats',
    who: 'amy',
    at: () => chats,
    // On a phone the list, elsewhere what to do with it.
    there: (page, words) => page.getByText(words.pickOne).or(page.getByRole('main').getByRole('navigation')),
  },
  {
    name: 'group',
    who: 'amy',
    at: ({ group }) => `${chats}/${group}`,
    there: (page) => page.getByRole('log').getByRole('article'),
  },
  {
    name: 'group without messages',
    who: 'amy',
    at: ({ quietGroup }) => `${chats}/${quietGroup}`,
    there: (page, words) => page.getByText(words.noMessages).or(page.getByRole('log')),
  },
  {
    name: 'chat that is not there',
    who: 'amy',
    at: () => `${chats}/NOWHERE`,
    there: (page) => page.getByRole('main').locator('p'),
  },
  {
    name: 'details of a group, finding people',
    who: 'amy',
    at: ({ group }) => `${chats}/${group}`,
    async open(page, words) {
      await openDetails(page, words);
      await page.getByRole('button', { name: words.addPeople }).click();
      await page.getByRole('searchbox', { name: words.findPeople }).fill('e');
    },
    there: (page) => page.getByRole('list').getByRole('button').filter({ hasText: '@' }),
  },
  {
    name: 'renaming a group',
    who: 'amy',
    at: ({ group }) => `${chats}/${group}`,
    async open(page, words) {
      await openDetails(page, words);
      await page.getByRole('button', { name: words.rename }).click();
    },
    there: (page, words) => page.getByLabel(words.groupName),
  },
  {
    name: 'menu of a member',
    who: 'amy',
    at: ({ group }) => `${chats}/${group}`,
    async open(page, words) {
      await openDetails(page, words);
      await page.getByRole('button', { name: words.memberActions }).first().click();
    },
    there: (page, words) => page.getByRole('menuitem', { name: words.makeOwner }),
  },
  {
    name: 'handing a group over',
    who: 'amy',
    at: ({ group }) => `${chats}/${group}`,
    async open(page, words) {
      await openDetails(page, words);
      await page.getByRole('button', { name: words.memberActions }).first().click();
      await page.getByRole('menuitem', { name: words.makeOwner }).click();
    },
    there: (page, words) => page.getByRole('dialog').getByRole('button', { name: words.makeOwner }),
  },
  {
    name: 'leaving a group',
    who: 'bob',
    at: ({ group }) => `${chats}/${group}`,
    async open(page, words) {
      await openDetails(page, words);
      await page.getByRole('button', { name: words.leave }).click();
    },
    there: (page, words) => page.getByRole('dialog').last().getByRole('button', { name: words.leave }),
  },
  {
    name: 'new group',
    who: 'amy',
    at: () => chats,
    async open(page, words) {
      await page.getByRole('button', { name: words.newChat }).click();
      await page.getByRole('menuitem', { name: words.newGroup }).click();
      const dialog = page.getByRole('dialog', { name: words.newGroup });
      const found = dialog.getByRole('searchbox', { name: words.findPeople });
      await found.fill('bob');
      await dialog.getByRole('button').filter({ hasText: '@bob' }).click();
      await found.fill('e');
      await dialog.getByRole('button', { name: words.createGroup }).click();
    },
    there: (page, words) => page.getByText(words.groupNameNeeded),
  },
  {
    name: 'menu of a message',
    who: 'amy',
    at: ({ group }) => `${chats}/${group}`,
    open: (page, words) => page.getByRole('log').getByRole('button', { name: words.messageActions }).last().click(),
    there: (page) => page.getByRole('menuitem'),
  },
  {
    name: 'somebody in a chat',
    who: 'amy',
    at: ({ group }) => `${chats}/${group}`,
    open: (page, words) => page.getByRole('log').getByRole('button', { name: words.about }).last().click(),
    there: (page) => page.getByRole('dialog').getByText('@'),
  },
  {
    name: 'emoji',
    who: 'amy',
    at: ({ group }) => `${chats}/${group}`,
    open: (page, words) => page.getByRole('button', { name: words.emoji }).click(),
    there: (page, words) => page.getByRole('dialog', { name: words.emoji }).getByRole('gridcell'),
  },
  {
    name: 'picture',
    who: 'amy',
    at: ({ group }) => `${chats}/${group}`,
    open: (page, words) => page.getByRole('log').getByRole('button', { name: words.open }).last().click(),
    there: (page) => page.getByRole('dialog').getByRole('img'),
  },
  {
    name: 'document',
    who: 'amy',
    at: ({ group }) => `${chats}/${group}`,
    open: (page) =>
      page
        .getByRole('log')
        .getByRole('button')
        .filter({ hasText: /\.(pdf|txt)/ })
        .last()
        .click(),
    there: (page) => page.getByRole('dialog').locator('iframe'),
  },
  {
    name: 'chat without a connection',
    who: 'amy',
    at: ({ group }) => `${chats}/${group}`,
    async open(page) {
      const composer = page.locator('[data-composer]');
      await composer.waitFor();
      await page.context().setOffline(true);
      await composer.fill('写给以后 for later');
      await composer.press('Enter');
    },
    there: (page, words) => page.getByRole('log').getByText(words.waits),
    after: async (page) => {
      await page.context().setOffline(false);
      await page.getByRole('log').locator('[aria-busy=true]').waitFor({ state: 'detached', timeout: 30_000 });
    },
  },
  {
    name: 'palette',
    who: 'amy',
    at: () => '/activity',
    open: (page) => page.keyboard.press('Control+k'),
    there: (page) => page.getByRole('option'),
  },
  {
    name: 'palette with what was found',
    who: 'amy',
    at: () => '/activity',
    async open(page, words) {
      await page.keyboard.press('Control+k');
      await page.getByRole('combobox').fill('a');
      await page.getByRole('group', { name: words.people }).getByRole('option').first().waitFor();
    },
    there: (page) => page.getByRole('option'),
  },
  {
    name: 'somebody who was looked for',
    who: 'amy',
    at: () => '/activity',
    async open(page, words) {
      await page.keyboard.press('Control+k');
      await page.getByRole('combobox').fill('tony');
      await page.getByRole('group', { name: words.people }).getByRole('option').first().click();
    },
    there: (page, words) => page.getByRole('dialog', { name: words.person }),
  },
  {
    name: 'shortcuts',
    who: 'amy',
    at: () => '/activity',
    open: (page) => page.keyboard.press('?'),
    there: (page, words) => page.getByRole('dialog', { name: words.shortcuts }),
  },
];

async function openDetails(page: Page, words: Words): Promise<void> {
  await page.getByRole('button', { name: words.aboutRoom }).click();
  await page.getByRole('listitem').filter({ hasText: '@bob' }).waitFor();
}
