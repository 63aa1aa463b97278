import { type Static, Type } from 'typebox';
import { time, ts } from './endpoint.ts';
import { person, preferences } from './person.ts';

/** What every entry of a room has: its place in the room's log, whom it is of, and when. */
const common = {
  seq: Type.Integer({ description: 'counts the entries of the room without gaps; the `id` of a message' }),
  user: Type.String({
    description:
      'who said or did it; of a join or leave, who came or went; of an owner, who owns the room from here on',
  }),
  time,
  ts,
};

export const postCard = Type.Object({
  id: Type.Integer(),
  section: Type.String(),
  title: Type.String(),
  rev: Type.Integer({ description: '0: new; grows with each change' }),
  due: Type.Union([Type.Integer({ description: 'ms since the epoch' }), Type.Null()]),
  deleted: Type.Boolean({ description: 'the post is there no more, and its title is empty' }),
  changed: Type.Array(Type.Enum(['title', 'body', 'due', 'files']), {
    description: 'what this change of the post changed; empty: it is new, deleted, or from before this was kept',
  }),
  due_before: Type.Optional(
    Type.Union([Type.Integer({ description: 'ms since the epoch' }), Type.Null()], {
      description: 'where `due` changed: what it was',
    }),
  ),
});

const by = Type.String({ description: 'who did it' });

/** What stands below the root of a thread; left out where nothing does. */
export const replies = Type.Object({
  count: Type.Integer({ description: 'those that are deleted not counted' }),
  last: Type.Integer({ description: 'seq of the last one' }),
  last_time: time,
  last_ts: ts,
  users: Type.Array(Type.String(), { description: 'who replied, the first first; at most 20' }),
});
export type Replies = Static<typeof replies>;

const reaction = Type.Object({
  emoji: Type.String(),
  users: Type.Array(Type.String(), { description: 'the first first; as many as there are' }),
});

/** Left out where there is nothing to say. */
const mentions = {
  mentions: Type.Optional(
    Type.Array(Type.String(), { description: 'whom it mentions by `@name`; of an edit, whom it mentions anew' }),
  ),
  mentions_all: Type.Optional(Type.Literal(true, { description: 'by `@all` it mentions everybody in the room' })),
};
const thread = {
  replies: Type.Optional(replies),
};
const target = Type.Integer({ description: 'seq of the message that it changes' });
const rev = Type.Integer({ description: 'how often the message has been changed by now' });

/** One entry of a room's log, as every live road hands it out. */
export const entry = Type.Union([
  Type.Object({
    kind: Type.Literal('message'),
    ...common,
    no: Type.Integer({
      description:
        'counts the messages of the room: those unread are its last `no` less the one read to. A reply in a thread does not raise it',
    }),
    text: Type.String({ description: 'as it reads now, whenever it was changed' }),
    file_ids: Type.Array(Type.String()),
    client_id: Type.Optional(Type.String({ description: 'as its sender gave it' })),
    thread: Type.Optional(
      Type.Integer({ description: 'a reply: seq of the root of its thread, a message or the card of a post' }),
    ),
    edited: Type.Optional(Type.Integer({ description: 'it was edited so many times' })),
    deleted: Type.Optional(Type.Literal(true, { description: 'its text and files are gone' })),
    reactions: Type.Optional(Type.Array(reaction)),
    pinned: Type.Optional(Type.Literal(true)),
    mentions_all_since: Type.Optional(
      Type.Literal(true, {
        description: 'an edit of it mentions everybody; that is counted with the edit, and shown here',
      }),
    ),
    ...thread,
    ...mentions,
  }),
  Type.Object({ kind: Type.Enum(['join', 'leave']), ...common, by }),
  Type.Object({
    kind: Type.Literal('rename'),
    ...common,
    by,
    name: Type.String({ description: 'of the room from here on' }),
  }),
  Type.Object({ kind: Type.Literal('owner'), ...common, by }),
  Type.Object({
    kind: Type.Literal('describe'),
    ...common,
    by,
    description: Type.String({ description: 'of the room from here on; empty: none' }),
  }),
  Type.Object({
    kind: Type.Literal('archive'),
    ...common,
    by,
    archived: Type.Boolean({ description: 'from here on it can only be read; false: written again' }),
  }),
  Type.Object({
    kind: Type.Literal('block'),
    ...common,
    by,
    blocked: Type.Boolean({ description: 'from here on nobody can write in this direct conversation; false: again' }),
  }),
  Type.Object({ kind: Type.Literal('room_deleted'), ...common, by }),
  Type.Object({
    kind: Type.Literal('post'),
    ...common,
    post: postCard,
    thread: Type.Integer({
      description: 'seq of the first card of the post, the root of its thread: all later cards name it too',
    }),
    ...thread,
  }),
  Type.Object({
    kind: Type.Literal('edit'),
    ...common,
    target,
    rev,
    text: Type.String({ description: 'of the message, as it reads now' }),
    ...mentions,
  }),
  Type.Object({
    kind: Type.Literal('delete'),
    ...common,
    target,
    rev,
    thread: Type.Optional(Type.Integer({ description: 'it was a reply: seq of the root of its thread' })),
    replies: Type.Optional(replies),
  }),
  Type.Object({
    kind: Type.Literal('reaction'),
    ...common,
    target,
    emoji: Type.String(),
    on: Type.Boolean({ description: 'false: taken back' }),
  }),
  Type.Object({ kind: Type.Enum(['pin', 'unpin']), ...common, target }),
]);
export type EntryView = Static<typeof entry>;

