import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Role } from '../../contract/endpoint.ts';
import type { School } from '../school.ts';
import type { Entry } from './entry.ts';
import { readEntries, readHeads } from './log.ts';
import { Crowd, Pace } from './pace.ts';

/** A room that somebody listens to. */
export type LiveRoom = { readonly id: number; readonly code: string };

/** One connection that hears of rooms, and of its user. */
export type Listener = {
  /** Null under open access without a session, and before a hello. */
  userId: number | null;
  /** Of the session, where what is said to staff is wanted. */
  role?: Role | undefined;
  tokenHash: string | null;
  /** The last entry of the user's inbox that it has, or undefined when it wants none. */
  inboxSeq?: number | undefined;
  /** Hands out entries of a room, in order of seq and without gaps. */
  hear(room: LiveRoom, entries: readonly Entry[]): void;
  /** The listener's user left the room or was put out; it hears nothing more of it. */
  putOut(room: LiveRoom): void;
  /** The user's inbox has more. */
  inboxMoved?(): void;
  /** Hands out a frame that is never kept, and is lost on one who is slow. */
  whisper?(frame: Buffer): void;
  /** Its session is over. */
  sessionEnded(): void;
  /** The server stops. */
  stop(): void;
};

type Hearing = LiveRoom & {
  lastSeq: number;
  /** With the seq up to which each knows already. */
  listeners: Map<Listener, number>;
  /** Who still reads what came before: the room is followed for them too. */
  watchers: number;
  waiting: readonly Entry[];
  readonly pace: Pace;
  catchingUp: boolean;
};

const PAGE = 500;

/**
 * Hands out what happens in rooms that somebody listens to: strictly in order of seq, a gap filled from the database first.
 * Every second the heads, inboxes and sessions are compared with the database: what another process wrote, or was lost on the
 * way, arrives then.
 */
export function createLive(school: School) {
  const rooms = new Map<number, Hearing>();
  const everyone = new Set<Listener>();
  const crowd = new Crowd();
  let comparing = false;
  let turns: Promise<void> = Promise.resolve();

  /** Answers how many entries there were to hand out. */
  function flush(room: Hearing): number {
    if (room.catchingUp || room.waiting.length === 0) return 0;
    const entries = room.waiting;
    room.waiting = [];
    deliver(room, entries);
    return entries.length;
  }

  function deliver(room: Hearing, entries: readonly Entry[]): void {
    const fresh = freshIn(entries, room.lastSeq);
    const [first, last] = [fresh[0], fresh.at(-1)];
    if (first === undefined || last === undefined) return;
    if (first.seq !== room.lastSeq + 1 || last.seq !== room.lastSeq + fresh.length) return void catchUp(room);
    room.lastSeq = last.seq;
    const leaving = new Set(fresh.filter((entry) => entry.kind === 'leave').map((entry) => entry.userId));
    const isDeleted = last.kind === 'room_deleted';
    for (const [listener, known] of room.listeners) {
      const news = known < first.seq ? fresh : fresh.filter((entry) => entry.seq > known);
      if (isDeleted || (listener.userId !== null && leaving.has(listener.userId))) hearUntilLeft(room, listener, news);
      else if (news.length > 0) listener.hear(room, news);
    }
    forget(room);
  }

  async function catchUp(room: Hearing): Promise<void> {
    if (room.catchingUp) return;
    room.catchingUp = true;
    try {
      for (;;) {
        const entries = await readEntries(school.database.db, room.id, room.lastSeq, PAGE);
        deliver(room, entries);
        if (entries.length < PAGE || rooms.get(room.id) !== room) break;
      }
    } catch (error) {
      // The comparison of the next second tries again.
      school.log.error({ err: error }, 'live entries could not be read');
    } finally {
      room.catchingUp = false;
    }
    if (room.waiting.length > 0) room.pace.schedule(room.waiting.length);
  }

  /** Looks whether these rooms have moved on without our hearing of it. */
  async function compareRooms(ids: readonly number[]): Promise<void> {
    const heads = await readHeads(school.database.db, ids);
    for (const [id, head] of heads) {
      const room = rooms.get(id);
      if (room !== undefined && head > room.lastSeq) void catchUp(room);
    }
  }

  async function compare(): Promise<void> {
    if (rooms.size > 0) await compareRooms([...rooms.keys()]);
    const listening = [...everyone];
    // In steps, and never all in one turn: ten thousand sessions would hold everything else up.
    for (let start = 0; start < listening.length; start += 250) {
      if (start > 0) await nextTurn();
      await compareSessions(listening.slice(start, start + 250));
    }
  }

  async function compareSessions(listening: readonly Listener[]): Promise<void> {
    const hashes = new Set(listening.map((one) => one.tokenHash).filter((hash) => hash !== null));
    if (hashes.size === 0) return;
    const alive = await aliveSessions(school, [...hashes]);
    for (const listener of listening) {
      // One that said hello meanwhile was not asked about.
      if (listener.tokenHash === null || !hashes.has(listener.tokenHash) || !everyone.has(listener)) continue;
      const inbox = alive.get(listener.tokenHash);
      if (inbox === undefined) listener.sessionEnded();
      else if (listener.inboxSeq !== undefined && inbox > listener.inboxSeq) listener.inboxMoved?.();
    }
  }

  const onEntries = (roomId: number, entries: readonly Entry[]): void => {
    const room = rooms.get(roomId);
    if (room === undefined) return;
    room.waiting = room.waiting.length === 0 ? entries : [...room.waiting, ...entries];
    room.pace.schedule(room.waiting.length);
  };
  const onInboxes = (userIds: readonly number[]): void => {
    for (const listener of everyone)
      if (listener.userId !== null && userIds.includes(listener.userId)) listener.inboxMoved?.();
  };
  const onSessionsEnded = (hashes: readonly string[]): void => {
    for (const listener of everyone)
      if (listener.tokenHash !== null && hashes.includes(listener.tokenHash)) listener.sessionEnded();
  };
  school.events.on('entries', onEntries);
  school.events.on('inboxes', onInboxes);
  school.events.on('sessionsEnded', onSessionsEnded);
  const timer = setInterval(() => {
    if (comparing) return;
    comparing = true;
    compare()
      .catch((error: unknown) => school.log.error({ err: error }, 'live rooms could not be compared'))
      .finally(() => (comparing = false));
  }, 1_000).unref();

  function hearingOf({ id, code }: LiveRoom, lastSeq: number): Hearing {
    const known = rooms.get(id);
    if (known !== undefined) return known;
    const room: Hearing = {
      id,
      code,
      lastSeq,
      listeners: new Map(),
      watchers: 0,
      waiting: [],
      pace: new Pace(() => flush(room), crowd),
      catchingUp: false,
    };
    rooms.set(id, room);
    return room;
  }
  function forget(room: Hearing): void {
    if (room.listeners.size === 0 && room.watchers === 0 && rooms.get(room.id) === room) rooms.delete(room.id);
  }

  return {
    compareRooms,
    /** From now on it is told when its session ends, its inbox moves, the server stops. */
    enter(listener: Listener): void {
      everyone.add(listener);
    },
    leave(listener: Listener): void {
      everyone.delete(listener);
    },
    /** Keeps a room going for one who reads what came before. `lastSeq`: its head as just read. Answers the room as all share it. */
    watch(room: LiveRoom, lastSeq: number): LiveRoom {
      const hearing = hearingOf(room, lastSeq);
      hearing.watchers++;
      return hearing;
    },
    unwatch({ id }: LiveRoom): void {
      const room = rooms.get(id);
      if (room === undefined) return;
      room.watchers--;
      forget(room);
    },
    /** Waits for a turn of the event loop of its own: pages for five hundred who come back at once hold nobody up. */
    turn(): Promise<void> {
      turns = turns.then(() => nextTurn());
      return turns;
    },
    /** How far a watched room has been handed out. */
    lastSeqOf({ id }: LiveRoom): number {
      return rooms.get(id)?.lastSeq ?? 0;
    },
    /** Begins to hear what comes after `known` in a watched room; false when the room is further on: read that first. */
    listen({ id }: LiveRoom, known: number, listener: Listener): boolean {
      const room = rooms.get(id);
      if (room === undefined || room.lastSeq > known) return false;
      room.listeners.set(listener, known);
      return true;
    },
    /** Hears a room from its head on, as just read, or from where it is by now. */
    join(room: LiveRoom, head: number, listener: Listener): void {
      hearingOf(room, head).listeners.set(listener, 0);
    },
    /** What waits in a room goes out now, before one is told that it is theirs no longer. */
    handOut(of: LiveRoom | undefined): void {
      const room = of === undefined ? undefined : rooms.get(of.id);
      if (room !== undefined) flush(room);
    },
    unlisten({ id }: LiveRoom, listener: Listener): void {
      const room = rooms.get(id);
      if (room?.listeners.delete(listener) === true) forget(room);
    },
    /** Everybody who is connected. */
    connections: (): Iterable<Listener> => everyone,
    /** Who listens to a room now. */
    listenersOf({ id }: Pick<LiveRoom, 'id'>): Iterable<Listener> {
      return rooms.get(id)?.listeners.keys() ?? [];
    },
    /** Tells every connection that the server stops. */
    stop(): void {
      clearInterval(timer);
      school.events.off('entries', onEntries);
      school.events.off('inboxes', onInboxes);
      school.events.off('sessionsEnded', onSessionsEnded);
      for (const listener of [...everyone]) listener.stop();
    },
  };
}

