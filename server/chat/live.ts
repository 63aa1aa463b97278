import type { School } from '../school.ts';
import type { Entry } from './entry.ts';
import { readEntries, readHeads } from './log.ts';

/** One socket in one room. */
export type Listener = {
  /** Null under open access without a session. */
  userId: number | null;
  tokenHash: string | null;
  /** Hands out entries, in order of seq and without gaps. */
  hear(entries: readonly Entry[]): void;
  /** The listener's user left the room or was put out. */
  putOut(): void;
  /** Its session is over. */
  sessionEnded(): void;
  /** The server stops. */
  stop(): void;
};

type LiveRoom = { lastSeq: number; listeners: Set<Listener>; catchingUp: boolean };

/**
 * Hands out what happens in rooms that somebody listens to: strictly in order of seq, a gap filled from the database first.
 * Every second the heads and sessions are compared with the database: what another process wrote, or was lost on the way,
 * arrives then.
 */
export function createLive(school: School) {
  const rooms = new Map<number, LiveRoom>();

  function deliver(roomId: number, room: LiveRoom, entries: readonly Entry[]): void {
    const fresh = entries.filter((entry) => entry.seq > room.lastSeq);
    const first = fresh[0];
    const last = fresh.at(-1);
    if (first === undefined || last === undefined) return;
    // While a gap is being filled the database tells everything, in order, this too.
    if (room.catchingUp) return;
    if (first.seq !== room.lastSeq + 1) {
      void catchUp(roomId, room);
      return;
    }
    room.lastSeq = last.seq;
    const leaving = new Set(fresh.filter((entry) => entry.kind === 'leave').map((entry) => entry.userId));
    for (const listener of room.listeners) {
      if (listener.userId !== null && leaving.has(listener.userId)) hearUntilLeft(listener, fresh);
      else listener.hear(fresh);
    }
  }

  async function catchUp(roomId: number, room: LiveRoom): Promise<void> {
    if (room.catchingUp) return;
    room.catchingUp = true;
    try {
      for (;;) {
        const entries = await readEntries(school.database.db, roomId, room.lastSeq, 500);
        room.catchingUp = false;
        deliver(roomId, room, entries);
        if (entries.length < 500 || !rooms.has(roomId)) return;
        room.catchingUp = true;
      }
    } catch (error) {
      // The comparison of the next second tries again.
      school.log.error({ err: error }, 'live entries could not be read');
    } finally {
      room.catchingUp = false;
    }
  }

  async function compare(): Promise<void> {
    const ids = [...rooms.keys()];
    if (ids.length === 0) return;
    const heads = await readHeads(school.database.db, ids);
    for (const [roomId, room] of rooms) {
      const head = heads.get(roomId);
      if (head !== undefined && head > room.lastSeq) void catchUp(roomId, room);
    }
    const hashes = [...listeners()].map((one) => one.tokenHash).filter((hash) => hash !== null);
    if (hashes.length === 0) return;
    const alive = await aliveSessions(school, [...new Set(hashes)]);
    endSessions(hashes.filter((hash) => !alive.has(hash)));
  }

  function* listeners(): Generator<Listener> {
    for (const room of rooms.values()) yield* room.listeners;
  }

  function endSessions(hashes: readonly string[]): void {
    const ended = new Set(hashes);
    for (const listener of listeners()) {
      if (listener.tokenHash !== null && ended.has(listener.tokenHash)) listener.sessionEnded();
    }
  }

  const onEntries = (roomId: number, entries: readonly Entry[]): void => {
    const room = rooms.get(roomId);
    if (room !== undefined) deliver(roomId, room, entries);
  };
  school.events.on('entries', onEntries);
  school.events.on('sessionsEnded', endSessions);
  const timer = setInterval(() => {
    compare().catch((error: unknown) => school.log.error({ err: error }, 'live rooms could not be compared'));
  }, 1_000).unref();

  return {
    /** Starts listening after `lastSeq`, the head that the caller has just read. Answers how to stop. */
    listen(roomId: number, lastSeq: number, listener: Listener): () => void {
      const room = rooms.get(roomId) ?? { lastSeq, listeners: new Set(), catchingUp: false };
      rooms.set(roomId, room);
      room.listeners.add(listener);
      return () => {
        room.listeners.delete(listener);
        if (room.listeners.size === 0 && rooms.get(roomId) === room) rooms.delete(roomId);
      };
    },
    /** Tells every socket that the server stops. */
    stop(): void {
      clearInterval(timer);
      school.events.off('entries', onEntries);
      school.events.off('sessionsEnded', endSessions);
      for (const listener of [...listeners()]) listener.stop();
    },
  };
}

export type Live = ReturnType<typeof createLive>;

/** One who leaves still hears what came before, and nothing after. */
function hearUntilLeft(listener: Listener, entries: readonly Entry[]): void {
  const left = entries.findIndex((entry) => entry.kind === 'leave' && entry.userId === listener.userId);
  listener.hear(entries.slice(0, left + 1));
  listener.putOut();
}

async function aliveSessions(school: School, hashes: readonly string[]): Promise<Set<string>> {
  const alive = new Set<string>();
  // In steps: an engine takes only so many parameters.
  for (let start = 0; start < hashes.length; start += 500) {
    const rows = await school.database.db
      .selectFrom('sessions')
      .innerJoin('users', 'users.id', 'sessions.user_id')
      .select('token_hash')
      .where('token_hash', 'in', hashes.slice(start, start + 500))
      .where('expires_at', '>', school.clock.now())
      .where('disabled_at', 'is', null)
      .execute();
    for (const row of rows) alive.add(row.token_hash);
  }
  return alive;
}
