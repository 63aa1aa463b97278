import type { School } from '../school.ts';
import type { Entry } from './entry.ts';
import type { Listener, Live, LiveRoom } from './live.ts';
import { readEntries } from './log.ts';

const PAGE = 200;

/** A connection that reads what it missed before it hears what is new. */
export type Reader = {
  listener: Listener;
  /** Whose membership each page asks for; null: one who may read without it. */
  memberId: number | null;
  isClosed(): boolean;
  /** Hands out entries and resolves when the connection has taken them. */
  write(room: LiveRoom, entries: readonly Entry[]): Promise<void>;
};

/**
 * Hands out what came after `after` in pages, each when the one before was taken, and then, without a gap, whatever comes.
 * Resolves when the reader hears the room live; false: it has closed, or is no longer a member.
 */
export async function follow(
  school: School,
  live: Live,
  room: LiveRoom,
  after: number,
  reader: Reader,
): Promise<boolean> {
  let known = after;
  live.watch(room, after);
  try {
    for (;;) {
      await live.turn();
      const head = live.lastSeqOf(room);
      const page = await readEntries(school.database.db, room.id, known, PAGE, reader.memberId);
      if (reader.isClosed()) return false;
      const last = page.at(-1);
      if (last !== undefined) {
        await reader.write(room, page);
        if (reader.isClosed()) return false;
        known = last.seq;
      }
      if (page.length < PAGE && live.listen(room, known, reader.listener)) return true;
      // There was more before the page was read, and nothing of it was for this reader: a member no longer.
      if (last === undefined && head > known) return false;
    }
  } finally {
    live.unwatch(room);
  }
}
