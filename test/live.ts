import assert from 'node:assert/strict';
import { Check } from 'typebox/value';
import { WebSocket } from 'ws';
import { createKeptRooms, type KeptRoomsOptions } from '../contract/kept-rooms.ts';
import { downFrame, type DownFrame, type UpFrame } from '../contract/live.ts';
import { createLiveClient } from '../contract/live-client.ts';
import type { LiveOptions } from '../contract/live-options.ts';
import type { Name, TestSchool } from './school.ts';
import { SocketRefused } from './socket.ts';

type Frame<Type extends DownFrame['type']> = Extract<DownFrame, { type: Type }>;
type Hello = Omit<Extract<UpFrame, { type: 'hello' }>, 'type'>;

/** A live socket as a test holds it, frame by frame; each is held against the contract. */
export type LiveSocket = {
  /** The next frame of a type, skipping no other kind silently: those are kept for later. Rejects after five seconds. */
  next<Type extends DownFrame['type']>(type: Type): Promise<Frame<Type>>;
  /** Frames of a type that came and were not asked for. */
  waiting<Type extends DownFrame['type']>(type: Type): Frame<Type>[];
  hello(hello?: Hello): Promise<Frame<'welcome'>>;
  send(frame: UpFrame): void;
  sendRaw(text: string): void;
  /** The code it was closed with. */
  closed: Promise<number>;
  close(): void;
  /** Breaks the connection without a word. */
  cut(): void;
  socket: WebSocket;
};

/** Opens `/ws`. Throws the refusal of the upgrade. */
export async function openLive(baseUrl: string, headers: Record<string, string> = {}): Promise<LiveSocket> {
  const socket = new WebSocket(liveUrl(baseUrl), { headers });
  const frames: DownFrame[] = [];
  const asking: { type: string; take: (frame: DownFrame) => void }[] = [];
  const closed = Promise.withResolvers<number>();
  socket.on('message', (data) => {
    const frame = readFrame(data);
    const ask = asking.findIndex((one) => one.type === frame.type);
    if (ask === -1) frames.push(frame);
    else asking.splice(ask, 1)[0]?.take(frame);
  });
  socket.on('close', (code) => closed.resolve(code));
  await opening(socket);
  socket.on('error', () => socket.terminate());

  function next<Type extends DownFrame['type']>(type: Type): Promise<Frame<Type>> {
    const { promise, resolve, reject } = Promise.withResolvers<Frame<Type>>();
    const take = (frame: DownFrame): void => (isOf(frame, type) ? resolve(frame) : undefined);
    const kept = frames.findIndex((frame) => frame.type === type);
    const there = kept === -1 ? undefined : frames.splice(kept, 1)[0];
    if (there !== undefined) take(there);
    else {
      const timer = setTimeout(() => reject(new Error(`no ${type} came within five seconds`)), 5_000);
      asking.push({ type, take: (frame) => (clearTimeout(timer), take(frame)) });
    }
    return promise;
  }

  const send = (frame: UpFrame): void => socket.send(JSON.stringify(frame));
  return {
    next,
    waiting: (type) => frames.filter((frame) => isOf(frame, type)),
    hello(hello = {}) {
      send({ type: 'hello', ...hello });
      return next('welcome');
    },
    send,
    sendRaw: (text) => socket.send(text),
    closed: closed.promise,
    close: () => socket.close(),
    cut: () => socket.terminate(),
    socket,
  };
}

/** The contract's own client on a socket of `ws`; `cut()` breaks its connection. */
export function liveClient(baseUrl: string, options: Omit<LiveOptions, 'open'>) {
  let socket: WebSocket | undefined;
  const client = createLiveClient({
    firstPause: 20,
    ...options,
    open: () => (socket = new WebSocket(liveUrl(baseUrl))),
  });
  return { ...client, cut: () => socket?.terminate() };
}

/** The contract's own keeper of rooms for somebody of a test school; `cut()` breaks its connection. */
export function keptRooms(
  { baseUrl, as, tokens }: TestSchool,
  name: Name,
  options: Pick<KeptRoomsOptions, 'page' | 'outbox' | 'onEntries' | 'onInbox' | 'onChange'>,
) {
  let socket: WebSocket | undefined;
  const open = () => (socket = new WebSocket(liveUrl(baseUrl)));
  const kept = createKeptRooms({ firstPause: 20, ...options, client: as[name], token: tokens[name], open });
  return { kept, cut: () => socket?.terminate() };
}

export type TestClient = ReturnType<typeof liveClient>;

function liveUrl(baseUrl: string): string {
  return `${baseUrl.replace('http', 'ws')}/ws`;
}

function readFrame(data: unknown): DownFrame {
  assert.ok(Buffer.isBuffer(data));
  const frame: unknown = JSON.parse(data.toString());
  assert.ok(Check(downFrame, frame), `not in the contract: ${data.toString().slice(0, 500)}`);
  return frame;
}

function isOf<Type extends DownFrame['type']>(frame: DownFrame, type: Type): frame is Frame<Type> {
  return frame.type === type;
}

async function opening(socket: WebSocket): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  socket.once('open', resolve);
  socket.once('error', reject);
  socket.once('unexpected-response', (_request, response) => {
    const chunks: Buffer[] = [];
    response.on('data', (chunk: Buffer) => chunks.push(chunk));
    response.on('end', () => reject(new SocketRefused(response.statusCode ?? 0, Buffer.concat(chunks).toString())));
  });
  return promise;
}
