import type { Kysely } from 'kysely';
import { lastTextNo, nextText, sizeOfTexts } from '../files/texts.ts';
import type { Tables } from '../tables.ts';
import { type Document, type Key, keyOf, nameOf, readCarriers, readDocuments, readLog } from './documents.ts';
import { entryOf } from './entry-of.ts';
import { type IndexEntry, OF_TEXTS, type Step } from './index-entry.ts';
import type { IndexStore } from './index-store.ts';

/** Entries of logs that are taken at once. */
const BATCH = 1_000;
/** With so many characters in their files it is fewer: what is taken at once is in memory at once. */
const HEAVY = 2_000_000;
const FEW = 8;

type Room = { roomId: number; from: number; missing: number };
type Batch = { taken: number; steps: Step[]; keys: Key[]; documents: Map<string, Document> };

/**
 * Takes into the index what came after its cursors, one batch a call, oldest rooms first as they come. What is read is how things are
 * now: an edit or deletion is an entry that has its message looked at again. The text of a file, which comes later than what carries
 * it, has that looked at again as well.
 */
export function createFiller(db: Kysely<Tables>, store: IndexStore) {
  let cursors: Map<number, number> | undefined;

  async function waitingRooms(): Promise<Room[]> {
    cursors ??= await store.cursors();
    const rooms = await db.selectFrom('room_heads').select(['room_id', 'last_seq']).execute();
    return rooms.flatMap(({ room_id: roomId, last_seq: last }) => {
      const from = cursors?.get(roomId) ?? 0;
      return last > from ? [{ roomId, from, missing: last - from }] : [];
    });
  }

  async function put(entries: readonly IndexEntry[], steps: readonly Step[], rooms: Iterable<number> = []) {
    const seen = [...new Set(rooms)].map((roomId) => ({ roomId, from: cursors?.get(roomId) ?? 0 }));
    const kept = await store.put(entries, steps, seen);
    if (kept) for (const { roomId, seq } of steps) cursors?.set(roomId, seq);
    else cursors = undefined;
    return kept;
  }

  async function fillLogs(rooms: readonly Room[]): Promise<{ taken: number; waiting: number }> {
    const waiting = rooms.reduce((sum, room) => sum + room.missing, 0);
    const { taken, steps, keys, documents } = await nextBatch(db, rooms);
    const entries: IndexEntry[] = [];
    for (const key of keys) entries.push(await entryOf(db, key, documents));
    const kept = await put(entries, steps);
    return { taken: kept ? taken : 0, waiting: kept ? waiting - taken : waiting };
  }

  /** One text, and whatever carries it: a sheet that was given out may be carried by every room of a school. */
  async function fillText(): Promise<{ taken: number; waiting: number }> {
    const from = cursors?.get(OF_TEXTS) ?? 0;
    const last = await lastTextNo(db);
    if (last <= from) return { taken: 0, waiting: 0 };
    const text = await nextText(db, from);
    const carriers = text === undefined ? [] : await readCarriers(db, text.fileIds);
    for (let start = 0; start < carriers.length; start += FEW) {
      const keys = carriers.slice(start, start + FEW);
      const documents = await readDocuments(db, keys);
      const entries: IndexEntry[] = [];
      for (const key of keys) entries.push(await entryOf(db, key, documents));
      const rooms = [OF_TEXTS, ...keys.map((key) => key.roomId)];
      if (!(await put(entries, [], rooms))) return { taken: 0, waiting: last - from };
    }
    const seq = text?.no ?? last;
    const kept = await put([], [{ roomId: OF_TEXTS, from, seq, at: 0 }]);
    return { taken: kept ? 1 : 0, waiting: kept ? last - seq : last - from };
  }

  return {
    /** Answers how many entries were taken, and how many wait. */
    async fill(): Promise<{ taken: number; waiting: number }> {
      const rooms = await waitingRooms();
      if (rooms.length === 0) return fillText();
      const { taken, waiting } = await fillLogs(rooms);
      // With the last of the logs the texts come next.
      return { taken, waiting: waiting === 0 && (await lastTextNo(db)) > (cursors?.get(OF_TEXTS) ?? 0) ? 1 : waiting };
    },
  };
}

/** As much of the logs as is not too heavy. */
async function nextBatch(db: Kysely<Tables>, rooms: readonly Room[]): Promise<Batch> {
  for (let most = BATCH; ; most = Math.ceil(most / 5)) {
    const batch = await readBatch(db, rooms, most);
    const files = [...batch.documents.values()].flatMap((document) => document.fileIds);
    if (most <= FEW || (await sizeOfTexts(db, [...new Set(files)])) <= HEAVY) return batch;
  }
}

async function readBatch(db: Kysely<Tables>, rooms: readonly Room[], most: number): Promise<Batch> {
  const keys = new Map<string, Key>();
  const steps: Step[] = [];
  let taken = 0;
  for (const { roomId, from } of rooms) {
    if (taken >= most) break;
    const log = await readLog(db, roomId, from, most - taken);
    const last = log.at(-1);
    if (last === undefined) continue;
    taken += log.length;
    steps.push({ roomId, from, seq: last.seq, at: last.at });
    for (const row of log) {
      const key = keyOf(row);
      if (key !== undefined) keys.set(nameOf(key), key);
    }
  }
  const all = [...keys.values()];
  return { taken, steps, keys: all, documents: await readDocuments(db, all) };
}
