import { type Static, Type } from 'typebox';
import { Check } from 'typebox/value';

/** Where somebody was in a room: the entry at the top of what was seen, and how many pixels of it were above. */
export type Place = Static<typeof onePlace>;
const onePlace = Type.Object({ seq: Type.Integer(), offset: Type.Number() });
const shape = Type.Array(Type.Tuple([Type.String(), onePlace]));

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
