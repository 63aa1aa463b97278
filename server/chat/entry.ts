import { type Static, Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { postCard } from '../../contract/entry.ts';
import type { EntryKind } from './tables.ts';

/** One row of a room's log as it is handed out after its commit. */
export type Entry = {
  seq: number;
  kind: EntryKind;
  /** Of messages alone. */
  no: number | null;
  userId: number;
  username: string;
  /** Null where the entry is no message, or its id was made by the server. */
  clientId: string | null;
  /** Of a message, null when it is deleted; of an edit, what its message says by now. */
  text: string | null;
  fileIds: readonly string[];
  /** Of a join, leave, rename or owner: who did it. */
  by: string | null;
  /** Of a rename: the new name. */
  name: string | null;
  post: PostCard | null;
  /** Of a describe, archive or block: how the room is from here on. */
  room: RoomChange | null;
  /** ms since the epoch */
  at: number;
  /** Of a reply and of a later card of a post: the root of the thread. Of whatever changes a message: that message. */
  targetSeq: number | null;
  /** Of a message: how often it was changed. Of an edit or deletion: the same of its message by now. */
  rev: number;
  marks: Marks;
  isPinned: boolean;
  /** Of a deleted reply: the root of its thread, and what is left below it. */
  thread: { seq: number; replies: Replies | null } | null;
  reaction: { emoji: string; on: boolean } | null;
};

export type RoomChange = { description?: string; archived?: boolean; blocked?: boolean };
export type Replies = { count: number; last: number; at: number; users: readonly string[] };
export type Marks = {
  reactions: readonly { emoji: string; users: readonly string[] }[];
  replies: Replies | null;
  mentions: readonly string[];
  all: boolean;
  /** Of a message: an edit has mentioned everybody. */
  allSince: boolean;
};
/** Of nearly every entry, and so one for all. */
export const NO_MARKS: Marks = { reactions: [], replies: null, mentions: [], all: false, allSince: false };

/** What most entries are not. */
export const PLAIN = {
  no: null,
  clientId: null,
  text: null,
  fileIds: [],
  by: null,
  name: null,
  post: null,
  room: null,
  targetSeq: null,
  rev: 0,
  marks: NO_MARKS,
  isPinned: false,
  thread: null,
  reaction: null,
} satisfies Partial<Entry>;

export type PostCard = Static<typeof postCard>;

/** The id that a client gave a message; those of the server's own making, which begin with `~`, are nobody's business. */
export function givenClientId(clientId: string | null): string | null {
  return clientId === null || clientId.startsWith('~') ? null : clientId;
}

/** The files of an entry from the JSON that `entries.file_ids` holds. */
export function readFileIds(json: string | null): string[] {
  if (json === null) return [];
  const ids: unknown = JSON.parse(json);
  return Array.isArray(ids) ? ids.filter((id) => typeof id === 'string') : [];
}

const details = Compile(
  Type.Object({
    by: Type.Optional(Type.Integer()),
    post: Type.Optional(Type.Integer()),
    section: Type.Optional(Type.String()),
    title: Type.Optional(Type.String()),
    rev: Type.Optional(Type.Integer()),
    due: Type.Optional(Type.Union([Type.Integer(), Type.Null()])),
    deleted: Type.Optional(Type.Boolean()),
    changed: Type.Optional(postCard.properties.changed),
    due_before: postCard.properties.due_before,
    name: Type.Optional(Type.String()),
    emoji: Type.Optional(Type.String()),
    on: Type.Optional(Type.Boolean()),
    description: Type.Optional(Type.String()),
    archived: Type.Optional(Type.Boolean()),
    blocked: Type.Optional(Type.Boolean()),
  }),
);

type Details = { byId: number | null } & Pick<Entry, 'name' | 'post' | 'room' | 'reaction'>;
const NO_DETAILS: Details = { byId: null, name: null, post: null, room: null, reaction: null };

/** What `entries.data` holds: the id of who did it, a room's new name or state, the card of a post, or a reaction. */
export function readDetails(json: string | null): Details {
  const data: unknown = json === null ? {} : JSON.parse(json);
  if (!details.Check(data)) return NO_DETAILS;
  const { by, name = null, post: id, section = '', title = '', rev = 0, due = null, deleted = false } = data;
  const { emoji, on = false, changed = [], due_before } = data;
  const card = { section, title, rev, due, deleted, changed, ...(due_before !== undefined && { due_before }) };
  const room = {
    ...(data.description !== undefined && { description: data.description }),
    ...(data.archived !== undefined && { archived: data.archived }),
    ...(data.blocked !== undefined && { blocked: data.blocked }),
  };
  return {
    byId: by ?? null,
    name,
    post: id === undefined ? null : { id, ...card },
    room,
    reaction: emoji === undefined ? null : { emoji, on },
  };
}
