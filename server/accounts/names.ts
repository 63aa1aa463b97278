import { rectifyConfusion } from 'unicode-confusables';

/**
 * What a name looks like (UTS 39's skeleton): look-alikes of other scripts, of width and of i, l and 1 become one.
 * Only ever compared, never shown.
 */
export function skeleton(name: string): string {
  const mapped = rectifyConfusion(rectifyConfusion(name.normalize('NFKC').normalize('NFD')).normalize('NFD'));
  // Marks are what differs least between two names that look alike, and spaces are not seen at all.
  return mapped
    .toLowerCase()
    .normalize('NFKD')
    .replaceAll(/[\p{M}\s]/gu, '');
}

/** Under open access: any 1 to 64 characters without controls. */
export function isPlainName(name: string): boolean {
  const length = [...name].length;
  return length >= 1 && length <= 64 && !/[\p{Cc}\u2028\u2029]/u.test(name);
}

/**
 * Signed in, a name must also be seen as it is: nothing invisible, no outer spaces, no mixture that only serves to deceive, no
 * radicals (U+2E80-2EFF) in place of the characters they are drawn like, which the table of look-alikes lacks.
 */
export function isVisibleName(name: string): boolean {
  return (
    isPlainName(name) && !/[\p{C}\p{Zl}\p{Zp}\u2E80-\u2EFF]/u.test(name) && name.trim() === name && isOneWriting(name)
  );
}

/** Nicknames may wear any scripts and emoji, but nothing that hides or turns the text. */
export function isVisibleNickname(name: string): boolean {
  // U+200D joins emoji.
  return (
    !/[\p{Cc}\p{Zl}\p{Zp}\u061C\u200B\u200C\u200E\u200F\u202A-\u202E\u2060-\u2069\u2E80-\u2EFF\uFEFF]/u.test(name) &&
    name.trim() !== ''
  );
}

/** Scripts that are written together every day in East Asia, Latin included. */
const EAST_ASIAN = /^[\p{Script=Han}\p{Script=Latin}\p{Script=Hira}\p{Script=Kana}\p{Script=Bopo}\p{Script=Hang}]*$/u;
const ALONE = [
  'Cyrl',
  'Grek',
  'Arab',
  'Hebr',
  'Thai',
  'Deva',
  'Beng',
  'Taml',
  'Telu',
  'Knda',
  'Mlym',
  'Gujr',
  'Guru',
  'Orya',
  'Sinh',
  'Geor',
  'Armn',
  'Ethi',
  'Khmr',
  'Laoo',
  'Mymr',
  'Tibt',
  'Mong',
  'Thaa',
  'Cher',
  'Cans',
  'Yiii',
  'Syrc',
].map((script) => new RegExp(String.raw`^\p{Script=${script}}*$`, 'u'));

function isOneWriting(name: string): boolean {
  const letters = name.replaceAll(/[\p{Script=Common}\p{Script=Inherited}]/gu, '');
  return EAST_ASIAN.test(letters) || ALONE.some((script) => script.test(letters));
}
