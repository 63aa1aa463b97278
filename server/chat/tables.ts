import type { Generated } from 'kysely';
import type { Attention } from '../../contract/entry.ts';

export type EntryKind =
  | 'message'
  | 'join'
  | 'leave'
  | 'rename'
  | 'owner'
  | 'post'
  | 'describe'
  | 'archive'
  | 'block'
  | 'room_deleted'
  | 'edit'
  | 'delete'
  | 'reaction'
  | 'pin'
  | 'unpin';

export type InboxKind =
  | 'room_added'
  | 'room_removed'
  | 'read'
  | 'thread'
  | 'attention'
  | 'draft'
  | 'thread_draft'
  | 'preferences';

export type ChatTables = {
  rooms: {
    id: Generated<number>;
    code: string;
    name: string;
    kind: 'group' | 'course' | 'direct';
    owner_id: number;
    created_at: number;
    /** Since when nothing can be said here any more. */
    archived_at: Generated<number | null>;
    /** Empty: none. */
    description: Generated<string>;
    /** Of a direct conversation: since when one has blocked the other. */
    blocked_at: Generated<number | null>;
    /** A deleted group keeps its code and its numbers; what was said in it is erased by `erased_at`. */
    deleted_at: Generated<number | null>;
    erased_at: Generated<number | null>;
  };
  room_heads: { room_id: number; last_seq: number; last_no: number };
  /** `staff`: 1 for the assistants of a course in its room; its instructor owns it. */
  members: { room_id: number; user_id: number; joined_at: number; joined_seq: number; staff: Generated<number> };
  /** A room's log: everything that happens in it, numbered without gaps in commit order. */
  entries: {
    room_id: number;
    seq: number;
    kind: EntryKind;
    /** Of a message: how many of the top level there are up to it, so that a reply has that of the one before it. Null else. */
    no: number | null;
    /** Who said or did it; of a join or leave, who came or went. */
    user_id: number;
    client_id: string | null;
    /** Of a message; null: it is deleted. */
    text: string | null;
    /** JSON array of file ids; null when there are none. */
    file_ids: string | null;
    /** Of a reply and of a later card of a post: the root of the thread. Of an edit, deletion, reaction or pin: what it changes. */
    target_seq: number | null;
    /** Of a message: how often it was changed. Of an edit or deletion: the change that it was. */
    rev: Generated<number>;
    /** JSON, by kind. */
    data: string | null;
    at: number;
    /** JSON: reactions, replies, mentions; null when there are none. See `marks.ts`. */
    marks: Generated<string | null>;
    /** Of a pinned message: the entry that pinned it. */
    pinned_seq: Generated<number | null>;
  };
  /** How an edited message read before: until it is deleted. */
  revisions: { room_id: number; seq: number; rev: number; text: string; at: number };
  /** Who is mentioned by which entry, a message or an edit; the user 0 is everybody in the room. */
  mentions: { user_id: number; room_id: number; seq: number };
  /** Who follows the thread below `seq`, and the last reply that was read. */
  thread_follows: { user_id: number; room_id: number; seq: number; read_seq: number };
  attachments: { file_id: string; room_id: number; seq: number };
  /** A user's own log: what happened to the user, on every device. Pruned after 30 days. */
  inboxes: { user_id: number; last_seq: number };
  inbox_entries: {
    user_id: number;
    seq: number;
    kind: InboxKind;
    /** JSON, by kind. */
    data: string;
    at: number;
  };
  /** How far a member has read: the entry, and the count of messages up to it. */
  reads: {
    user_id: number;
    room_id: number;
    no: number;
    seq: number;
    at: number;
    attention: Generated<Attention>;
  };
  /** The conversation of two, the smaller id first. */
  directs: { low_id: number; high_id: number; room_id: number };
  blocks: { user_id: number; blocked_id: number; at: number };
  /** `seq` 0: the person, no message. `text`: of the message, as it was then. */
  reports: {
    id: Generated<number>;
    room_id: number;
    seq: number;
    user_id: number;
    reporter_id: number;
    text: string;
    reason: string;
    state: 'open' | 'done';
    at: number;
    note: string;
    closed_by: number | null;
    closed_at: number | null;
  };
  /** `thread_seq`: the root of the thread; 0: the room itself. `inbox_seq`: the one entry of the inbox that tells of it. */
  drafts: { user_id: number; room_id: number; thread_seq: number; text: string; at: number; inbox_seq: number };
  /** What somebody lets others see; no row: everything. */
  preferences: { user_id: number; presence: number; typing: number };
  invitations: {
    id: Generated<number>;
    hash: string;
    room_id: number;
    made_by: number;
    created_at: number;
    expires_at: number;
    max_uses: number;
    uses: number;
    revoked_at: number | null;
  };
};
