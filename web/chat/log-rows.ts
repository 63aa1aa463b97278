import type { EntryView } from '../../contract/entry.ts';
import { isLine } from './log-lines.ts';

export type MessageEntry = Extract<EntryView, { kind: 'message' }>;
export type PostEntry = Extract<EntryView, { kind: 'post' }>;
export type SystemEntry = Extract<
  EntryView,
  { kind: 'join' | 'leave' | 'rename' | 'owner' | 'describe' | 'archive' | 'block' | 'room_deleted' }
>;

type Common = {
  key: string;
  /** Of its first entry. */
  seq: number;
  /** A new day begins with it. */
  day: number | undefined;
};
/** What stands below each other in a log. `joined`: a message that stands with the one before it, under one name. */
export type LogRow =
  | (Common & { kind: 'message'; entry: MessageEntry; joined: boolean })
  /** `now`: the newest card of the same post. */
  | (Common & { kind: 'post'; entry: PostEntry; now: PostEntry })
  /** Several that say the same of different people are one row. */
  | (Common & { kind: 'system'; entries: readonly SystemEntry[] });

export type LogRows = {
  rows: readonly LogRow[];
  /** Rows were added before those that were there. */
  prepended: boolean;
};

const TOGETHER = 5 * 60_000;

const makers = new Map<string, ReturnType<typeof createLogRows>>();

/** The maker of a room's rows: what it made is there when the room is entered again. */
export function logRowsOf(code: string, me: string): ReturnType<typeof createLogRows> {
  const name = `${me} ${code}`;
  const maker = makers.get(name) ?? createLogRows(me);
  makers.set(name, maker);
  return maker;
}

/**
 * Makes rows of a room's log, again and again as it grows: of 100,000 entries only what is new is looked at. `me`: whose own
 * messages keep the row they had while they waited.
 */
function createLogRows(me: string): (entries: readonly EntryView[]) => LogRows {
  let known: readonly EntryView[] = [];
  let made: LogRows = { rows: [], prepended: false };
  return (entries) => {
    if (entries === known) return made;
    const { rows, prepended } = next(known, made.rows, entries, me);
    made = { rows: withNewestCards(rows), prepended };
    known = entries;
    return made;
  };
}

function next(
  known: readonly EntryView[],
  rows: readonly LogRow[],
  entries: readonly EntryView[],
  me: string,
): LogRows {
  const [first, last] = [known[0], known.at(-1)];
  const before = first === undefined ? -1 : entries.findIndex(({ seq }) => seq === first.seq);
  if (before < 0 || entries[before + known.length - 1]?.seq !== last?.seq)
    return { rows: withMore([], entries, 0, me), prepended: false };
  const patched = withChanges(known, rows, entries, before);
  if (patched === undefined) return { rows: withMore([], entries, 0, me), prepended: before > 0 };
  if (before > 0) return { rows: withEarlier(patched, entries, before, me), prepended: true };
  return { rows: withMore(patched, entries, known.length, me), prepended: false };
}

/** Rows whose entries have changed where they stand. Undefined where one came or went with it: then all is made anew. */
function withChanges(
  known: readonly EntryView[],
  rows: readonly LogRow[],
  entries: readonly EntryView[],
  before: number,
): readonly LogRow[] | undefined {
  const changed = new Map<number, EntryView>();
  for (const [at, was] of known.entries()) {
    const is = entries[before + at];
    if (is === undefined || is === was) continue;
    if (isShown(is) !== isShown(was)) return undefined;
    changed.set(is.seq, is);
  }
  if (changed.size === 0) return rows;
  return rows.map((row) => {
    const entry = changed.get(row.seq);
    if (row.kind === 'message' && entry?.kind === 'message') return { ...row, entry };
    if (row.kind === 'post' && entry?.kind === 'post') return { ...row, entry };
    return row;
  });
}

/** What was deleted leaves a line only where replies stand below it. */
function isShown(entry: EntryView): boolean {
  return entry.kind !== 'message' || entry.deleted !== true || entry.replies !== undefined;
}

