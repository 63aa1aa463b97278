import { useEffect, useState } from 'react';
import { type Static, Type } from 'typebox';
import { Check } from 'typebox/value';
import { loadOlder, type Log } from './log.ts';

/** Where somebody was in a room: the entry at the top of what was seen, and how many pixels of it were above. */
export type Place = Static<typeof onePlace>;
const onePlace = Type.Object({ seq: Type.Integer(), offset: Type.Number() });
const shape = Type.Array(Type.Tuple([Type.String(), onePlace]));

/** How far back a place is gone to; farther, one begins at the end. */
const FARTHEST = 2_000;

const PLACES = 'places';
const places = new Map(stored());

/** `undefined`: at the end. */
export function keepPlace(code: string, place: Place | undefined): void {
  if (place === undefined) places.delete(code);
  else places.set(code, place);
}

export function placeOf(code: string): Place | undefined {
  return places.get(code);
}

// A reload of the page is the same visit.
addEventListener('pagehide', () => sessionStorage.setItem(PLACES, JSON.stringify([...places])));

function stored(): [string, Place][] {
  const kept: unknown = JSON.parse(sessionStorage.getItem(PLACES) ?? '[]');
  return Check(shape, kept) ? kept : [];
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
