import { mayBeginAfter } from '../../contract/mention-signs.ts';
import { nameKey } from '../../contract/name-key.ts';
import type { Member } from './members.ts';

/** Half a name behind an `@`, up to the caret. `from`: where the `@` stands. */
export type Begun = { from: number; written: string };

const LONGEST = 30;
const MOST = 7;

/** The mention that is being written at the caret. */
export function begunAt(text: string, caret: number): Begun | undefined {
  const from = text.lastIndexOf('@', caret - 1);
  if (from < 0 || caret - from > LONGEST || !mayBeginAfter(text[from - 1] ?? '')) return undefined;
  const written = text.slice(from + 1, caret);
  // A name may have spaces, but neither begins with one nor goes on in the next line.
  return /^\s|[\n\r]|\s\s/.test(written) ? undefined : { from, written };
}

/** What may be the pinyin of a name, as it is asked for; an input method writes it so before it is a word. */
export function soundIn(written: string): string | undefined {
  return /^[a-z][a-z'’ ]*$/i.test(written) ? written.trim().toLowerCase() : undefined;
}

/** Whether a whole name and a space have said already who is meant. */
export function isSaid(written: string, keys: ReadonlyMap<string, unknown>): boolean {
  const [name, ...rest] = written.split(/\s/);
  return name !== undefined && rest.length > 0 && keys.has(nameKey(name));
}

/**
 * Whom half a name may mean: those whose names begin with it before those that sound so, and those that have it inside last. `sounding`:
 * usernames. A whole name and a space have said who is meant.
 */
export function choicesFor(
  written: string,
  members: Iterable<Member>,
  { me, sounding }: { me: string; sounding: readonly string[] },
): Member[] {
  const sought = nameKey(written);
  const sounds = new Set(sounding);
  const all = [...members];
  if (/\s$/.test(written) && all.some(({ username }) => nameKey(username) === sought.trim())) return [];
  const begins: Member[] = [];
  const heard: Member[] = [];
  const has: Member[] = [];
  for (const member of all) {
    if (member.username === me) continue;
    const names = [nameKey(member.nickname), nameKey(member.username)];
    if (names.some((name) => name.startsWith(sought))) begins.push(member);
    else if (sounds.has(member.username)) heard.push(member);
    else if (names.some((name) => name.includes(sought))) has.push(member);
    if (begins.length === MOST) break;
  }
  return [...begins, ...heard, ...has].slice(0, MOST);
}
