import { type Static, Type } from 'typebox';
import { Compile } from 'typebox/compile';
import type { InboxEntryView, RoomCard } from '../../contract/entry.ts';
import type { School, Trx } from '../school.ts';
import type { InboxKind } from './tables.ts';

const DAY = 86_400_000;
/** How long a device may be away and still be told each thing; after that it begins anew. */
const INBOX_LIFE = 30 * DAY;

/** What happened to a user; `data` names the room by its id, and of a reading how far, of a thread which. */
export type NewInboxEntry = { kind: InboxKind; userId: number; data: Data; at: number };

const data = Type.Object({
  room: Type.Integer(),
  id: Type.Optional(Type.Integer()),
  no: Type.Optional(Type.Integer()),
  thread: Type.Optional(Type.Integer()),
  following: Type.Optional(Type.Boolean()),
});
type Data = Static<typeof data>;
const dataShape = Compile(data);

/**
 * Adds to inboxes, in the transaction of what happened and after all heads of rooms: users ascending, so that two that change
 * several inboxes take turns. Answers whose inboxes have moved, to be told after the commit.
 */
export async function tellInboxes(trx: Trx, entries: readonly NewInboxEntry[]): Promise<number[]> {
  const byUser = [...Map.groupBy(entries, (entry) => entry.userId)].toSorted(([one], [other]) => one - other);
  for (const [userId, own] of byUser) {
    const { last_seq: last } = await trx
      .insertInto('inboxes')
      .values({ user_id: userId, last_seq: own.length })
      .onConflict((same) =>
        same.column('user_id').doUpdateSet((is) => ({ last_seq: is('inboxes.last_seq', '+', own.length) })),
      )
      .returning('last_seq')
      .executeTakeFirstOrThrow();
    const rows = own.map(({ kind, data: what, at }, index) => {
      return { user_id: userId, seq: last - own.length + 1 + index, kind, data: JSON.stringify(what), at };
    });
    await trx.insertInto('inbox_entries').values(rows).execute();
  }
  return byUser.map(([userId]) => userId);
}

/** The end of a user's inbox, and the first entry that is still there. */
export async function readInboxHead(
  { database }: School,
  userId: number,
): Promise<{ last: number; first: number | undefined }> {
  const head = await database.db
    .selectFrom('inboxes')
    .select('last_seq')
    .select((is) =>
      is
        .selectFrom('inbox_entries')
        .select((the) => the.fn.min('seq').as('seq'))
        .where('user_id', '=', userId)
        .as('first'),
    )
    .where('user_id', '=', userId)
    .executeTakeFirst();
  return { last: head?.last_seq ?? 0, first: head?.first ?? undefined };
}

export type InboxEntry = {
  seq: number;
  kind: InboxKind;
  roomId: number;
  roomCode: string;
  read: { id: number; no: number };
  /** The root of a thread, and whether the user follows it. */
  thread: { seq: number; following: boolean };
  at: number;
};

/** A user's inbox after `afterSeq`, in order, at most `limit`. */
export async function readInbox(
  { database }: School,
  userId: number,
  afterSeq: number,
  limit: number,
): Promise<InboxEntry[]> {
  const rows = await database.db
    .selectFrom('inbox_entries')
    .select(['seq', 'kind', 'data', 'at'])
    .where('user_id', '=', userId)
    .where('seq', '>', afterSeq)
    .orderBy('seq')
    .limit(limit)
    .execute();
  const read = rows.map(({ seq, kind, data: json, at }) => ({ seq, kind, at, ...readData(json) }));
  const codes = await codesOf(database, [...new Set(read.map((entry) => entry.room))]);
  return read.map(({ seq, kind, at, room, id = 0, no = 0, thread = 0, following = false }) => {
    const common = { seq, kind, roomId: room, roomCode: codes.get(room) ?? '', at };
    return { ...common, read: { id, no }, thread: { seq: thread, following } };
  });
}

/** `room`: for one that begins here. */
export function inboxEntryView(clock: School['clock'], entry: InboxEntry, room: RoomCard | undefined): InboxEntryView {
  const common = { seq: entry.seq, room_code: entry.roomCode, time: clock.format(entry.at), ts: entry.at };
  switch (entry.kind) {
    case 'read':
      return { kind: 'read', ...common, read: entry.read };
    case 'room_added':
      return { kind: 'room_added', ...common, ...(room !== undefined && { room }) };
    case 'room_removed':
      return { kind: 'room_removed', ...common };
    case 'thread': {
      const { thread, read } = entry;
      return { kind: 'thread', ...common, thread: thread.seq, following: thread.following, read: read.id };
    }
  }
}

/** Entries that have been told for 30 days. */
export async function pruneInboxes({ database, clock }: School): Promise<void> {
  await database.db
    .deleteFrom('inbox_entries')
    .where('at', '<', clock.now() - INBOX_LIFE)
    .execute();
}

function readData(json: string): Data {
  const value: unknown = JSON.parse(json);
  if (!dataShape.Check(value)) throw new Error('an inbox entry names no room');
  return value;
}

async function codesOf({ db }: School['database'], ids: readonly number[]): Promise<Map<number, string>> {
  if (ids.length === 0) return new Map();
  const rows = await db.selectFrom('rooms').select(['id', 'code']).where('id', 'in', ids).execute();
  return new Map(rows.map((row) => [row.id, row.code]));
}
