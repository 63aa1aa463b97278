import type { Page } from 'playwright-core';
import type { Places, Screen, Who } from './screen.ts';
import { wordsIn } from './screen-words.ts';
import { entranceScreens, startScreens } from './screens-of-accounts.ts';
import { attentionScreens } from './screens-of-attention.ts';
import { chatScreens } from './screens-of-chat.ts';
import { courseScreens } from './screens-of-courses.ts';
import { threadScreens } from './screens-of-threads.ts';
import type { Language } from './visitor.ts';

const order: readonly Who[] = ['nobody', 'amy', 'bob', 'tony', 'head'];

/** All there are, those of one person together. */
export const screens: readonly Screen[] = [
  ...entranceScreens,
  ...attentionScreens,
  ...chatScreens,
  ...threadScreens,
  ...courseScreens,
].toSorted((a, b) => order.indexOf(a.who) - order.indexOf(b.who));
/** Those of a school that resets passwords by code and has no administrator yet; head registers before the last. */
export const firstScreens: readonly Screen[] = startScreens;

/** Brings a screen up. Throws when it does not come. */
export async function show(
  page: Page,
  screen: Screen,
  { baseUrl, places, language }: { baseUrl: string; places: Places; language: Language },
): Promise<void> {
  const words = wordsIn(language);
  const address = `/app${screen.at(places)}`;
  const within = screen.who !== 'nobody' && page.url().startsWith(`${baseUrl}/app/`);
  await (within ? goOn(page, address) : page.goto(baseUrl + address));
  await page.locator('main').waitFor();
  await screen.open?.(page, words, places);
  await screen.there(page, words).first().waitFor();
  await page.evaluate(settled);
}

/** Within the app that is open already, as its own links lead; what is open above it is closed first. */
export async function goOn(page: Page, address: string): Promise<void> {
  const above = '[role=dialog], [role=menu]';
  for (let count = await page.locator(above).count(); count > 0; count = await page.locator(above).count()) {
    await page.keyboard.press('Escape');
    await page.waitForFunction(([what, before]) => document.querySelectorAll(what).length < before, [
      above,
      count,
    ] as const);
  }
  // By way of nowhere, so that the same address begins anew too.
  await page.evaluate(() => history.pushState(null, '', '/app/-'));
  await page.locator('main h1').waitFor({ state: 'detached' });
  await page.evaluate((to) => history.pushState(null, '', to), address);
}

/** Runs in the page. Over when for some frames nothing was on its way: shapes of what was not read yet, rows being measured, pictures. */
async function settled(): Promise<void> {
  const unfinished = '.waits, [role=log] [style*="visibility: hidden"]';
  const deadline = performance.now() + 10_000;
  for (let quiet = 0; quiet < 4;) {
    await new Promise(requestAnimationFrame);
    const picture = [...document.images].find(({ complete, loading }) => !complete && loading !== 'lazy');
    const waits = picture ?? document.querySelector(unfinished);
    quiet = waits === null ? quiet + 1 : 0;
    if (performance.now() > deadline) throw new Error(`still on its way: ${waits?.outerHTML.slice(0, 300)}`);
  }
}
