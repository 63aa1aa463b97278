import { Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { beHere, type DownFrame, hello, ping, read, send, typing } from '../../contract/live.ts';
import type { Clock } from '../kernel/clock.ts';
import { type Failure, failEnvelope } from '../kernel/http/failure.ts';
import type { Entry } from './entry.ts';
import { entryView } from './entry-view.ts';
import type { LiveRoom } from './live.ts';

/** One piece of what was missed, in bytes or little more: what a connection that stops reading costs. */
const PIECE = 64 * 1024;

export const upFrames = {
  hello: Compile(hello.frame),
  send: Compile(send.frame),
  typing: Compile(typing.frame),
  read: Compile(read.frame),
  presence: Compile(beHere.frame),
  ping: Compile(ping.frame),
  any: Compile(
    Type.Object({
      type: Type.Enum(['hello', 'send', 'typing', 'read', 'presence', 'ping']),
      client_id: Type.Optional(Type.Unknown()),
    }),
  ),
};

export function frameOf(frame: DownFrame): Buffer {
  return Buffer.from(JSON.stringify(frame));
}

/** What a frame is refused with; `clientId` tells which one it was. */
export function refusalFrame(failure: Failure, clientId: string | undefined): DownFrame {
  return { type: 'reply', reply: { ...(clientId !== undefined && { client_id: clientId }), ...failEnvelope(failure) } };
}

/** One serialisation for all who listen: it is kept on the list that they are handed, as long as that lives. */
const serialised = new WeakMap<readonly Entry[], Buffer>();

/** A frame of a room's entries. */
export function entriesFrame(clock: Clock, room: LiveRoom, entries: readonly Entry[]): Buffer {
  let frame = serialised.get(entries);
  if (frame === undefined) {
    frame = framed(
      room,
      entries.map((entry) => JSON.stringify(entryView(clock, entry))),
    );
    serialised.set(entries, frame);
  }
  return frame;
}

/** Frames of a room's entries, none of them much longer than a piece. */
export function* pieces(clock: Clock, room: LiveRoom, entries: readonly Entry[]): Generator<Buffer> {
  let texts: string[] = [];
  let length = 0;
  for (const entry of entries) {
    const text = JSON.stringify(entryView(clock, entry));
    texts.push(text);
    length += text.length;
    if (length < PIECE) continue;
    yield framed(room, texts);
    texts = [];
    length = 0;
  }
  if (texts.length > 0) yield framed(room, texts);
}

function framed({ code }: LiveRoom, entries: readonly string[]): Buffer {
  return Buffer.from(`{"type":"entries","room":${JSON.stringify(code)},"entries":[${entries.join(',')}]}`);
}
