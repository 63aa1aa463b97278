import { standsOut } from '../chat/attention.ts';
import type { Room } from '../chat/rooms.ts';

/** The code of the room that an address shows. */
export function roomAt(address: string): string | undefined {
  const code = /^\/(?:courses|chats)\/([^/?]+)/.exec(address)?.[1];
  return code === undefined ? undefined : decodeURIComponent(code);
}

/** The next room up or down the list; with `unread` the next in which something unread stands out. Goes around at the ends. */
export function nextRoom(
  rooms: readonly Room[],
  here: string | undefined,
  { step, unread }: { step: 1 | -1; unread: boolean },
): Room | undefined {
  const found = rooms.findIndex(({ room_code }) => room_code === here);
  const at = found === -1 && step === -1 ? rooms.length : found;
  for (let distance = 1; distance <= rooms.length; distance += 1) {
    const room = rooms.at((at + step * distance) % rooms.length);
    if (room !== undefined && room.room_code !== here && (!unread || standsOut(room))) return room;
  }
  return undefined;
}
