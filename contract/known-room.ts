import type { EntryView, Replies } from './entry.ts';

type Message = Extract<EntryView, { kind: 'message' }>;
type Post = Extract<EntryView, { kind: 'post' }>;
type Edit = Extract<EntryView, { kind: 'edit' }>;
/** What of a room's log is kept: its messages and posts as they are by now, and edits that mention somebody. */
export type KnownEntry = Message | Post | Edit;

/**
 * Takes an entry into what is known of a room, by seq. Whatever came before or comes again, in order, it ends in the same: a page that
 * was fetched in between holds some of the changes already. What is not known is not changed.
 */
export function takeEntry(known: Map<number, KnownEntry>, entry: EntryView): void {
  switch (entry.kind) {
    case 'message':
      known.set(entry.seq, entry);
      if (entry.thread !== undefined && entry.deleted !== true) addReply(known, entry.thread, entry);
      break;
    case 'post':
      known.set(entry.seq, entry);
      break;
    case 'edit':
      if (mentionsSomebody(entry)) known.set(entry.seq, entry);
      change(known, entry.target, (message) =>
        message.deleted === true
          ? message
          : {
              ...{ ...message, text: entry.text, edited: entry.rev },
              ...(entry.mentions_all === true && { mentions_all_since: true as const }),
            },
      );
      break;
    case 'delete':
      change(known, entry.target, erased);
      for (const [seq, each] of known) if (each.kind === 'edit' && each.target === entry.target) known.delete(seq);
      if (entry.thread !== undefined) setReplies(known, entry.thread, entry.replies);
      break;
    case 'reaction':
      change(known, entry.target, (message) => withReaction(message, entry));
      break;
    case 'pin':
      change(known, entry.target, (message) => (message.deleted === true ? message : { ...message, pinned: true }));
      break;
    case 'unpin':
      change(known, entry.target, ({ pinned: _pinned, ...message }) => message);
      break;
    case 'join':
    case 'leave':
    case 'rename':
    case 'owner':
    case 'describe':
    case 'archive':
    case 'block':
    case 'room_deleted':
  }
}

/** Puts a page that was fetched, of messages and posts as they are by now, with what is known already, in order of seq. */
export function takePast(known: ReadonlyMap<number, KnownEntry>, page: readonly EntryView[]): Map<number, KnownEntry> {
  // What was changed is in the page's messages; doing it again would bring back what was changed once more since.
  const past = page.filter((entry): entry is KnownEntry =>
    entry.kind === 'edit' ? mentionsSomebody(entry) : entry.kind === 'message' || entry.kind === 'post',
  );
  const all = new Map([...known, ...past.map((entry) => [entry.seq, entry] as const)]);
  return new Map([...all].toSorted(([one], [other]) => one - other));
}

/** How many entries after the one read to mention `me`, by name or by `@all`. */
export function countMentions(known: ReadonlyMap<number, KnownEntry>, me: string, read: number): number {
  let count = 0;
  for (const entry of known.values()) {
    if (entry.kind === 'post' || entry.seq <= read || entry.user === me) continue;
    if (entry.mentions_all === true || entry.mentions?.includes(me) === true) count++;
  }
  return count;
}

function mentionsSomebody({ mentions, mentions_all: all }: Edit): boolean {
  return mentions !== undefined || all === true;
}

function change(known: Map<number, KnownEntry>, seq: number, next: (message: Message) => Message): void {
  const message = known.get(seq);
  if (message?.kind === 'message') known.set(seq, next(message));
}

/** The replies below it stay. */
function erased({ kind, seq, user, time, ts, no, client_id, thread, replies }: Message): Message {
  return {
    ...{ kind, seq, user, time, ts, no, text: '', file_ids: [], deleted: true },
    ...(client_id !== undefined && { client_id }),
    ...(thread !== undefined && { thread }),
    ...(replies !== undefined && { replies }),
  };
}

function withReaction(message: Message, { emoji, user, on }: Extract<EntryView, { kind: 'reaction' }>): Message {
  const { reactions: before = [], ...rest } = message;
  if (message.deleted === true) return rest;
  const own = before.find((reaction) => reaction.emoji === emoji);
  if ((own?.users.includes(user) ?? false) === on) return message;
  const users = on ? [...(own?.users ?? []), user] : (own?.users ?? []).filter((name) => name !== user);
  const reactions =
    own === undefined
      ? [...before, { emoji, users }]
      : before.map((reaction) => (reaction === own ? { emoji, users } : reaction));
  const left = reactions.filter((reaction) => reaction.users.length > 0);
  return left.length === 0 ? rest : { ...rest, reactions: left };
}

/** As the server tells at most. */
const MOST_REPLIERS = 20;
const NO_REPLIES = { count: 0, last: 0, users: [] };

function addReply(known: Map<number, KnownEntry>, root: number, { seq, user, time, ts }: Message): void {
  const entry = known.get(root);
  if (entry === undefined || entry.kind === 'edit') return;
  const { count, last, users }: Pick<Replies, 'count' | 'last' | 'users'> = entry.replies ?? NO_REPLIES;
  // The root came with this one counted already.
  if (seq <= last) return;
  const more = users.includes(user) || users.length >= MOST_REPLIERS ? users : [...users, user];
  known.set(root, { ...entry, replies: { count: count + 1, last: seq, last_time: time, last_ts: ts, users: more } });
}

function setReplies(known: Map<number, KnownEntry>, root: number, replies: Replies | undefined): void {
  const entry = known.get(root);
  if (entry === undefined || entry.kind === 'edit') return;
  const { replies: _before, ...rest } = entry;
  known.set(root, replies === undefined ? rest : { ...rest, replies });
}
