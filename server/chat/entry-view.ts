import type { EntryView, Replies } from '../../contract/entry.ts';
import type { Clock } from '../kernel/clock.ts';
import { type Entry, NO_MARKS, type PostCard } from './entry.ts';

/** An entry as every live road hands it out; it is the same for whoever may read the room. */
export function entryView(clock: Clock, entry: Entry): EntryView {
  const { seq, username: user, at } = entry;
  const common = { seq, user, time: clock.format(at), ts: at };
  switch (entry.kind) {
    case 'message':
      return messageView(clock, entry, common);
    case 'join':
    case 'leave':
      return { kind: entry.kind, ...common, by: entry.by ?? user };
    case 'rename':
      return { kind: 'rename', ...common, by: entry.by ?? user, name: entry.name ?? '' };
    case 'describe':
      return { kind: 'describe', ...common, by: entry.by ?? user, description: entry.room?.description ?? '' };
    case 'archive':
      return { kind: 'archive', ...common, by: entry.by ?? user, archived: entry.room?.archived ?? false };
    case 'block':
      return { kind: 'block', ...common, by: entry.by ?? user, blocked: entry.room?.blocked ?? false };
    case 'room_deleted':
      return { kind: 'room_deleted', ...common, by: entry.by ?? user };
    case 'owner':
      return { kind: 'owner', ...common, by: entry.by ?? user };
    case 'post': {
      const card = { kind: 'post', ...common, post: entry.post ?? NO_POST, thread: entry.targetSeq ?? seq } as const;
      return { ...card, ...repliesView(clock, entry.marks.replies) };
    }
    case 'edit': {
      const { targetSeq: target, rev, text } = entry;
      return { kind: 'edit', ...common, target: target ?? 0, rev, text: text ?? '', ...mentionsView(entry) };
    }
    case 'delete': {
      const { targetSeq: target, rev, thread } = entry;
      const gone = { kind: 'delete', ...common, target: target ?? 0, rev } as const;
      return thread === null ? gone : { ...gone, thread: thread.seq, ...repliesView(clock, thread.replies) };
    }
    case 'reaction': {
      const { emoji, on } = entry.reaction ?? { emoji: '', on: false };
      return { kind: 'reaction', ...common, target: entry.targetSeq ?? 0, emoji, on };
    }
    case 'pin':
    case 'unpin':
      return { kind: entry.kind, ...common, target: entry.targetSeq ?? 0 };
  }
}

type Common = { seq: number; user: string; time: string; ts: number };
type MessageView = Extract<EntryView, { kind: 'message' }>;

/** Most messages are plain, and most of a busy server's time goes by here. */
function messageView(clock: Clock, entry: Entry, common: Common): MessageView {
  const { clientId, no, text, fileIds, targetSeq, rev, marks, isPinned } = entry;
  const message: MessageView = { kind: 'message', ...common, no: no ?? 0, text: text ?? '', file_ids: [...fileIds] };
  if (clientId !== null) message.client_id = clientId;
  if (targetSeq !== null) message.thread = targetSeq;
  if (text === null) message.deleted = true;
  else if (rev > 0) message.edited = rev;
  if (isPinned) message.pinned = true;
  if (marks === NO_MARKS) return message;
  if (marks.reactions.length > 0)
    message.reactions = marks.reactions.map(({ emoji, users }) => ({ emoji, users: [...users] }));
  if (marks.allSince) message.mentions_all_since = true;
  return { ...message, ...repliesView(clock, marks.replies), ...mentionsView(entry) };
}

function repliesView(clock: Clock, replies: Entry['marks']['replies']): { replies?: Replies } {
  if (replies === null) return {};
  const { count, last, at, users } = replies;
  return { replies: { count, last, last_time: clock.format(at), last_ts: at, users: [...users] } };
}

function mentionsView({ marks: { mentions, all } }: Entry): { mentions?: string[]; mentions_all?: true } {
  return { ...(mentions.length > 0 && { mentions: [...mentions] }), ...(all && { mentions_all: true }) };
}

const NO_POST: PostCard = { id: 0, section: '', title: '', rev: 0, due: null, deleted: false, changed: [] };
