import { nameKey } from './name-key.ts';

/** An `@` in a text, and what names may stand there: the key of each, and where in the text it ends. The shortest first. */
export type Sign = { at: number; names: { key: string; end: number }[] };

/** After an `@`: everybody in the room, where some may say so. */
export const EVERYBODY_NAMES = ['all', '所有人'];

/** Beyond these a text is a list, not a message: the rest of its names are text. */
const MOST_SIGNS = 50;
const LONGEST_NAME = 64;

/** What may stand in the middle of a word: a name does not end between two of these. Han and kana are no such words. */
const IN_WORD = /[\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}\p{N}_]/u;

/** Whether an `@` after this character begins a name: one in an address does not. Empty: the beginning of the text. */
export function mayBeginAfter(character: string): boolean {
  return !IN_WORD.test(character);
}

/** For each `@` of a text what names may stand there; whose they are says who knows the room. */
export function signsIn(text: string): Sign[] {
  const signs: Sign[] = [];
  for (let at = text.indexOf('@'); at !== -1 && signs.length < MOST_SIGNS; at = text.indexOf('@', at + 1)) {
    if (!mayBeginAfter(text[at - 1] ?? '')) continue;
    const characters = [...text.slice(at + 1, at + 1 + LONGEST_NAME * 2)].slice(0, LONGEST_NAME + 1);
    const names: Sign['names'] = [];
    let name = '';
    for (const [index, character] of characters.entries()) {
      if (index === LONGEST_NAME || /[\p{Cc}@]/u.test(character)) break;
      name += character;
      const isInside = IN_WORD.test(character) && IN_WORD.test(characters[index + 1] ?? '');
      if (!isInside && character.trim() !== '') names.push({ key: nameKey(name), end: at + 1 + name.length });
    }
    signs.push({ at, names });
  }
  return signs;
}
