import type { Kysely } from 'kysely';
import { findCards } from '../files/cards.ts';
import type { Tables } from '../tables.ts';
import { type Key, keyOf, nameOf, readDocuments, readLog } from './documents.ts';
import { indexEntryOf, type IndexEntry, type Step } from './index-entry.ts';
import type { IndexStore } from './index-store.ts';

/** Entries of logs that are taken at once. */
const BATCH = 1_000;

/**
 * Takes into the index what came after its cursors, one batch a call, oldest rooms first as they come. What is read is how things are
 * now: an edit or deletion is an entry that has its message looked at again.
 */
export function createFiller(db: Kysely<Tables>, store: IndexStore) {
  let cursors: Map<number, number> | undefined;

  async function waitingRooms(): Promise<{ roomId: number; from: number; missing: number }[]> {
    cursors ??= await store.cursors();
    const rooms = await db.selectFrom('room_heads').select(['room_id', 'last_seq']).execute();
    return rooms.flatMap(({ room_id: roomId, last_seq: last }) => {
      const from = cursors?.get(roomId) ?? 0;
      return last > from ? [{ roomId, from, missing: last - from }] : [];
    });
  }

  return {
    /** Answers how many entries were taken, and how many wait. */
    async fill(): Promise<{ taken: number; waiting: number }> {
      const rooms = await waitingRooms();
      const waiting = rooms.reduce((sum, room) => sum + room.missing, 0);
      if (waiting === 0) return { taken: 0, waiting: 0 };
      const keys = new Map<string, Key>();
      const steps: Step[] = [];
      let taken = 0;
      for (const { roomId, from } of rooms) {
        if (taken >= BATCH) break;
        const log = await readLog(db, roomId, from, BATCH - taken);
        const last = log.at(-1);
        if (last === undefined) continue;
        taken += log.length;
        steps.push({ roomId, from, seq: last.seq, at: last.at });
        for (const row of log) {
          const key = keyOf(row);
          if (key !== undefined) keys.set(nameOf(key), key);
        }
      }
      const kept = await store.put(await entriesOf(db, [...keys.values()]), steps);
      if (kept) for (const { roomId, seq } of steps) cursors?.set(roomId, seq);
      else cursors = undefined;
      return { taken: kept ? taken : 0, waiting: kept ? waiting - taken : waiting };
    },
  };
}

async function entriesOf(db: Kysely<Tables>, keys: readonly Key[]): Promise<IndexEntry[]> {
  const documents = await readDocuments(db, keys);
  const files = await findCards(
    db,
    [...documents.values()].flatMap((document) => document.fileIds),
  );
  return keys.map((key) => {
    const document = documents.get(nameOf(key));
    if (document === undefined) return { ...key, id: 0, tokens: null };
    const names = document.fileIds.flatMap((id) => files.get(id)?.file_name ?? []);
    return indexEntryOf(document, names);
  });
}
