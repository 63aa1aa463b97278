import { WebSocket } from 'ws';

/** A room's socket as a test holds it. */
export type RoomSocket = {
  /** The next frame, as parsed JSON; rejects after five seconds without one. */
  next(): Promise<unknown>;
  /** Frames that nobody has asked for yet. */
  waiting(): number;
  send(frame: unknown): void;
  /** Sends text as it is. */
  sendRaw(text: string): void;
  /** The code it was closed with. */
  closed: Promise<number>;
  close(): void;
};

/** Opens `/ws/{room}`. Throws `code` of the refusal, or its status when there is none. */
export async function openSocket(baseUrl: string, room: string, headers: Record<string, string>): Promise<RoomSocket> {
  const socket = new WebSocket(`${baseUrl.replace('http', 'ws')}/ws/${encodeURIComponent(room)}`, { headers });
  const frames: unknown[] = [];
  const asking: ((frame: unknown) => void)[] = [];
  const closed = Promise.withResolvers<number>();
  socket.on('message', (data) => {
    if (!Buffer.isBuffer(data)) return;
    const frame: unknown = JSON.parse(data.toString());
    const ask = asking.shift();
    if (ask === undefined) frames.push(frame);
    else ask(frame);
  });
  socket.on('close', (code) => closed.resolve(code));
  await opening(socket);
  socket.on('error', () => socket.terminate());
  return {
    async next() {
      if (frames.length > 0) return frames.shift();
      const { promise, resolve, reject } = Promise.withResolvers<unknown>();
      const timer = setTimeout(() => reject(new Error('no frame came within five seconds')), 5_000);
      asking.push((frame) => {
        clearTimeout(timer);
        resolve(frame);
      });
      return promise;
    },
    waiting: () => frames.length,
    send: (frame) => socket.send(JSON.stringify(frame)),
    sendRaw: (text) => socket.send(text),
    closed: closed.promise,
    close: () => socket.close(),
  };
}

export class SocketRefused extends Error {
  readonly status: number;
  /** The refusal as it came. */
  readonly body: string;

  constructor(status: number, body: string) {
    super(`${status} ${body}`);
    this.status = status;
    this.body = body;
  }
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
