import type { Page } from 'playwright-core';
import type { Screen } from './screen.ts';

export const entranceScreens: readonly Screen[] = [
  {
    name: 'sign-in',
    who: 'nobody',
    at: () => '/sign-in',
    there: (page, words) => page.getByRole('button', { name: words.signIn, exact: true }),
  },
  {
    name: 'sign-in with mistakes',
    who: 'nobody',
    at: () => '/sign-in',
    open: (page, words) => page.getByRole('button', { name: words.signIn, exact: true }).click(),
    there: (page, words) => page.getByText(words.missingUsername),
  },
  {
    name: 'register',
    who: 'nobody',
    at: () => '/register',
    async open(page, words) {
      await page.getByRole('button', { name: words.haveCode }).click();
      await page.getByLabel(words.password, { exact: true }).fill('12345678');
    },
    there: (page, words) => page.getByLabel(words.invitationCode),
  },
  {
    name: 'reset',
    who: 'nobody',
    at: () => '/reset',
    there: (page, words) => page.getByRole('button', { name: words.doReset }),
  },
  {
    name: 'start, when there is an administrator',
    who: 'nobody',
    at: () => '/start',
    there: (page, words) => page.getByRole('heading', { name: words.startDone }),
  },
  {
    name: 'notice of a reset',
    who: 'nobody',
    at: () => '/sign-in',
    async open(page, words) {
      const username = await resetSomebody(page);
      await page.getByLabel(words.username, { exact: true }).fill(username);
      await page.getByLabel(words.password, { exact: true }).fill(NEW_PASSWORD);
      await page.keyboard.press('Enter');
    },
    there: (page, words) => page.getByRole('alert').getByText(words.wasReset),
    after: (page) => page.context().clearCookies(),
  },
  {
    name: 'me',
    who: 'amy',
    at: () => '/me',
    there: (page, words) => page.getByRole('button', { name: words.signOut, exact: true }),
  },
  {
    name: 'my files',
    who: 'amy',
    at: () => '/me/files',
    open: (page) => page.locator('main').locator('summary').first().click(),
    there: (page) => page.locator('main').getByText('SHA-256'),
  },
  {
    name: 'changing the password',
    who: 'amy',
    at: () => '/me',
    async open(page, words) {
      await page.getByRole('button', { name: words.changePassword }).click();
      await page.getByRole('dialog').getByRole('button', { name: words.save }).click();
    },
    there: (page) => page.getByRole('dialog').locator('[aria-invalid=true]'),
  },
  {
    name: 'changing the security answer',
    who: 'amy',
    at: () => '/me',
    open: (page, words) => page.getByRole('button', { name: words.setAnswer }).click(),
    there: (page, words) => page.getByRole('dialog').getByLabel(words.securityAnswer, { exact: true }),
  },
];

export const startScreens: readonly Screen[] = [
  {
    name: 'sign-in of a school without an administrator',
    who: 'nobody',
    at: () => '/sign-in',
    there: (page, words) => page.getByRole('button', { name: words.signIn, exact: true }),
  },
  {
    name: 'start',
    who: 'nobody',
    at: () => '/start#CODE-OF-THE-FIRST-START',
    there: (page, words) => page.getByRole('button', { name: words.doStart }),
  },
  {
    name: 'reset by code',
    who: 'nobody',
    at: () => '/reset',
    there: (page, words) => page.getByRole('button', { name: words.doReset }),
  },
  {
    name: 'helping somebody who forgot their password',
    who: 'head',
    at: () => '/me',
    there: (page, words) => page.getByRole('button', { name: words.makeCode }),
  },
];

const NEW_PASSWORD = 'quite another password';

/** Of those who look at no screen: their sessions end with it. Nobody can be reset more than three times a day. */
async function resetSomebody(page: Page): Promise<string> {
  for (const username of ['eve', 'ann']) {
    const answer = await page.request.post(`${new URL(page.url()).origin}/change_info`, {
      data: { username, new_password: NEW_PASSWORD, security_answer: `${username}'s answer` },
    });
    if ((await answer.text()).includes('success')) return username;
  }
  throw new Error('nobody can be reset any more');
}
