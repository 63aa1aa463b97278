import type { MessageEntry } from './log-rows.ts';
import { addressOf, type Room } from './rooms.ts';

/** The address of a message: its room, the thread it stands in, and itself. */
export function linkTo(code: string, kind: Room['kind'], { seq, thread }: MessageEntry): string {
  const within = thread === undefined ? '' : `thread=${thread}&`;
  return `${location.origin}/app${addressOf({ kind, room_code: code })}?${within}message=${seq}`;
}

/** A number that the address names, as `?message=13`. */
export function numberIn(search: string, name: string): number | undefined {
  const value = Number(new URLSearchParams(search).get(name));
  return Number.isSafeInteger(value) && value > 0 ? value : undefined;
}
