import type { Kysely, Transaction } from 'kysely';
import type { Tables } from '../tables.ts';
import type { Entry } from './entry.ts';
import { entriesOf, readRows } from './entry-rows.ts';
import type { EntryKind } from './tables.ts';

/** What happens in a room besides its messages, which go through the appender. `data` is kept as JSON, by kind. */
export type NewEntry = {
  kind: Exclude<EntryKind, 'message'>;
  /** Who did it; of a join or leave, who came or went. */
  userId: number;
  /** Milliseconds. */
  at: number;
  targetSeq?: number | null;
  rev?: number;
  data?: unknown;
  /** JSON */
  marks?: string | null;
};

/**
 * Adds an entry to a room's log and gives its seq. The room's head is taken first and held to the end of the transaction, so
 * that seq order is commit order: one who changes several rooms does so in ascending order of their ids.
 */
export async function addEntry(trx: Transaction<Tables>, roomId: number, entry: NewEntry): Promise<number> {
  const { last_seq: seq } = await trx
    .updateTable('room_heads')
    .set((eb) => ({ last_seq: eb('last_seq', '+', 1) }))
    .where('room_id', '=', roomId)
    .returning('last_seq')
    .executeTakeFirstOrThrow();
  await trx
    .insertInto('entries')
    .values({
      room_id: roomId,
      seq,
      kind: entry.kind,
      no: null,
      user_id: entry.userId,
      client_id: null,
      text: null,
      file_ids: null,
      target_seq: entry.targetSeq ?? null,
      rev: entry.rev ?? 0,
      data: entry.data === undefined ? null : JSON.stringify(entry.data),
      marks: entry.marks ?? null,
      at: entry.at,
    })
    .execute();
  return seq;
}

/**
 * Takes the head of a room without changing it, to the end of the transaction: for one who must look before deciding
 * (is the member still there?). Throws when the room has no head.
 */
export async function lockHead(trx: Transaction<Tables>, roomId: number): Promise<{ lastSeq: number; lastNo: number }> {
  const head = await trx
    .selectFrom('room_heads')
    .select(['last_seq', 'last_no'])
    .where('room_id', '=', roomId)
    .forUpdate()
    .executeTakeFirstOrThrow();
  return { lastSeq: head.last_seq, lastNo: head.last_no };
}

/** Every room gets its head in the transaction that adds the room. */
export async function addRoomHead(trx: Transaction<Tables>, roomId: number): Promise<void> {
  await trx.insertInto('room_heads').values({ room_id: roomId, last_seq: 0, last_no: 0 }).execute();
}

/**
 * A room's entries after `afterSeq`, in order, at most `limit`. With a `readerId` none unless that user is a member, as the same
 * statement sees it.
 */
export async function readEntries(
  db: Kysely<Tables>,
  roomId: number,
  afterSeq: number,
  limit: number,
  readerId: number | null = null,
): Promise<Entry[]> {
  const rows = await entriesOf(db, roomId)
    .where('seq', '>', afterSeq)
    .$if(readerId !== null, (query) =>
      query.where(({ exists, selectFrom }) =>
        exists(
          selectFrom('members')
            .select('joined_seq')
            .where('members.room_id', '=', roomId)
            .where('members.user_id', '=', readerId),
        ),
      ),
    )
    .orderBy('seq')
    .limit(limit)
    .execute();
  return readRows(db, roomId, rows);
}

/** What PostgreSQL's integer holds; no room comes near it. */
export const LAST_SEQ = 2_147_483_647;

type Page = { before?: number | undefined; after?: number | undefined; limit: number; timeline?: boolean };

/**
 * A page of a room's entries, in order: the newest of what `before` leaves, or with `after` the next ones. `timeline`: only those
 * that stand as a line of their own, and so neither replies nor what was done to messages.
 */
export async function readEntryPage(
  db: Kysely<Tables>,
  roomId: number,
  { before, after, limit, timeline = false }: Page,
): Promise<Entry[]> {
  const forward = after !== undefined;
  const rows = await entriesOf(db, roomId)
    .$if(before !== undefined, (query) => query.where('seq', '<', Math.min(before ?? 0, LAST_SEQ)))
    .$if(forward, (query) => query.where('seq', '>', Math.min(after ?? 0, LAST_SEQ)))
    .$if(timeline, (query) => query.where((is) => is.or([is('target_seq', 'is', null), is('kind', '=', 'post')])))
    .orderBy('seq', forward ? 'asc' : 'desc')
    .limit(limit)
    .execute();
  return readRows(db, roomId, forward ? rows : rows.toReversed());
}

/** The last seq of each of these rooms. */
export async function readHeads(db: Kysely<Tables>, roomIds: readonly number[]): Promise<Map<number, number>> {
  const heads = new Map<number, number>();
  // In steps: an engine takes only so many parameters.
  for (let start = 0; start < roomIds.length; start += 500) {
    const rows = await db
      .selectFrom('room_heads')
      .select(['room_id', 'last_seq'])
      .where('room_id', 'in', roomIds.slice(start, start + 500))
      .execute();
    for (const row of rows) heads.set(row.room_id, row.last_seq);
  }
  return heads;
}
