import { RateLimiterMemory } from 'rate-limiter-flexible';
import { Type } from 'typebox';
import { Compile } from 'typebox/compile';
import type { WebSocket } from 'ws';
import { noteSpokenFor } from '../accounts/ran-open.ts';
import type { SignedIn } from '../kernel/http/caller.ts';
import { sessionOf } from '../kernel/http/caller.ts';
import { readJsonObject } from '../kernel/http/body.ts';
import { fail, Failure, failEnvelope } from '../kernel/http/failure.ts';
import type { SocketRoute } from '../kernel/http/upgrade.ts';
import type { School } from '../school.ts';
import { accessRoom } from './access.ts';
import type { Appender } from './appender/appender.ts';
import type { Entry } from './entry.ts';
import type { Listener, Live } from './live.ts';
import { readHeads } from './log.ts';
import { sendMessage } from './message.ts';
import { messageOf } from './views.ts';

/** A reader that lets this much pile up is closed; it finds what it missed in `/get_messages`. */
const MOST_BUFFERED = 1024 * 1024;
const HEARTBEAT = 30_000;
const CLOSE = { restart: 1012, ended: 4401, putOut: 4403, tooSlow: 4408, flood: 4429 } as const;

const frameShape = Compile(
  Type.Object({
    sender: Type.Optional(Type.Union([Type.String(), Type.Null()])),
    message: Type.Optional(Type.Union([Type.String(), Type.Null()])),
    file_id: Type.Optional(Type.Union([Type.String(), Type.Null()])),
    client_id: Type.Optional(Type.Union([Type.String(), Type.Null()])),
  }),
);

/** `/ws/{room_code}` as the Android app uses it: a message a frame, in and out. */
export function roomSocket(school: School, appender: Appender, live: Live): SocketRoute {
  return {
    match: (path) => {
      const encoded = /^\/ws\/([^/]+)$/.exec(path)?.[1];
      return encoded === undefined ? undefined : decode(encoded);
    },
    access: { who: 'caller' },
    async open(roomCode, caller) {
      const session = sessionOf(caller);
      const room = await accessRoom(school, session, roomCode);
      const head = (await readHeads(school.database.db, [room.id])).get(room.id) ?? 0;
      return (socket) => converse(school, appender, live, { socket, room, head, session });
    },
  };
}

type Conversation = {
  socket: WebSocket;
  room: { id: number; code: string };
  head: number;
  session: SignedIn | undefined;
};

function converse(school: School, appender: Appender, live: Live, { socket, room, head, session }: Conversation): void {
  const flood = new RateLimiterMemory({ points: 60, duration: 3 });
  /** One frame after the other, so that messages keep the order they were sent in. */
  let turn: Promise<void> = Promise.resolve();

  const listener: Listener = {
    userId: session?.userId ?? null,
    tokenHash: session?.tokenHash ?? null,
    hear: (_room, entries) => send(socket, entries, school),
    putOut: () => socket.close(CLOSE.putOut, 'no longer in this room'),
    sessionEnded: () => socket.close(CLOSE.ended, 'session ended'),
    stop: () => {
      socket.close(CLOSE.restart, 'restart');
      // One that does not answer would hold up the stop.
      setTimeout(() => socket.terminate(), 2_000);
    },
  };
  live.enter(listener);
  live.join(room, head, listener);
  const stopHeartbeat = startHeartbeat(socket);

  async function take(data: Buffer): Promise<void> {
    try {
      const frame = readJsonObject(data);
      if (!frameShape.Check(frame)) throw fail('invalid_type', 'sender, message and file_id must be text');
      if (session === undefined && frame.sender) await noteSpokenFor(school, frame.sender);
      await sendMessage(school, appender, {
        sessionHash: session?.tokenHash ?? null,
        sender: frame.sender || undefined,
        roomCode: room.code,
        text: frame.message || undefined,
        fileIds: frame.file_id ? [frame.file_id] : [],
        clientId: frame.client_id || undefined,
      });
    } catch (error) {
      if (!(error instanceof Failure)) school.log.error({ err: error }, 'a frame failed');
      socket.send(JSON.stringify(failEnvelope(error instanceof Failure ? error : fail('server_error'))));
    }
  }

  socket.on('message', (data, isBinary) => {
    void flood.consume('frames').then(
      () => {
        turn = turn.then(() => take(isBinary || !Buffer.isBuffer(data) ? Buffer.from('binary') : data));
      },
      () => socket.close(CLOSE.flood, 'too many frames'),
    );
  });
  socket.on('error', () => socket.terminate());
  socket.on('close', () => {
    live.unlisten(room, listener);
    live.leave(listener);
    stopHeartbeat();
  });
}

/** One serialisation an entry, however many listen: the text is kept on the entry's own key until the next turn. */
const serialised = new WeakMap<Entry, string>();

function send(socket: WebSocket, entries: readonly Entry[], school: School): void {
  if (socket.readyState !== socket.OPEN) return;
  for (const entry of entries) {
    // Whoever comes late finds deleted messages among the others: here as in `/get_messages` they are none.
    if (entry.kind !== 'message' || entry.text === null) continue;
    let frame = serialised.get(entry);
    if (frame === undefined) {
      const { text, targetSeq: thread } = entry;
      frame = JSON.stringify(messageOf(school.clock, { ...entry, text, thread, edited: entry.rev }));
      serialised.set(entry, frame);
    }
    socket.send(frame);
  }
  if (socket.bufferedAmount > MOST_BUFFERED) {
    socket.close(CLOSE.tooSlow, 'too slow');
    // A socket that does not read does not answer a close either.
    setTimeout(() => socket.terminate(), HEARTBEAT).unref();
  }
}

function startHeartbeat(socket: WebSocket): () => void {
  let heard = true;
  socket.on('pong', () => (heard = true));
  const timer = setInterval(() => {
    if (!heard) return socket.terminate();
    heard = false;
    socket.ping();
  }, HEARTBEAT);
  return () => clearInterval(timer);
}

function decode(encoded: string): string {
  try {
    return decodeURIComponent(encoded);
  } catch {
    throw fail('invalid_url', 'the room code is not percent-encoded UTF-8');
  }
}
