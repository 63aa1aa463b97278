import type { Presence } from '../../contract/person.ts';
import type { Said } from '../../contract/said.ts';
import type { Listener, Live, LiveRoom } from './live.ts';
import { frameOf } from './live-frames.ts';

/** Changes are gathered for so long, ms. */
const GATHER = 1_000;
/** Who comes back within this was never away: a reload, a tunnel, ms. */
const GRACE = 2_500;
/** So many (change, listener) pairs are told at once; when a thousand people arrive together the rest waits for the next turn. */
const MOST_PAIRS = 20_000;
/** So many people a welcome names. */
const MOST_PRESENT = 500;

/** One connection of somebody who lets others see that they are there. */
export type Device = Listener & { userId: number | null; heardRooms(): Iterable<LiveRoom> };

type Person = {
  username: string;
  devices: Map<Device, 'online' | 'away'>;
  /** What the others know. */
  told: Presence;
  /** What a welcome has said since, which may be more. */
  named: Presence | undefined;
  /** When the last device went, on the clock of `performance.now`, and which rooms it heard. */
  gone: { at: number; rooms: readonly LiveRoom[] } | undefined;
};

/**
 * Who is there, of those that let it be seen: known to this process alone and never kept. A change is told to the connections that
 * hear a room in common, each change once a connection however many rooms they share.
 */
export function createPresence(live: Pick<Live, 'listenersOf'>, { gather = GATHER, grace = GRACE } = {}) {
  const people = new Map<number, Person>();
  /** Whose state may be another than was told, the longest waiting first. */
  const changed = new Set<number>();
  let timer: NodeJS.Timeout | undefined;

  function noteChange(userId: number): void {
    changed.add(userId);
    timer ??= setTimeout(tell, gather).unref();
  }

  function tell(): void {
    timer = undefined;
    const news = new Map<Listener, Map<string, Presence>>();
    let pairs = 0;
    for (const userId of [...changed]) {
      const person = people.get(userId);
      if (person?.gone !== undefined && performance.now() < person.gone.at + grace) continue;
      changed.delete(userId);
      if (person === undefined) continue;
      const state = stateOf(person);
      if (state !== person.told || state !== (person.named ?? state)) pairs += collect(news, userId, person, state);
      person.told = state;
      person.named = undefined;
      if (state === 'offline') people.delete(userId);
      if (pairs >= MOST_PAIRS) break;
    }
    for (const [listener, states] of news) {
      const told = [...states].map(([user, presence]) => ({ user, presence }));
      listener.whisper?.(saidFrame({ what: 'presence', people: told }));
    }
    if (changed.size > 0) timer ??= setTimeout(tell, gather).unref();
  }

  function collect(
    news: Map<Listener, Map<string, Presence>>,
    userId: number,
    person: Person,
    state: Presence,
  ): number {
    let pairs = 0;
    for (const room of roomsOf(person)) {
      for (const listener of live.listenersOf(room)) {
        pairs++;
        if (listener.userId === userId || listener.whisper === undefined) continue;
        const states = news.get(listener) ?? new Map<string, Presence>();
        news.set(listener, states.set(person.username, state));
      }
    }
    return pairs;
  }

  return {
    /** A device has said hello. */
    arrive(device: Device, { userId, username }: { userId: number; username: string }): void {
      const person = people.get(userId) ?? {
        username,
        devices: new Map(),
        told: 'offline',
        named: undefined,
        gone: undefined,
      };
      person.devices.set(device, 'online');
      person.gone = undefined;
      people.set(userId, person);
      noteChange(userId);
    },
    /** A device is used, or has not been for a while. */
    change(device: Device, state: 'online' | 'away'): void {
      const person = people.get(device.userId ?? 0);
      if (person?.devices.has(device) !== true) return;
      person.devices.set(device, state);
      noteChange(device.userId ?? 0);
    },
    /** A device has entered another room: those in it and it learn of each other. */
    enter(device: Device): void {
      const person = people.get(device.userId ?? 0);
      if (person === undefined) return;
      person.told = 'offline';
      noteChange(device.userId ?? 0);
    },
    /**
     * A device has gone, or its user does not want to be seen any more, which is told without waiting. Call it while the device still
     * hears its rooms.
     */
    depart(device: Device, { hides = false } = {}): void {
      const person = people.get(device.userId ?? 0);
      if (person?.devices.delete(device) !== true) return;
      if (person.devices.size === 0)
        person.gone = { at: hides ? -Infinity : performance.now(), rooms: [...device.heardRooms()] };
      noteChange(device.userId ?? 0);
    },
    /** As others see a user. */
    of(userId: number): Presence {
      const person = people.get(userId);
      // Not yet told that they went: still there for whoever asks.
      return person === undefined ? 'offline' : person.devices.size === 0 ? person.told : stateOf(person);
    },
    /** Who is there in these rooms but the asker, at most `MOST_PRESENT`. */
    in(rooms: Iterable<Pick<LiveRoom, 'id'>>, asker: number): { user: string; presence: Presence }[] {
      const found = new Map<string, Presence>();
      for (const { id } of rooms) {
        for (const { userId } of live.listenersOf({ id })) {
          const person = userId === null || userId === asker ? undefined : people.get(userId);
          if (person === undefined || person.devices.size === 0) continue;
          person.named = stateOf(person);
          found.set(person.username, person.named);
          if (found.size >= MOST_PRESENT) return listOf(found);
        }
      }
      return listOf(found);
    },
    stop(): void {
      clearTimeout(timer);
    },
  };
}

export type PresenceBoard = ReturnType<typeof createPresence>;

/** Online on one device is online. */
function stateOf({ devices }: Person): Presence {
  const states = new Set(devices.values());
  return states.has('online') ? 'online' : states.has('away') ? 'away' : 'offline';
}

function roomsOf({ devices, gone }: Person): Iterable<LiveRoom> {
  const rooms = new Map((gone?.rooms ?? []).map((room) => [room.id, room]));
  for (const device of devices.keys()) for (const room of device.heardRooms()) rooms.set(room.id, room);
  return rooms.values();
}

function listOf(found: ReadonlyMap<string, Presence>): { user: string; presence: Presence }[] {
  return [...found].map(([user, presence]) => ({ user, presence }));
}

/** A frame of something that is never kept. */
export function saidFrame(said: Said): Buffer {
  return frameOf({ type: 'said', said });
}