export type Live = ReturnType<typeof createLive>;

/** What is newer than `lastSeq`, in order: commits may tell of themselves in another order than they happened in. */
function freshIn(entries: readonly Entry[], lastSeq: number): readonly Entry[] {
  const first = entries[0];
  const inOrder = entries.every((entry, index) => index === 0 || entry.seq > (entries[index - 1]?.seq ?? 0));
  if (inOrder && first !== undefined && first.seq > lastSeq) return entries;
  const bySeq = new Map(entries.filter((entry) => entry.seq > lastSeq).map((entry) => [entry.seq, entry]));
  return [...bySeq.values()].toSorted((one, other) => one.seq - other.seq);
}

/** One who leaves still hears what came before, and nothing after; when the room is deleted, all do. */
function hearUntilLeft(room: Hearing, listener: Listener, entries: readonly Entry[]): void {
  const left = entries.findIndex(
    ({ kind, userId }) => kind === 'room_deleted' || (kind === 'leave' && userId === listener.userId),
  );
  if (left === -1) {
    // An earlier leave, from before the listener's return.
    if (entries.length > 0) listener.hear(room, entries);
    return;
  }
  room.listeners.delete(listener);
  listener.hear(room, entries.slice(0, left + 1));
  listener.putOut(room);
}

/** Those of these sessions that live, each with the end of its user's inbox. */
async function aliveSessions(school: School, hashes: readonly string[]): Promise<Map<string, number>> {
  const rows = await school.database.db
    .selectFrom('sessions')
    .innerJoin('users', 'users.id', 'sessions.user_id')
    .leftJoin('inboxes', 'inboxes.user_id', 'sessions.user_id')
    .select(['token_hash', 'last_seq'])
    .where('token_hash', 'in', hashes)
    .where('expires_at', '>', school.clock.now())
    .where('disabled_at', 'is', null)
    .execute();
  return new Map(rows.map((row) => [row.token_hash, row.last_seq ?? 0]));
}
