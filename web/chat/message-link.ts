import { useCallback } from 'react';
import { useLocation } from 'wouter';
import { addressOf, type Room } from './rooms.ts';

type Place = { seq: number; thread?: number | undefined };

/** The address of a message for others: its room, the thread it stands in, and itself. */
export function linkTo(room: Pick<Room, 'kind' | 'room_code'>, place: Place): string {
  return `${location.origin}/app${addressIn(room, place)}`;
}

function addressIn(room: Pick<Room, 'kind' | 'room_code'>, { seq, thread }: Place): string {
  const within = thread === undefined ? '' : `thread=${thread}&`;
  return `${addressOf(room)}?${within}message=${seq}`;
}

/** Goes to a message, also where the address names it already and the reader has gone on. */
export function useJump({ kind, room_code }: Room): (place: Place) => void {
  const [, go] = useLocation();
  return useCallback(
    (place) => {
      const room = { kind, room_code };
      const address = addressIn(room, place);
      const isThere = `${location.pathname}${location.search}`.endsWith(address);
      if (isThere) go(addressOf(room), { replace: true });
      setTimeout(() => go(address, { replace: isThere }));
    },
    [kind, room_code, go],
  );
}

/** A number that the address names, as `?message=13`. */
export function numberIn(search: string, name: string): number | undefined {
  const value = Number(new URLSearchParams(search).get(name));
  return Number.isSafeInteger(value) && value > 0 ? value : undefined;
}