/** Rows of the entries from `from` on, after those that are there. */
function withMore(
  rows: readonly LogRow[],
  entries: readonly EntryView[],
  from: number,
  me: string,
  to = entries.length,
): LogRow[] {
  const more = [...rows];
  const isNewDay = createDays(from === 0 ? undefined : lastMoment(rows));
  for (let at = from; at < to; at++) {
    const entry = entries[at];
    if (entry !== undefined && isShown(entry)) push(more, entry, isNewDay(entry.ts), me);
  }
  return more;
}

/** A row depends on the entry before it alone: from the first message on that was there, what was made stays. */
function withEarlier(rows: readonly LogRow[], entries: readonly EntryView[], before: number, me: string): LogRow[] {
  const kept = rows.findIndex(({ kind }) => kind === 'message') + 1;
  const message = kept === 0 ? undefined : rows[kept - 1];
  if (message === undefined) return withMore([], entries, 0, me);
  let to = before;
  while (to < entries.length && entries[to]?.seq !== message.seq) to++;
  return [...withMore([], entries, 0, me, to + 1), ...rows.slice(kept)];
}

function lastMoment(rows: readonly LogRow[]): number | undefined {
  const row = rows.at(-1);
  return row?.kind === 'system' ? row.entries.at(-1)?.ts : row?.entry.ts;
}

function push(rows: LogRow[], entry: EntryView, day: boolean, me: string): void {
  const common = { key: keyOf(entry, me), seq: entry.seq, day: day ? entry.ts : undefined };
  if (entry.kind === 'message') {
    const before = rows.at(-1);
    const joined = !day && before?.kind === 'message' && isTogether(before.entry, entry);
    rows.push({ ...common, kind: 'message', entry, joined });
    return;
  }
  if (entry.kind === 'post') {
    rows.push({ ...common, kind: 'post', entry, now: entry });
    return;
  }
  // What was done to messages is no row of its own.
  if (!isSystem(entry)) return;
  const above = rows.at(-1);
  const same =
    above?.kind === 'system' &&
    !day &&
    (entry.kind === 'join' || entry.kind === 'leave') &&
    above.entries[0]?.kind === entry.kind;
  if (same) rows[rows.length - 1] = { ...above, entries: [...above.entries, entry] };
  else rows.push({ ...common, kind: 'system', entries: [entry] });
}

/** Tells every card of a post what the post is by now. The same rows where nothing is new. */
function withNewestCards(rows: readonly LogRow[]): readonly LogRow[] {
  const newest = new Map<number, PostEntry>();
  for (const row of rows) if (row.kind === 'post') newest.set(row.entry.thread, row.entry);
  const isOld = (row: LogRow) => row.kind === 'post' && row.now !== newest.get(row.entry.thread);
  if (!rows.some(isOld)) return rows;
  return rows.map((row) =>
    row.kind === 'post' && isOld(row) ? { ...row, now: newest.get(row.entry.thread) ?? row.entry } : row,
  );
}

/** Whether a message stands under the name of the one before it. */
export function isTogether(before: MessageEntry, entry: MessageEntry): boolean {
  return before.user === entry.user && before.deleted !== true && entry.ts - before.ts < TOGETHER;
}

function isSystem(entry: EntryView): entry is SystemEntry {
  return entry.kind !== 'message' && entry.kind !== 'post' && isLine(entry);
}

/** Tells of each moment whether another day than that of the moment before begins with it. */
function createDays(before: number | undefined): (ts: number) => boolean {
  let begin = 0;
  let end = 0;
  function isNew(ts: number): boolean {
    if (ts >= begin && ts < end) return false;
    const midnight = new Date(ts);
    begin = midnight.setHours(0, 0, 0, 0);
    end = midnight.setDate(midnight.getDate() + 1);
    return true;
  }
  if (before !== undefined) isNew(before);
  return isNew;
}

/** One's own message keeps its key from the moment it was written on, so that nothing is drawn anew when it is kept. */
function keyOf(entry: EntryView, me: string): string {
  if (entry.kind === 'message' && entry.user === me && entry.client_id !== undefined) return ownKey(entry.client_id);
  return String(entry.seq);
}

export function ownKey(clientId: string): string {
  return `own ${clientId}`;
}
