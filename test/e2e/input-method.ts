import type { Page } from 'playwright-core';

/** Writes as with an input method: a word is composed from Latin letters and stands in the field once it is chosen. */
export type InputMethod = {
  compose(letters: string): Promise<void>;
  /** A key that goes to the input method, as Enter does while it composes. The page hears it all the same. */
  press(key: 'Enter' | 'Escape'): Promise<void>;
  choose(word: string): Promise<void>;
};

const codes = { Enter: 13, Escape: 27 };

export async function inputMethodOf(page: Page): Promise<InputMethod> {
  const browser = await page.context().newCDPSession(page);
  return {
    async compose(letters) {
      for (let end = 1; end <= letters.length; end++)
        await browser.send('Input.imeSetComposition', {
          text: letters.slice(0, end),
          selectionStart: end,
          selectionEnd: end,
        });
    },
    async press(key) {
      const pressed = { key, code: key, windowsVirtualKeyCode: codes[key] };
      await browser.send('Input.dispatchKeyEvent', { type: 'rawKeyDown', ...pressed });
      await browser.send('Input.dispatchKeyEvent', { type: 'keyUp', ...pressed });
    },
    async choose(word) {
      await browser.send('Input.insertText', { text: word });
      // What listens for the end of a composition is told of it in a later turn.
      await page.evaluate(async () => new Promise((turn) => setTimeout(turn)));
    },
  };
}
