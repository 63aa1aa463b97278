import type { School } from '../school.ts';
import type { KeptRow } from './appender/appender.ts';
import { type Entry, givenClientId, NO_MARKS, PLAIN } from './entry.ts';
import { readMarks } from './marks.ts';
import { namedMarks } from './named-marks.ts';

/** Hands out messages that a flush has kept, room by room. */
export function tellKept(events: School['events'], rows: readonly KeptRow[]): void {
  for (const [roomId, kept] of Map.groupBy(rows, (row) => row.roomId))
    events.emit('entries', roomId, kept.map(entryOf));
}

function entryOf({ seq, no, userId, username, clientId, text, fileIds, at, extra, marks }: KeptRow): Entry {
  return {
    ...PLAIN,
    seq,
    kind: 'message',
    no,
    userId,
    username,
    clientId: givenClientId(clientId),
    text,
    fileIds,
    at,
    targetSeq: extra?.threadSeq ?? null,
    marks:
      marks === undefined
        ? NO_MARKS
        : namedMarks(readMarks(marks), new Map(extra?.mentioned.map((user) => [user.id, user.username]))),
  };
}
