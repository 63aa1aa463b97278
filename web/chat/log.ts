import { useQuery } from '@tanstack/react-query';
import * as calls from '../../contract/rooms.ts';
import type { EntryView } from '../../contract/entry.ts';
import { call } from '../kernel/api.ts';
import { queries } from '../kernel/queries.ts';

/** A stretch of a room's log without gaps, up to its present end. */
export type Log = {
  entries: readonly EntryView[];
  /** Nothing came before the first of them. */
  whole: boolean;
};

const PAGE = 50;
const OLDER_PAGE = 200;
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
  const { entries } = await call(calls.getEntries, { room_code: code, limit: PAGE });
  // Asked for before, answered after the socket began: what came between is in neither.
  if (endOf(entries) < (begins.get(code) ?? 0)) return newest(code);
  const log: Log = { entries, whole: entries.length < PAGE };
  return joined(log, recent.get(code) ?? []) ?? log;
}

/** What came before `seq` is not told: a log that does not reach it is asked for anew. */
export function beginLogAt(code: string, seq: number): void {
  begins.set(code, seq);
  const log = queries.getQueryData<Log>(logKey(code));
  if (log !== undefined && endOf(log.entries) < seq) void queries.invalidateQueries({ queryKey: logKey(code) });
}

function endOf(entries: readonly EntryView[]): number {
  return entries.at(-1)?.seq ?? 0;
}

/** Adds the page before what is there. Answers how many entries came. */
export async function loadOlder(code: string): Promise<number> {
  const first = queries.getQueryData<Log>(logKey(code))?.entries[0];
  if (first === undefined) return 0;
  const { entries } = await call(calls.getEntries, { room_code: code, before: first.seq, limit: OLDER_PAGE });
  let added = 0;
  queries.setQueryData<Log>(logKey(code), (log) => {
    // Somebody else asked for the same page, or the room began anew meanwhile.
    if (log === undefined || log.entries[0]?.seq !== first.seq) return log;
    added = entries.length;
    return { entries: [...entries, ...log.entries], whole: entries.length < OLDER_PAGE };
  });
  return added;
}

/** What happened goes to the end of the log. */
export function advanceLog(code: string, entries: readonly EntryView[]): void {
  recent.set(code, [...(recent.get(code) ?? []), ...entries].slice(-RECENT));
  const log = queries.getQueryData<Log>(logKey(code));
  if (log === undefined) return;
  const next = joined(log, entries);
  if (next === undefined) void queries.invalidateQueries({ queryKey: logKey(code) });
  else if (next !== log) queries.setQueryData<Log>(logKey(code), next);
}

/** Undefined where something is missing between the two. */
function joined(log: Log, entries: readonly EntryView[]): Log | undefined {
  const end = endOf(log.entries);
  const fresh = entries.filter(({ seq }) => seq > end);
  if (fresh.length === 0) return log;
  if (fresh[0]?.seq !== end + 1) return undefined;
  return { ...log, entries: [...log.entries, ...fresh] };
}

/** What is known of the room is too old: it is asked for anew. */
export function beginLogAnew(code: string): void {
  recent.delete(code);
  // A server that was restored may be behind what it was.
  begins.delete(code);
  void queries.resetQueries({ queryKey: logKey(code) });
}

/** The end of every log that is known here, for the socket to go on from. */
export function knownEnds(): [string, number][] {
  const ends: [string, number][] = [];
  for (const [[, code, part], log] of queries.getQueriesData<Log>({ queryKey: ['room'] })) {
    const end = part === 'log' ? log?.entries.at(-1)?.seq : undefined;
    if (typeof code === 'string' && end !== undefined) ends.push([code, end]);
  }
  return ends;
}
