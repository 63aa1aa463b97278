import { type Static, Type } from 'typebox';
import { Compile } from 'typebox/compile';
import type { postCard } from '../../contract/entry.ts';
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
  /** Null where the entry is no message. */
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
};

export type RoomChange = { description?: string; archived?: boolean; blocked?: boolean };

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
    name: Type.Optional(Type.String()),
    description: Type.Optional(Type.String()),
    archived: Type.Optional(Type.Boolean()),
    blocked: Type.Optional(Type.Boolean()),
  }),
);

type Details = { byId: number | null; name: string | null; post: PostCard | null; room: RoomChange | null };

/** What `entries.data` holds: the id of who did it, a room's new name or state, or the card of a post. */
export function readDetails(json: string | null): Details {
  const data: unknown = json === null ? {} : JSON.parse(json);
  if (!details.Check(data)) return { byId: null, name: null, post: null, room: null };
  const { by, name = null, post: id, section = '', title = '', rev = 0, due = null, deleted = false } = data;
  const room = {
    ...(data.description !== undefined && { description: data.description }),
    ...(data.archived !== undefined && { archived: data.archived }),
    ...(data.blocked !== undefined && { blocked: data.blocked }),
  };
  return { byId: by ?? null, name, post: id === undefined ? null : { id, section, title, rev, due, deleted }, room };
}
