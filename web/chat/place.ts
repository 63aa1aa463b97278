import { useEffect, useState } from 'react';
import { loadOlder, type Log } from './log.ts';

/** Where somebody was in a room: the entry at the top of what was seen, and how many pixels of it were above. */
export type Place = { seq: number; offset: number };

/** How far back a place is gone to; farther, one begins at the end. */
const FARTHEST = 2_000;

const nameOf = (code: string) => `place:${code}`;

/** For this visit alone, a reload of the page included. `undefined`: at the end. */
export function keepPlace(code: string, place: Place | undefined): void {
  if (place === undefined) sessionStorage.removeItem(nameOf(code));
  else sessionStorage.setItem(nameOf(code), `${place.seq} ${place.offset}`);
}

export function placeOf(code: string): Place | undefined {
  const [seq = NaN, offset = NaN] = (sessionStorage.getItem(nameOf(code)) ?? '').split(' ').map(Number);
  return Number.isFinite(seq) && Number.isFinite(offset) ? { seq, offset } : undefined;
}

/** Loads what came before until entry `seq` is there. Answers whether all is done that will be. */
export function useReached(code: string, log: Log | undefined, seq: number | undefined): boolean {
  const first = log?.entries[0]?.seq;
  const [gaveUp, setGaveUp] = useState(false);
  const far = seq === undefined || gaveUp || log === undefined || log.whole || log.entries.length >= FARTHEST;
  const reached = log !== undefined && (far || first === undefined || first <= seq);
  // Each page that has come asks for the one before it.
  useEffect(() => {
    if (log === undefined || reached) return;
    loadOlder(code).catch(() => setGaveUp(true));
  }, [code, log, reached]);
  return reached;
}
