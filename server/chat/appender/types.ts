/** A message on its way into a room. */
export type Outgoing = {
  /** Null: open access, the sender is who it says. */
  sessionHash: string | null;
  /** `users.username_key` */
  senderKey: string;
  roomCode: string;
  text: string;
  fileIds: readonly string[];
  clientId: string;
  /** False: the server made the id, so nothing kept can bear it. */
  clientIdGiven: boolean;
  /** Milliseconds. */
  at: number;
  /** Of a reply, or where somebody may be mentioned. */
  extra?: Extra | undefined;
};

/** What few messages have. */
export type Extra = {
  /** A reply: the root of its thread. */
  threadSeq: number | null;
  /** Users who are named in it; only members are mentioned. */
  mentioned: readonly { id: number; username: string }[];
  /** It has an `@all`; only that of staff mentions all. */
  all: boolean;
};

export type Kept = {
  outcome: 'kept';
  /** This client_id was kept earlier with the same body: seq, no and at are those of then. */
  repeated: boolean;
  roomId: number;
  seq: number;
  no: number;
  userId: number;
  username: string;
  at: number;
  /** JSON, where there are any: see `entries.marks`. */
  marks?: string;
};

export type Refusal =
  | 'not_signed_in'
  | 'other_user'
  | 'user_not_found'
  | 'room_not_found'
  | 'chat_archived'
  | 'thread_not_found'
  | 'direct_blocked'
  | 'client_id_reused';
/** Why nothing can be written in a room, as SQL of `rooms`; null: it can. */
export const SHUT = `case when deleted_at is not null then 'room_not_found' when blocked_at is not null then 'direct_blocked'
  when archived_at is not null then 'chat_archived' end`;
export type Shut = 'room_not_found' | 'direct_blocked' | 'chat_archived';
export type Refused = { outcome: 'refused'; reason: Refusal };

/** Somebody else holds the room's head: the row goes to the next flush. */
export type Missed = { outcome: 'missed' };

/** More wait than the database keeps up with, or a room was locked for too long; nothing was kept. Try again later. */
export class AppenderBusy extends Error {
  override name = 'AppenderBusy';
}

/**
 * Keeps rows, in one transaction, and resolves after its commit. `patient`: waits for heads instead of missing them.
 * `attempt` is shared by the runs of one batch, so that a run can tell what an earlier one, its COMMIT unanswered, has kept.
 */
export type Flush = (
  rows: readonly Outgoing[],
  how: { patient: boolean; attempt: Attempt },
) => Promise<(Kept | Refused | Missed)[]>;
export type Attempt = { unconfirmed: Map<Outgoing, Kept> };

/** JSON of the files, as `entries.file_ids` has it; null when there are none. A file counts once. */
export function fileIdsJson(row: Outgoing): string | null {
  return row.fileIds.length === 0 ? null : JSON.stringify([...new Set(row.fileIds)]);
}

/** A reply does not raise the count of a room's messages. */
export function isReply(row: Outgoing): boolean {
  return row.extra !== undefined && row.extra.threadSeq !== null;
}

/** A session in use lives on: its last use is written at most once an hour, and it then ends 30 days later. Milliseconds. */
export const SESSION_SLIDE_AFTER = 3_600_000;
export const SESSION_LIFE = 30 * 86_400_000;
