import en from 'emojibase-data/en/data.json?url';
import zh from 'emojibase-data/zh/data.json?url';
import type { EmojiData } from 'frimousse';
import { Type } from 'typebox';
import { Check } from 'typebox/value';
import type { Language } from '../kernel/text/language.ts';

const list = Type.Array(
  Type.Object({
    label: Type.String(),
    emoji: Type.String(),
    version: Type.Number(),
    group: Type.Optional(Type.Integer()),
    tags: Type.Optional(Type.Array(Type.String())),
  }),
);

/** Newer ones are empty boxes on many machines still. */
const NEWEST = 15;
/** Of emojibase: parts of other emoji, and flags, which Windows cannot draw. */
const LEFT_OUT = new Set([2, 9]);

/** The emoji with their names in a language, from our own server. `kinds`: what the groups are called, by their number. */
export async function emojiOf(language: Language, kinds: { [group: number]: string }): Promise<EmojiData> {
  const answer = await fetch(language === 'zh' ? zh : en);
  const all: unknown = await answer.json();
  if (!Check(list, all)) throw new Error('the emoji are not what they should be');
  return {
    locale: language,
    emojis: all.flatMap(({ label, emoji, version, group, tags = [] }) =>
      group === undefined || LEFT_OUT.has(group) || version > NEWEST
        ? []
        : [{ emoji, category: group, label, version, tags }],
    ),
    categories: Object.entries(kinds).map(([index, label]) => ({ index: Number(index), label })),
    skinTones: { dark: '', light: '', medium: '', 'medium-dark': '', 'medium-light': '' },
  };
}
