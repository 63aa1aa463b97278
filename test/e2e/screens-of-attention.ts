import type { Page } from 'playwright-core';
import type { Places, Screen } from './screen.ts';
import type { Words } from './screen-words.ts';

const group = ({ group: code }: Places) => `/chats/${code}`;

/** What is unread and heard, what becomes of a group and who comes into it, what is looked for. */
export const attentionScreens: readonly Screen[] = [
  {
    name: 'unread',
    who: 'amy',
    at: () => '/unread',
    // Whatever was read on the screens before.
    open: async (page, _, places) =>
      page.evaluate(
        async (codes) => {
          for (const room_code of codes)
            await fetch('/mark_read', { method: 'POST', body: JSON.stringify({ room_code, id: 0, unread: 1 }) });
        },
        [places.group, places.course],
      ),
    there: (page) => page.getByRole('main').getByRole('region').getByRole('listitem'),
  },
  {
    name: 'nothing unread',
    who: 'bob',
    at: () => '/unread',
    open: async (page) =>
      page.evaluate(async () => void (await fetch('/mark_all_read', { method: 'POST', body: '{}' }))),
    there: (page, words) => page.getByText(words.caughtUp),
  },
  {
    name: 'how much of a group is heard',
    who: 'amy',
    at: group,
    open: (page, words) => page.getByRole('button', { name: words.hear }).click(),
    there: (page) => page.getByRole('menuitemradio'),
  },
  {
    name: 'describing a group',
    who: 'amy',
    at: group,
    async open(page, words) {
      await openDetails(page, words);
      await page.getByRole('button', { name: words.change, exact: true }).click();
    },
    there: (page, words) => page.getByRole('textbox', { name: words.description }),
  },
  {
    name: 'inviting by a link',
    who: 'amy',
    at: group,
    async open(page, words) {
      await openDetails(page, words);
      await page.getByRole('button', { name: words.newLink }).click();
    },
    there: (page, words) => page.getByRole('button', { name: words.makeLink }),
  },
  {
    name: 'link of an invitation',
    who: 'amy',
    at: group,
    async open(page, words) {
      await openDetails(page, words);
      await page.getByRole('button', { name: words.newLink }).click();
      await page.getByRole('button', { name: words.makeLink }).click();
    },
    there: (page, words) => page.getByRole('textbox', { name: words.invitationLink }),
    // There may be fifty of a room at once.
    after: (page) => page.evaluate(revokeAll, new URL(page.url()).pathname.split('/').at(-1) ?? ''),
  },
  {
    name: 'deleting a group',
    who: 'amy',
    at: group,
    async open(page, words) {
      await openDetails(page, words);
      await page.getByRole('button', { name: words.deleteGroup }).click();
    },
    there: (page, words) => page.getByRole('button', { name: words.deleteForEver }),
  },
  {
    name: 'all members of a group',
    who: 'amy',
    at: ({ bigGroup }) => `/chats/${bigGroup}`,
    async open(page, words) {
      await page.getByRole('button', { name: words.aboutRoom }).click();
      await page.getByRole('button', { name: words.allMembers }).click();
    },
    there: (page, words) => page.getByRole('searchbox', { name: words.findMember }),
  },
  {
    name: 'invitation',
    who: 'bob',
    at: ({ invitation }) => `/join#${invitation}`,
    there: (page, words) => page.getByRole('main').getByRole('button', { name: words.join }),
  },
  {
    name: 'invitation that is good no more',
    who: 'bob',
    at: () => '/join#nothing',
    there: (page, words) => page.getByText(words.badLink),
  },
  {
    name: 'invitation, signed out',
    who: 'nobody',
    at: ({ invitation }) => `/join#${invitation}`,
    there: (page, words) => page.getByText(words.invited),
  },
  {
    name: 'inviting to a course by a link',
    who: 'tony',
    at: ({ course }) => `/courses/${course}/people`,
    async open(page, words) {
      await page.getByRole('button', { name: words.addPeople }).first().click();
      await page.getByRole('dialog').getByText(words.byLink, { exact: true }).click();
    },
    there: (page, words) => page.getByRole('dialog').getByRole('button', { name: words.newLink }),
  },
  {
    name: 'search',
    who: 'amy',
    at: () => '/search',
    there: (page, words) => page.getByRole('searchbox', { name: words.searchAll }),
  },
  {
    name: 'what was found',
    who: 'amy',
    at: () => `/search?${new URLSearchParams({ q: '作业' })}`,
    there: (page) => page.locator('[data-hit] mark'),
  },
  {
    name: 'files that were found',
    who: 'amy',
    at: () => '/search?file=1&sender=tony',
    there: (page) => page.locator('[data-hit]'),
  },
  {
    name: 'from whom to search',
    who: 'amy',
    at: () => '/search',
    async open(page, words) {
      await page.getByRole('button', { name: words.fromAnybody }).click();
      await page.getByRole('dialog').getByRole('searchbox').fill('tony');
    },
    there: (page) => page.getByRole('dialog').getByRole('button').filter({ hasText: '@tony' }),
  },
  {
    name: 'nothing found',
    who: 'amy',
    at: () => '/search?q=zzzz&file=1',
    there: (page, words) => page.getByText(words.nothingFound, { exact: true }),
  },
];

async function openDetails(page: Page, words: Words): Promise<void> {
  await page.getByRole('button', { name: words.aboutRoom }).click();
  await page.getByRole('listitem').filter({ hasText: '@bob' }).first().waitFor();
}

/** Runs in the page. */
async function revokeAll(room_code: string): Promise<void> {
  const answer = await fetch(`/get_invitations?room_code=${room_code}`);
  for (const [, id] of (await answer.text()).matchAll(/"id":(\d+)/g))
    await fetch('/revoke_invitation', { method: 'POST', body: JSON.stringify({ room_code, id: Number(id) }) });
}
