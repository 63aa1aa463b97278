import { type Entry, NO_MARKS } from './entry.ts';
import type { KeptMarks } from './marks.ts';

/** Everybody whom the marks name. */
export function usersIn({ reactions = [], replies, mentions = [] }: KeptMarks): number[] {
  return [...reactions.flatMap(([, users]) => users), ...(replies?.users ?? []), ...mentions];
}

/** The marks with names in place of ids. */
export function namedMarks(marks: KeptMarks, names: ReadonlyMap<number, string>): Entry['marks'] {
  const { reactions = [], replies, mentions = [], all = false, allSince = false } = marks;
  if (reactions.length === 0 && replies === undefined && mentions.length === 0 && !all && !allSince) return NO_MARKS;
  return {
    reactions: reactions.map(([emoji, users]) => ({ emoji, users: named(users, names) })),
    replies: namedReplies(replies, names),
    mentions: named(mentions, names),
    all,
    allSince,
  };
}

export function namedReplies(
  replies: KeptMarks['replies'],
  names: ReadonlyMap<number, string>,
): Entry['marks']['replies'] {
  return replies === undefined ? null : { ...replies, users: named(replies.users, names) };
}

function named(users: readonly number[], names: ReadonlyMap<number, string>): string[] {
  return users.flatMap((user) => names.get(user) ?? []);
}
