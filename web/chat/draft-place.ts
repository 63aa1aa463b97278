/** Where something is written that follows its writer across devices: in a room, or below the root of a thread in it. */
export type DraftPlace = { room_code: string; thread?: number };

const ROOM = 'room:';
const THREAD = 'thread:';

/** The name under which a draft of a room, or of a thread in it, is kept. */
export function draftPlace(code: string, thread?: number): string {
  return thread === undefined ? ROOM + code : `${THREAD}${code}:${thread}`;
}

/** The place of such a name; undefined for what stays on this device, as posts do. The code of a room may hold any sign. */
export function readDraftPlace(name: string): DraftPlace | undefined {
  if (name.startsWith(ROOM)) return { room_code: name.slice(ROOM.length) };
  if (!name.startsWith(THREAD)) return undefined;
  const end = name.lastIndexOf(':');
  return { room_code: name.slice(THREAD.length, end), thread: Number(name.slice(end + 1)) };
}
