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
  return /\s/.test(written) ? undefined : { from, written };
}

/** Whom half a name may mean: those whose names begin with it before those that have it inside. */
export function choicesFor(written: string, members: Iterable<Member>, me: string): Member[] {
  const sought = nameKey(written);
  const begins: Member[] = [];
  const has: Member[] = [];
  for (const member of members) {
    if (member.username === me) continue;
    const names = [nameKey(member.nickname), nameKey(member.username)];
    if (names.some((name) => name.startsWith(sought))) begins.push(member);
    else if (names.some((name) => name.includes(sought))) has.push(member);
    if (begins.length === MOST) break;
  }
  return [...begins, ...has].slice(0, MOST);
}
