/** What can be anything but words, once somewhere or at the beginning of a line. */
const MARKUP = /[*_`~\\[<&$|]|:\/\/|mailto:|^[ ]{0,3}(?:[#>=+-]|\d{1,9}[.)])|^(?: {4}|\t)|\n\n/m;

/** Whether a text is nothing but words and lines, so that no parser need look at it. Most messages are. */
export function isPlain(text: string): boolean {
  return !MARKUP.test(text);
}
