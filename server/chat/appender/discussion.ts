import { type KeptMarks, marksJson, readMarks, withReply } from '../marks.ts';
import type { Extra } from './types.ts';

/** The root that a reply names, as the database has it. */
export type RootRow = {
  kind: string;
  targetSeq: number | null;
  userId: number;
  hasText: boolean;
  data: string | null;
  marks: string | null;
};

/** What is known of a room with its head held. */
type Look = {
  root(roomId: number, seq: number): RootRow | undefined;
  isMember(roomId: number, userId: number): boolean;
  isStaff(roomId: number, userId: number): boolean;
};

export type Root = { roomId: number; seq: number; userId: number; marks: KeptMarks; moved: boolean };
/** `readSeq`: how far the follower has read. `moves`: also for one who follows already. */
export type Follow = { userId: number; roomId: number; seq: number; readSeq: number; moves: boolean };
export type Mention = { userId: number; roomId: number; seq: number };

/** In `mentions.user_id`: everybody in the room. */
const EVERYBODY = 0;

/**
 * What the replies and mentions of one flush bring besides their rows: the counts below the roots, who follows, who is mentioned. It
 * is the same on both engines, which look and write. Messages that are neither never come here.
 */
export function createDiscussion(look: Look) {
  const roots = new Map<string, Root | undefined>();
  const follows = new Map<string, Follow>();
  const mentions: Mention[] = [];

  function rootOf(roomId: number, seq: number): Root | undefined {
    const key = `${roomId} ${seq}`;
    if (!roots.has(key)) {
      const row = look.root(roomId, seq);
      const marks = readMarks(row?.marks ?? null);
      const root =
        row !== undefined && isOpen(row, marks) ? { roomId, seq, userId: row.userId, marks, moved: false } : undefined;
      roots.set(key, root);
    }
    return roots.get(key);
  }
  function follow({ userId, roomId, seq, readSeq, moves }: Follow): void {
    const key = `${userId} ${roomId} ${seq}`;
    if (moves || !follows.has(key)) follows.set(key, { userId, roomId, seq, readSeq, moves });
  }

  return {
    /** Whether it may be replied to: a message of the top level that is there, or was replied to before; a post that is there. */
    isThread: ({ threadSeq }: Extra, roomId: number): boolean =>
      threadSeq === null || rootOf(roomId, threadSeq) !== undefined,
    /** Takes a message that was admitted. Answers its `marks`. */
    add(extra: Extra, row: { roomId: number; seq: number; userId: number; at: number }): string | null {
      const { roomId, seq, userId, at } = row;
      const named = extra.mentioned.map(({ id }) => id);
      const mentioned = named.filter((user) => user !== userId && look.isMember(roomId, user));
      const all = extra.all && look.isStaff(roomId, userId);
      for (const user of all ? [...mentioned, EVERYBODY] : mentioned) mentions.push({ userId: user, roomId, seq });
      const root = extra.threadSeq === null ? undefined : rootOf(roomId, extra.threadSeq);
      if (root !== undefined) {
        root.marks = { ...root.marks, replies: withReply(root.marks.replies, { seq, at, userId }) };
        root.moved = true;
        const thread = { roomId, seq: root.seq };
        if (root.userId !== userId) follow({ ...thread, userId: root.userId, readSeq: root.seq, moves: false });
        for (const user of mentioned) follow({ ...thread, userId: user, readSeq: seq - 1, moves: false });
        follow({ ...thread, userId, readSeq: seq, moves: true });
      }
      return marksJson({ mentions: mentioned, all });
    },
    /** What is to be written besides the messages. */
    written: () => ({
      roots: [...roots.values()].filter((root) => root?.moved === true).flatMap((root) => root ?? []),
      follows: [...follows.values()],
      mentions,
    }),
  };
}

function isOpen({ kind, targetSeq, hasText, data }: RootRow, { replies }: KeptMarks): boolean {
  if (targetSeq !== null) return false;
  if (kind === 'message') return hasText || replies !== undefined;
  // The card of a post that is gone ends so; see `post-cards.ts`.
  return kind === 'post' && data?.endsWith('"deleted":true}') === false;
}
