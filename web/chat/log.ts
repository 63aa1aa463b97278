import { useQuery } from '@tanstack/react-query';
import * as calls from '../../contract/rooms.ts';
import type { EntryView } from '../../contract/entry.ts';
import { call } from '../kernel/api.ts';
import { queries } from '../kernel/queries.ts';
import { findLine, isLine, withNews } from './log-lines.ts';

/** A stretch of a room's lines without gaps, up to its present end or, after a jump far back, not yet. */
export type Log = {
  entries: readonly EntryView[];
  /** Nothing came before the first of them. */
  whole: boolean;
  /** Everything up to this seq is taken in. */
  end: number;
  /** Lines are missing between the last of these and the end of the room. */
  ahead?: boolean;
};

/** Lines that a page has, where there are so many. */
const PAGE = 30;
const MOST = 200;
/** Lines around one that is jumped to. */
const AROUND = 100;
/** What came by the socket of late, room by room: an answer that was under way meanwhile is completed from it. */
const recent = new Map<string, EntryView[]>();
const RECENT = 200;

/** From where on the socket tells of a room: a log must reach up to there. */
const begins = new Map<string, number>();

const logKey = (code: string) => ['room', code, 'log'] as const;

// Entries are compared by what they are, not by what is in them: of 100,000 a new one is one look, and the rest stay the same.
queries.setQueryDefaults(['room'], { structuralSharing: false });

/** The log of a room; the socket keeps it current. */
export function useLog(code: string) {
  return useQuery({ queryKey: logKey(code), queryFn: () => newest(code), staleTime: Infinity });
}

async function newest(code: string): Promise<Log> {
  // With what is no line, so that it is known up to where all is taken in.
  const { entries } = await call(calls.getEntries, { room_code: code, limit: 2 * PAGE });
  // Asked for before, answered after the socket began: what came between is in neither.
  if (endOf(entries) < (begins.get(code) ?? 0)) return newest(code);
  const log: Log = { entries: withNews([], entries, isLine), whole: entries.length < 2 * PAGE, end: endOf(entries) };
  const first = entries[0];
  if (!log.whole && first !== undefined && log.entries.length < PAGE) {
    const older = await call(calls.getEntries, { room_code: code, before: first.seq, limit: PAGE, timeline: 1 });
    log.entries = withNews(older.entries, entries, isLine);
    log.whole = older.entries.length < PAGE;
  }
  return joined(log, recent.get(code) ?? []) ?? log;
}

/** What came before `seq` is not told: a log that does not reach it is asked for anew. */
export function beginLogAt(code: string, seq: number): void {
  begins.set(code, seq);
  const log = queries.getQueryData<Log>(logKey(code));
  if (log !== undefined && log.end < seq) void queries.invalidateQueries({ queryKey: logKey(code) });
}

function endOf(entries: readonly EntryView[]): number {
  return entries.at(-1)?.seq ?? 0;
}

/** Adds the page before what is there. Answers how many entries came. */
export async function loadOlder(code: string): Promise<number> {
  const first = queries.getQueryData<Log>(logKey(code))?.entries[0];
  if (first === undefined) return 0;
  const { entries } = await call(calls.getEntries, { room_code: code, before: first.seq, limit: MOST, timeline: 1 });
  let added = 0;
  change(code, (log) => {
    // Somebody else asked for the same page, or the room began anew meanwhile.
    if (log.entries[0]?.seq !== first.seq) return log;
    added = entries.length;
    return { ...log, entries: [...entries, ...log.entries], whole: entries.length < MOST };
  });
  return added;
}

/** After a jump far back: adds the page after what is there. */
export async function loadNewer(code: string): Promise<void> {
  const last = queries.getQueryData<Log>(logKey(code))?.entries.at(-1);
  if (last === undefined) return;
  const { entries } = await call(calls.getEntries, { room_code: code, after: last.seq, limit: MOST, timeline: 1 });
  change(code, (log) => {
    if (log.ahead !== true || log.entries.at(-1)?.seq !== last.seq) return log;
    if (entries.length === MOST) return { ...log, entries: [...log.entries, ...entries] };
    const { ahead: _, ...rest } = log;
    return { ...rest, entries: withNews([...log.entries, ...entries], recent.get(code) ?? [], isLine) };
  });
}

/** Begins the log anew around one of its lines. Answers whether there is one. */
export async function jumpTo(code: string, seq: number): Promise<boolean> {
  const { entries } = await call(calls.getEntries, { room_code: code, around: seq, limit: AROUND, timeline: 1 });
  const isThere = findLine(entries, seq) >= 0;
  if (isThere) change(code, (log) => ({ entries, whole: false, end: log.end, ahead: true }));
  return isThere;
}

/** Whether a line is among those that are known here. */
export function isKnownLine(log: Log, seq: number): boolean {
  return findLine(log.entries, seq) >= 0;
}

/** What happened goes into the log. */
export function advanceLog(code: string, entries: readonly EntryView[]): void {
  recent.set(code, [...(recent.get(code) ?? []), ...entries].slice(-RECENT));
  const log = queries.getQueryData<Log>(logKey(code));
  if (log === undefined) return;
  const next = joined(log, entries);
  if (next === undefined) void queries.invalidateQueries({ queryKey: logKey(code) });
  else if (next !== log) change(code, () => next);
}

/** Undefined where something is missing between the two. */
function joined(log: Log, entries: readonly EntryView[]): Log | undefined {
  const fresh = entries.filter(({ seq }) => seq > log.end);
  if (fresh.length === 0) return log;
  if (fresh[0]?.seq !== log.end + 1) return undefined;
  const belongs = (entry: EntryView) => log.ahead !== true && isLine(entry);
  return { ...log, entries: withNews(log.entries, fresh, belongs), end: endOf(fresh) };
}

/** What is known of the room is too old, or far from its end: it is asked for anew. */
export async function beginLogAnew(code: string): Promise<void> {
  await queries.resetQueries({ queryKey: logKey(code) });
}

export function forgetRecent(code: string): void {
  recent.delete(code);
  // A server that was restored may be behind what it was.
  begins.delete(code);
}

/** The end of every log that is known here, for the socket to go on from. */
export function knownEnds(): [string, number][] {
  const ends: [string, number][] = [];
  for (const [[, code, part], log] of queries.getQueriesData<Log>({ queryKey: ['room'] })) {
    if (part === 'log' && typeof code === 'string' && log !== undefined) ends.push([code, log.end]);
  }
  return ends;
}

function change(code: string, next: (log: Log) => Log): void {
  queries.setQueryData<Log>(logKey(code), (log) => log && next(log));
}
