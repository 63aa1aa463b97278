// The writer's thread of SQLite reads this file too: it imports nothing, and reads its JSON by hand, since a library of schemas would
// cost each start 100 ms.

/** What `entries.marks` holds, users by their ids. */
export type KeptMarks = {
  /** Each emoji with who set it, the first first. */
  reactions?: readonly KeptReaction[] | undefined;
  replies?: KeptReplies | undefined;
  mentions?: readonly number[] | undefined;
  all?: boolean | undefined;
  /** An edit of it has mentioned everybody: it is counted there, and shown here. */
  allSince?: boolean | undefined;
};
export type KeptReaction = readonly [emoji: string, users: readonly number[]];
/** `at`: when the last one came, ms. */
export type KeptReplies = { count: number; last: number; at: number; users: readonly number[] };

/** Who replied is told up to so many. */
const MOST_REPLIERS = 20;

export function readMarks(json: string | null): KeptMarks {
  if (json === null) return {};
  const marks: unknown = JSON.parse(json);
  if (!isObject(marks)) return {};
  const { reactions, replies, mentions, all, allSince } = marks;
  return {
    reactions: listIn(reactions).flatMap((each): KeptReaction[] => {
      const [emoji, users] = listIn(each);
      return typeof emoji === 'string' ? [[emoji, numbersIn(users)]] : [];
    }),
    replies: readReplies(replies),
    mentions: numbersIn(mentions),
    all: all === true,
    allSince: allSince === true,
  };
}

function readReplies(value: unknown): KeptReplies | undefined {
  if (!isObject(value)) return undefined;
  const { count, last, at, users } = value;
  if (typeof count !== 'number' || typeof last !== 'number' || typeof at !== 'number') return undefined;
  return { count, last, at, users: numbersIn(users) };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function listIn(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

function numbersIn(value: unknown): number[] {
  return listIn(value).filter((each) => typeof each === 'number');
}

/** As it is kept: null where nothing is left to say. */
export function marksJson(marks: KeptMarks): string | null {
  const { reactions = [], replies, mentions = [], all = false, allSince = false } = marks;
  if (reactions.length === 0 && replies === undefined && mentions.length === 0 && !all && !allSince) return null;
  return JSON.stringify({
    ...(reactions.length > 0 && { reactions }),
    ...(replies !== undefined && { replies }),
    ...(mentions.length > 0 && { mentions }),
    ...(all && { all }),
    ...(allSince && { allSince }),
  });
}

/** A root's replies with one more. */
export function withReply(
  replies: KeptReplies | undefined,
  { seq, at, userId }: { seq: number; at: number; userId: number },
): KeptReplies {
  const { count, users }: Pick<KeptReplies, 'count' | 'users'> = replies ?? { count: 0, users: [] };
  const more = users.includes(userId) || users.length >= MOST_REPLIERS ? users : [...users, userId];
  return { count: count + 1, last: seq, at, users: more };
}

/** A root's replies when some of them are gone, from those that are left, in order. */
export function repliesOf(left: readonly { seq: number; at: number; userId: number }[]): KeptReplies | undefined {
  const last = left.at(-1);
  if (last === undefined) return undefined;
  const users = [...new Set(left.map(({ userId }) => userId))].slice(0, MOST_REPLIERS);
  return { count: left.length, last: last.seq, at: last.at, users };
}

/** Reactions with one more or one less; the same list: it was so already. */
export function withReaction(
  reactions: readonly KeptReaction[],
  { emoji, userId, on }: { emoji: string; userId: number; on: boolean },
): readonly KeptReaction[] {
  const own = reactions.find(([each]) => each === emoji);
  if ((own?.[1].includes(userId) ?? false) === on) return reactions;
  if (own === undefined) return [...reactions, [emoji, [userId]]];
  return reactions.flatMap(([each, users]): readonly KeptReaction[] => {
    if (each !== emoji) return [[each, users]];
    const next = on ? [...users, userId] : users.filter((user) => user !== userId);
    return next.length === 0 ? [] : [[each, next]];
  });
}
