import type { School } from '../school.ts';
import type { KeptRow } from './appender/appender.ts';
import { type Entry, givenClientId } from './entry.ts';

/** Hands out messages that a flush has kept, room by room. */
export function tellKept(events: School['events'], rows: readonly KeptRow[]): void {
  for (const [roomId, kept] of Map.groupBy(rows, (row) => row.roomId))
    events.emit('entries', roomId, kept.map(entryOf));
}

function entryOf({ seq, no, userId, username, clientId, text, fileIds, at }: KeptRow): Entry {
  const given = givenClientId(clientId);
  return {
    seq,
    kind: 'message',
    no,
    userId,
    username,
    clientId: given,
    text,
    fileIds,
    by: null,
    name: null,
    post: null,
    room: null,
    at,
  };
}
