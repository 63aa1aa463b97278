import { getMentionReach, deleteMessage, editMessage, pinMessage, react } from '../../contract/messages.ts';
import { findPlaces } from '../../contract/search.ts';
import { call } from '../kernel/api.ts';
import { actLater, callLasting } from '../kernel/later.ts';

// What was done comes back as an entry of the room: it is shown by that, here as everywhere.

export async function saveEdit(code: string, id: number, message: string): Promise<void> {
  await call(editMessage, { room_code: code, id, message });
}

/** Shown as deleted at once, and done when the way back has closed. */
export function deleteLater(code: string, id: number, said: string, onRefused: (error: unknown) => void): void {
  actLater(goingName(code, id), said, () => callLasting(deleteMessage, { room_code: code, id }), onRefused);
}

/** What `useGoing` calls a message that is as good as deleted. */
export function goingName(code: string, id: number): string {
  return `message:${code}:${id}`;
}

export async function toggleReaction(code: string, id: number, emoji: string, on: boolean): Promise<void> {
  await call(react, { room_code: code, id, emoji, action: on ? 'add' : 'remove' });
}

export async function setPinned(code: string, id: number, on: boolean): Promise<void> {
  await call(pinMessage, { room_code: code, id, action: on ? 'add' : 'remove' });
}

/** Whom `@all` would reach. */
export async function mentionReach(code: string): Promise<{ all: boolean; reach: number }> {
  return call(getMentionReach, { room_code: code });
}

/** Usernames of those in a room whose names have it, or sound so. */
export async function membersSounding(code: string, query: string): Promise<string[]> {
  const { places } = await call(findPlaces, { query: query.slice(0, 64), room_code: code, limit: 50 });
  return places.flatMap((place) => (place.kind === 'person' ? [place.username] : []));
}
