import type { School } from '../school.ts';
import type { KeptRow } from './appender/appender.ts';
import type { Entry } from './entry.ts';

/** Hands out messages that a flush has kept, room by room. */
export function tellKept(events: School['events'], rows: readonly KeptRow[]): void {
  for (const [roomId, kept] of Map.groupBy(rows, (row) => row.roomId))
    events.emit('entries', roomId, kept.map(entryOf));
}

function entryOf({ seq, userId, username, text, fileIds, at }: KeptRow): Entry {
  return { seq, kind: 'message', userId, username, text, fileIds, at };
}
