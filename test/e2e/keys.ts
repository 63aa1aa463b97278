import assert from 'node:assert/strict';
import type { Locator, Page } from 'playwright-core';

/** Somebody who has a keyboard and nothing else. After each key the focus must be somewhere, and be seen there. */
export type Keys = {
  press(key: string): Promise<void>;
  type(text: string): Promise<void>;
  /** Where the focus is, once a page has come: throws where that is not to be seen. */
  look(): Promise<void>;
  /** By the tabulator, forward. */
  tabTo(what: Locator): Promise<void>;
};

/** More stops than any screen has between two things that belong together. */
const MOST_STOPS = 60;

export function keysOf(page: Page): Keys {
  async function press(key: string): Promise<void> {
    await page.keyboard.press(key);
    await focusIsSeen(page, key);
  }
  return {
    press,
    type: async (text) => page.keyboard.type(text),
    look: async () => focusIsSeen(page, 'all that'),
    async tabTo(what) {
      await what.waitFor();
      for (let stops = 0; stops < MOST_STOPS; stops++) {
        await page.keyboard.press('Tab');
        if (await what.evaluate((element) => element === document.activeElement)) return focusIsSeen(page, 'Tab');
      }
      assert.fail(`${MOST_STOPS} times Tab do not lead to ${String(what)}`);
    },
  };
}

/** Tells of every pointer that a page is touched with as an error of the page. */
export async function refusePointers(page: Page): Promise<void> {
  await page.addInitScript(() => {
    for (const type of ['pointerdown', 'mousedown', 'touchstart', 'wheel'])
      addEventListener(type, () => console.error(`a pointer: ${type}`), { capture: true, passive: true });
  });
}

/** Waits for it: what opens and closes takes the focus along in its own time. Throws with what has it instead. */
async function focusIsSeen(page: Page, key: string): Promise<void> {
  try {
    await page.waitForFunction(isSeen, undefined, { timeout: 5_000 });
  } catch {
    const focused = await page.evaluate(() => document.activeElement?.outerHTML.slice(0, 300));
    assert.fail(`after ${key} the focus is not to be seen: ${focused}`);
  }
}

/**
 * The focus is on something within the window that shows it: by an outline of its own or of its label, a text field by its caret,
 * a heading or a region come to by being what is read out and first on the screen.
 */
function isSeen(): boolean {
  const focused = document.activeElement;
  if (!(focused instanceof HTMLElement) || focused === document.body) return false;
  const { top, bottom, left, right } = focused.getBoundingClientRect();
  if (bottom <= 0 || right <= 0 || top >= innerHeight || left >= innerWidth) return false;
  if (focused.matches('h1, main, [role=dialog], [role=menu], textarea, input:not([type=radio], [type=checkbox])'))
    return true;
  const outlined = (element: Element) => {
    const { outlineStyle, outlineWidth } = getComputedStyle(element);
    return outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 2;
  };
  return outlined(focused) || (focused.parentElement?.matches('label') === true && outlined(focused.parentElement));
}