/** How far somebody has read: the id of an entry, and the count of messages up to it. */
export const readTo = Type.Object({ id: Type.Integer(), no: Type.Integer() });

export const roomKind = Type.Enum(['group', 'course', 'direct']);
export const archived = Type.Boolean({ description: 'it can only be read' });
/** How much of a room its member wants to hear. */
export const attention = Type.Enum(['all', 'mentions', 'muted']);
export type Attention = Static<typeof attention>;
const draft = Type.Object({ text: Type.String({ description: 'empty: none any more' }), ts });
const root = Type.Integer({ description: 'seq of its root' });
const threadDraft = Type.Object({ thread: root, ...draft.properties });
export type ThreadDraft = Static<typeof threadDraft>;

/** What a room of a user tells of itself, on the live socket and in `/get_chats`. */
export const roomTraits = {
  description: Type.String({ description: 'empty: none' }),
  attention,
  blocked: Type.Boolean({
    description: 'a direct conversation in which one has blocked the other: it can only be read',
  }),
  other: Type.Optional(Type.Object(person.properties, { description: 'of a direct conversation: the other' })),
  draft: Type.Optional(draft),
  thread_drafts: Type.Optional(
    Type.Array(threadDraft, { description: 'of replies in its threads, by `thread`; left out: none' }),
  ),
};

export const mentionCount = Type.Integer({
  description: 'entries after the one read to that mention the user, by name or by `@all`',
});

/** A room as its member sees it. */
export const roomCard = Type.Object({
  room_code: Type.String(),
  room_name: Type.String(),
  kind: roomKind,
  owner: Type.String(),
  archived,
  seq: Type.Integer({ description: 'its last entry' }),
  no: Type.Integer({ description: 'its messages' }),
  read: readTo,
  mentions: mentionCount,
  ...roomTraits,
});
export type RoomCard = Static<typeof roomCard>;

const inboxCommon = { seq: Type.Integer(), room_code: Type.String({ description: 'empty: of no room' }), time, ts };

/** One entry of a user's own log. */
export const inboxEntry = Type.Union([
  Type.Object({
    kind: Type.Literal('room_added'),
    ...inboxCommon,
    room: Type.Optional(roomCard),
  }),
  Type.Object({ kind: Type.Literal('room_removed'), ...inboxCommon }),
  Type.Object({ kind: Type.Literal('read'), ...inboxCommon, read: readTo }),
  Type.Object({
    kind: Type.Literal('thread'),
    ...inboxCommon,
    thread: root,
    following: Type.Boolean(),
    read: Type.Integer({ description: 'seq of the last reply that was read' }),
  }),
  Type.Object({ kind: Type.Literal('attention'), ...inboxCommon, attention }),
  Type.Object({ kind: Type.Literal('draft'), ...inboxCommon, draft }),
  Type.Object({ kind: Type.Literal('thread_draft'), ...inboxCommon, thread: root, draft }),
  Type.Object({ kind: Type.Literal('preferences'), ...inboxCommon, preferences }),
]);
export type InboxEntryView = Static<typeof inboxEntry>;
