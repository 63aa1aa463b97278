import type { Locator, Page } from 'playwright-core';
import type { Places, Screen } from './screen.ts';
import type { Words } from './screen-words.ts';

const course = ({ course: code }: Places) => `/courses/${code}`;

/** What is done with messages, and what is said about them. */
export const threadScreens: readonly Screen[] = [
  {
    name: 'threads',
    who: 'amy',
    at: () => '/threads',
    there: (page) => page.getByRole('main').getByRole('link'),
  },
  {
    name: 'no unread threads',
    who: 'bob',
    at: () => '/threads',
    open: (page, words) => page.getByRole('main').getByText(words.unread, { exact: true }).click(),
    there: (page, words) => page.getByText(words.noUnreadThreads),
  },
  {
    name: 'thread beside a room',
    who: 'amy',
    at: (places) => `${course(places)}?thread=${places.thread}`,
    there: (page, words) => page.getByRole('textbox', { name: words.replyTo }),
  },
  {
    name: 'replies folded below a post',
    who: 'amy',
    at: (places) => `${course(places)}?message=${places.card}`,
    open: (page, words) => page.getByRole('log').getByRole('button', { name: words.latestReplies }).last().click(),
    there: (page) => page.getByRole('log').getByRole('listitem'),
  },
  {
    name: 'replies on the page of a post',
    who: 'amy',
    at: (places) => `${course(places)}/announcements?post=${places.post}`,
    there: (page, words) => page.getByRole('textbox', { name: words.replyTo }),
  },
  {
    name: 'pinned messages',
    who: 'tony',
    at: course,
    open: (page, words) => page.getByRole('button', { name: words.pinned }).click(),
    there: (page) => page.getByRole('dialog').getByRole('listitem'),
  },
  {
    name: 'how a message read before',
    who: 'tony',
    at: (places) => `${course(places)}?message=${places.thread}`,
    open: (page, words) =>
      page.getByRole('log').getByRole('button', { name: words.edited, exact: true }).last().click(),
    there: (page) => page.getByRole('dialog').getByRole('listitem'),
  },
  {
    name: 'editing a message',
    who: 'tony',
    at: course,
    open: async (page) => {
      // What there is to edit has come.
      await page.getByRole('log').getByText('四楼').first().waitFor();
      await page.locator('[data-composer]').press('ArrowUp');
    },
    there: (page, words) => page.getByRole('textbox', { name: words.editMessage }),
    after: (page, words) => page.getByRole('textbox', { name: words.editMessage }).press('Escape'),
  },
  {
    name: 'naming somebody',
    who: 'tony',
    at: course,
    open: (page) => page.locator('[data-composer]').pressSequentially('@'),
    there: (page) => page.getByRole('listbox').getByRole('option'),
    after: (page) => page.locator('[data-composer]').fill(''),
  },
  {
    name: 'reach of a message to all',
    who: 'tony',
    at: course,
    open: (page) => page.locator('[data-composer]').fill('@all '),
    there: (page) => page.getByRole('status').filter({ hasText: /\d/ }),
    after: (page) => page.locator('[data-composer]').fill(''),
  },
  {
    name: 'emoji of a reaction',
    who: 'amy',
    at: course,
    async open(page, words) {
      await lastMessage(page, words).click();
      await page.getByRole('menuitem', { name: words.moreEmoji }).click();
    },
    there: (page) => page.getByRole('dialog').getByRole('gridcell'),
  },
  {
    name: 'another day',
    who: 'amy',
    at: course,
    async open(page, words) {
      await page.getByRole('log').press('Home');
      await page.getByRole('button', { name: words.jumpToDate }).first().click();
    },
    there: (page) => page.getByRole('dialog').locator('input[type=date]'),
  },
];

function lastMessage(page: Page, words: Words): Locator {
  return page.getByRole('log').getByRole('button', { name: words.messageActions }).last();
}
