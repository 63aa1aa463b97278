import { type Static, Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { attention, type InboxEntryView, type RoomCard } from '../../contract/entry.ts';
import { preferences } from '../../contract/person.ts';
import type { School, Trx } from '../school.ts';
import { readDrafts } from './drafts-of.ts';
import type { InboxKind } from './tables.ts';

const DAY = 86_400_000;
/** How long a device may be away and still be told each thing; after that it begins anew. */
const INBOX_LIFE = 30 * DAY;

/** What happened to a user; `data` names the room by its id, and of a reading how far, of a thread which. A draft's text stands with it. */
export type NewInboxEntry = { kind: InboxKind; userId: number; data: Data; at: number };

const data = Type.Object({
  room: Type.Optional(Type.Integer()),
  id: Type.Optional(Type.Integer()),
  no: Type.Optional(Type.Integer()),
  thread: Type.Optional(Type.Integer()),
  following: Type.Optional(Type.Boolean()),
  attention: Type.Optional(attention),
  preferences: Type.Optional(preferences),
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

/** The same, once for each member of a room: in a few statements, however many they are. Answers who they are. */
export async function tellMembers(
  trx: Trx,
  roomId: number,
  { kind, at }: Pick<NewInboxEntry, 'kind' | 'at'>,
): Promise<number[]> {
  const members = trx.selectFrom('members').select('user_id').where('room_id', '=', roomId);
  const heads = await trx
    .insertInto('inboxes')
    .columns(['user_id', 'last_seq'])
    .expression(
      trx
        .selectFrom('members')
        .select((is) => ['user_id', is.lit(1).as('last_seq')])
        .where('room_id', '=', roomId)
        .orderBy('user_id'),
    )
    .onConflict((same) => same.column('user_id').doUpdateSet((is) => ({ last_seq: is('inboxes.last_seq', '+', 1) })))
    .returning(['user_id', 'last_seq'])
    .execute();
  await trx
    .insertInto('inbox_entries')
    .columns(['user_id', 'seq', 'kind', 'data', 'at'])
    .expression(
      trx
        .selectFrom('inboxes')
        .select((is) => [
          'user_id',
          'last_seq',
          is.val(kind).as('kind'),
          is.val(JSON.stringify({ room: roomId })).as('data'),
          is.val(at).as('at'),
        ])
        .where('user_id', 'in', members),
    )
    .execute();
  return heads.map((head) => head.user_id);
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
  /** 0: of no room. */
  roomId: number;
  roomCode: string;
  data: Data;
  /** The text of a draft as it is now. */
  draft: string;
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
  const read = rows.map(({ data: json, ...row }) => ({ ...row, data: readData(json) }));
  const codes = await codesOf(database, [...new Set(read.flatMap(({ data: { room } }) => room ?? []))]);
  const writes = read.some(({ kind }) => kind === 'draft' || kind === 'thread_draft');
  const drafts = writes ? await readDrafts(database.db, userId) : undefined;
  return read.map((row) => {
    const { room: roomId = 0, thread = 0 } = row.data;
    const draft = drafts?.get(roomId)?.find((one) => one.thread === thread)?.text ?? '';
    return { ...row, roomId, roomCode: codes.get(roomId) ?? '', draft };
  });
}

/** `room`: for one that begins here. */
export function inboxEntryView(clock: School['clock'], entry: InboxEntry, room: RoomCard | undefined): InboxEntryView {
  const { seq, at, data: what, draft } = entry;
  const common = { seq, room_code: entry.roomCode, time: clock.format(at), ts: at };
  switch (entry.kind) {
    case 'read':
      return { kind: 'read', ...common, read: { id: what.id ?? 0, no: what.no ?? 0 } };
    case 'attention':
      return { kind: 'attention', ...common, attention: what.attention ?? 'all' };
    case 'draft':
      return { kind: 'draft', ...common, draft: { text: draft, ts: at } };
    case 'thread_draft':
      return { kind: 'thread_draft', ...common, thread: what.thread ?? 0, draft: { text: draft, ts: at } };
    case 'preferences':
      return { kind: 'preferences', ...common, preferences: what.preferences ?? { presence: true, typing: true } };
    case 'room_added':
      return { kind: 'room_added', ...common, ...(room !== undefined && { room }) };
    case 'room_removed':
      return { kind: 'room_removed', ...common };
    case 'thread': {
      const { thread = 0, following = false, id = 0 } = what;
      return { kind: 'thread', ...common, thread, following, read: id };
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
  if (!dataShape.Check(value)) throw new Error('an inbox entry cannot be read');
  return value;
}

async function codesOf({ db }: School['database'], ids: readonly number[]): Promise<Map<number, string>> {
  if (ids.length === 0) return new Map();
  const rows = await db.selectFrom('rooms').select(['id', 'code']).where('id', 'in', ids).execute();
  return new Map(rows.map((row) => [row.id, row.code]));
}
