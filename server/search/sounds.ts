import { pinyin } from 'pinyin-pro';

/** Characters of a name that are listened to. */
const MOST = 16;

/**
 * How a name sounds, for a search by `like`: from each of its Chinese characters on, the pinyin of what follows and its initials, each
 * after a `|`. Letters and digits between them sound as they are. Empty for a name without Chinese.
 */
export function soundsOf(name: string): string {
  if (!/\p{sc=Han}/u.test(name)) return '';
  // Surnames have sounds of their own at the beginning of a name (单 is shàn, 曾 is zēng); a course's name is not one.
  const ways = [pinyin(name, { ...PLAIN }), pinyin(name, { ...PLAIN, surname: 'head' })];
  return [...new Set(ways.flatMap(soundsFrom))].map((sound) => `|${sound}`).join('');
}

const PLAIN = { toneType: 'none', type: 'array', v: true, nonZh: 'consecutive' } as const;

function soundsFrom(spoken: readonly string[]): string[] {
  const parts = spoken.map((part) =>
    part
      .normalize('NFKC')
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}]/gu, ''),
  );
  const heard = parts.filter((part) => part !== '').slice(0, MOST);
  return heard.flatMap((_, start) => {
    const rest = heard.slice(start);
    return [rest.join(''), rest.map((part) => part.slice(0, 1)).join('')];
  });
}

/** A query that may be pinyin: letters, without what a typist puts between syllables. Undefined for any other. */
export function soundAsked(query: string): string | undefined {
  const plain = query
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[\s'’]/g, '')
    .replaceAll('ü', 'v');
  return /^[a-z0-9]+$/.test(plain) ? plain : undefined;
}
