import { Check } from 'typebox/value';
import type { EntryView, InboxEntryView } from './entry.ts';
import { closeCodes } from './close-codes.ts';
import { downFrame, type DownFrame, type UpFrame } from './live.ts';
import type { LiveOptions, Outgoing, Wire } from './live-options.ts';

type Frame<Type extends DownFrame['type']> = Extract<DownFrame, { type: Type }>;

type Reply = Frame<'reply'>['reply'];

/** `readyState` of a wire that takes frames. */
const OPEN = 1;
const LONGEST_PAUSE = 30_000;
/** Ms within which clients come back whose network is there again. */
const BACK_WITHIN = 500;
const RESTART_WITHIN = 5_000;
/** So long without a frame, then a ping; and so long without an answer, then the connection is dead. */
const QUIET = 25_000;
const DEAD = 10_000;
const BUSY_PAUSE = 1_000;
/** A little under what the server takes for a flood. */
const FRAMES_A_SECOND = 15;
const FRAMES_AT_ONCE = 40;

/**
 * Keeps a live connection: comes back with growing pauses, goes on where it was, and sends again what got no answer. A message
 * goes out once however often the connection breaks, by its `client_id`.
 */
export function createLiveClient(options: LiveOptions) {
  const { firstPause = 500, random = Math.random } = options;
  const cursors = new Map<string, number>(options.rooms);
  const outbox = new Map<string, { message: Outgoing; answered: (reply: Reply) => void }>();
  let inboxCursor = options.inbox;
  /** The end of the inbox at the welcome: entries up to it are in the welcome's rooms already. */
  let toldInWelcome = 0;
  let wire: Wire | undefined;
  /** Ids of the outbox that have not gone out on this connection, in order. */
  let unsent: string[] = [];
  let allowed = FRAMES_AT_ONCE;
  let allowedAt = 0;
  let again: ReturnType<typeof setTimeout> | undefined;
  let ready = false;
  let stopped = false;
  /** A new connection begins as `online`. */
  let away = false;
  let failures = 0;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let watch: ReturnType<typeof setTimeout> | undefined;

  function connect(): void {
    const opened = options.open();
    wire = opened;
    // A network that swallows everything would let it try for minutes.
    clearTimeout(watch);
    watch = setTimeout(() => drop(opened), DEAD);
    opened.addEventListener('open', () => {
      const hello: UpFrame = { type: 'hello', rooms: Object.fromEntries(cursors) };
      if (options.token !== undefined) hello.token = options.token;
      if (inboxCursor !== undefined) hello.inbox = inboxCursor;
      opened.send(JSON.stringify(hello));
      listenForLife(opened);
    });
    opened.addEventListener('message', ({ data }) => {
      if (wire !== opened) return;
      listenForLife(opened);
      const frame: unknown = JSON.parse(String(data));
      // What a newer server says beyond this is not for this client.
      if (Check(downFrame, frame)) take(frame);
    });
    // A close follows, which says all there is to say.
    opened.addEventListener('error', () => undefined);
    opened.addEventListener('close', ({ code }) => {
      if (wire === opened) lost(code);
    });
  }

  function lost(code: number): void {
    clearTimeout(watch);
    clearTimeout(again);
    again = undefined;
    wire = undefined;
    ready = false;
    if (stopped) return;
    if (code === closeCodes.ended.code) {
      stopped = true;
      options.onState?.('out');
      return;
    }
    options.onState?.('waiting');
    failures++;
    const growing = Math.min(LONGEST_PAUSE, firstPause * 2 ** Math.min(failures - 1, 10));
    const longest = code === closeCodes.restart.code ? Math.min(RESTART_WITHIN, firstPause * 10) : growing;
    // Never all clients at once.
    retry = setTimeout(connect, longest * (code === closeCodes.restart.code ? random() : 0.5 + random() / 2));
  }

  /** Drops a connection on which nothing comes any more. */
  function listenForLife(opened: Wire): void {
    clearTimeout(watch);
    watch = setTimeout(() => {
      put(opened, { type: 'ping' });
      watch = setTimeout(() => drop(opened), DEAD);
    }, QUIET);
  }

  /** One that is closing takes nothing more; what it must not lose goes out with the next. */
  function put(on: Wire | undefined, frame: UpFrame): void {
    if (on?.readyState === OPEN) on.send(JSON.stringify(frame));
  }

  function drop(opened: Wire): void {
    if (wire !== opened) return;
    opened.close();
    lost(0);
  }

  function take(frame: DownFrame): void {
    switch (frame.type) {
      case 'welcome':
        return begin(frame);
      case 'entries':
        return advance(frame.room, frame.entries);
      case 'inbox':
        return advanceInbox(frame.inbox);
      case 'said':
        return options.onSaid?.(frame.said);
      case 'resync':
        return options.onResync?.(frame.resync, beginAnew(frame.resync));
      case 'reply':
        return answer(frame.reply);
      case 'pong':
    }
  }

  /** The ends of the rooms at the welcome, for those of them that must begin anew. */
  let ends = new Map<string, number>();

  function begin(frame: Frame<'welcome'>): void {
    ends = new Map(frame.rooms.map((room) => [room.room_code, room.seq]));
    for (const code of cursors.keys()) if (!ends.has(code)) cursors.delete(code);
    for (const [code, seq] of ends) if (!cursors.has(code)) beginRoom(code, seq);
    inboxCursor = frame.inbox_from;
    toldInWelcome = frame.inbox;
    ready = true;
    failures = 0;
    options.onWelcome?.(frame);
    options.onState?.('live');
    if (away) sendNow({ type: 'presence', presence: 'away' });
    unsent = [...outbox.keys()];
    sendWaiting();
  }

  function beginRoom(code: string, seq: number): void {
    cursors.set(code, seq);
    options.onBegin?.(code, seq);
  }

  function beginAnew(code: string): number {
    const seq = ends.get(code) ?? 0;
    cursors.set(code, seq);
    return seq;
  }

  function advance(code: string, entries: readonly EntryView[]): void {
    const cursor = cursors.get(code);
    // A room that was left meanwhile.
    if (cursor === undefined) return;
    const fresh = entries.filter((entry) => entry.seq > cursor);
    const [first, last] = [fresh[0], fresh.at(-1)];
    if (first === undefined || last === undefined) return;
    // Never from this server; coming back by the cursor mends it whatever it was.
    if (first.seq !== cursor + 1) return wire === undefined ? undefined : drop(wire);
    cursors.set(code, last.seq);
    options.onEntries?.(code, fresh);
  }

  function advanceInbox(entries: readonly InboxEntryView[]): void {
    for (const entry of entries) {
      inboxCursor = entry.seq;
      if (entry.seq <= toldInWelcome) continue;
      if (entry.kind === 'room_removed') cursors.delete(entry.room_code);
      if (entry.kind === 'room_added' && entry.room !== undefined) beginRoom(entry.room_code, entry.room.seq);
    }
    options.onInbox?.(entries);
  }

  function answer(reply: Reply): void {
    if (reply.client_id === undefined) return;
    // Busy is no answer: it is tried again.
    if (reply.code === 'busy' || reply.code === 'out_of_space') {
      unsent.push(reply.client_id);
      again ??= setTimeout(sendWaiting, BUSY_PAUSE);
      return;
    }
    const waiting = outbox.get(reply.client_id);
    outbox.delete(reply.client_id);
    waiting?.answered(reply);
  }

  /** What gathered while there was no connection goes out at a pace that is no flood. */
  function sendWaiting(): void {
    again = undefined;
    const now = Date.now();
    allowed = Math.min(FRAMES_AT_ONCE, allowed + ((now - allowedAt) / 1000) * FRAMES_A_SECOND);
    allowedAt = now;
    while (ready && unsent.length > 0 && allowed >= 1) {
      const waiting = outbox.get(unsent.shift() ?? '');
      if (waiting === undefined) continue;
      allowed--;
      put(wire, { type: 'send', ...waiting.message });
    }
    if (ready && unsent.length > 0) again ??= setTimeout(sendWaiting, 1000 / FRAMES_A_SECOND);
  }

  function sendNow(frame: UpFrame): void {
    if (ready) put(wire, frame);
  }

  connect();
  return {
    /** Resolves with the answer, over however many connections it takes. */
    send(message: Outgoing): Promise<Reply> {
      const { promise, resolve } = Promise.withResolvers<Reply>();
      outbox.set(message.client_id, { message, answered: resolve });
      unsent.push(message.client_id);
      if (again === undefined) sendWaiting();
      return promise;
    },
    /** The device has lost its network: a connection that still looks open is none, and would only be missed after `QUIET`. */
    networkLost(): void {
      if (wire !== undefined) drop(wire);
    },
    /** The device has its network again: neither a pause is waited out that grew without it, nor an attempt that was begun without it. */
    networkBack(): void {
      if (stopped || ready) return;
      failures = 0;
      clearTimeout(retry);
      const begun = wire;
      wire = undefined;
      begun?.close();
      // A whole school comes back with its network.
      retry = setTimeout(connect, BACK_WITHIN * random());
    },
    typing: (room: string) => sendNow({ type: 'typing', room }),
    read: (room: string, id: number) => sendNow({ type: 'read', room, id }),
    /** The user has touched the device, or not for a while; it is said again on every new connection. */
    presence(here: 'online' | 'away'): void {
      away = here === 'away';
      sendNow({ type: 'presence', presence: here });
    },
    /** The last seq of each room, to begin with another time. */
    cursors: (): ReadonlyMap<string, number> => cursors,
    inbox: (): number | undefined => inboxCursor,
    /** How many messages wait for their answer. */
    waiting: (): number => outbox.size,
    /** Those messages, in order: to be sent by the next program when this one ends. */
    outbox: (): Outgoing[] => [...outbox.values()].map(({ message }) => message),
    close(): void {
      stopped = true;
      for (const timer of [retry, watch, again]) clearTimeout(timer);
      wire?.close();
    },
  };
}
