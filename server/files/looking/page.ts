/** UTF-16 code units of a file's text that are kept: a book of 200 pages, or 3 bytes each of Chinese. */
const MOST = 1_000_000;
const MOST_BYTES = 1024 * 1024;

/** Where words are written down in the order in which they are found, until there is no more room. */
export type Page = {
  add(words: string): void;
  isFull(): boolean;
  /** At most 1 MB in UTF-8, in forms that are searched for, with one space or line end between words. */
  text(): string;
};

export function createPage(): Page {
  const pieces: string[] = [];
  let length = 0;
  return {
    add(words) {
      if (length >= MOST) return;
      const piece = words.slice(0, MOST - length);
      pieces.push(piece);
      length += piece.length;
    },
    isFull: () => length >= MOST,
    text: () => cutToBytes(tidy(pieces.join(''))),
  };
}

/** Compatible forms are one (ligatures of typesetting, wide letters), and what nobody sees is gone. */
function tidy(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(/[\p{L}\p{N}\p{M}]+/gu, (word) => word.normalize('NFKC'))
    .replaceAll(/[[\p{Cc}\p{Cf}\uFFFD]--[\n\t\r]]+/gv, '')
    .replaceAll(/[^\S\n]+/g, ' ')
    .replaceAll(/ ?\n[ \n]*/g, '\n')
    .trim();
}

function cutToBytes(text: string): string {
  if (Buffer.byteLength(text) <= MOST_BYTES) return text;
  // A character that is cut decodes to the sign for what is none.
  return Buffer.from(text)
    .subarray(0, MOST_BYTES)
    .toString()
    .replace(/\uFFFD$/, '');
}
