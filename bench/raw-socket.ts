import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/**
 * A WebSocket client that does next to nothing, so that it is the server that is measured: it upgrades, sends short text frames
 * and hands out the payload of each frame as it came.
 */
export type RawSocket = { socket: Socket; send(text: string): void };

export async function openRaw(port: number, path: string, onFrame: (payload: Buffer) => void): Promise<RawSocket> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  let upgraded = false;
  const socket = await connectTo(port, (bytes) => {
    if (upgraded) return takeFrames(bytes, onFrame, () => socket.write(PONG));
    const end = bytes.indexOf('\r\n\r\n');
    if (end === -1) return 0;
    if (!bytes.subarray(0, 12).toString().endsWith('101')) reject(new Error(bytes.toString()));
    upgraded = true;
    resolve();
    return end + 4 + takeFrames(bytes.subarray(end + 4), onFrame, () => socket.write(PONG));
  });
  socket.write(
    [
      `GET ${path} HTTP/1.1`,
      'Host: localhost',
      'Connection: Upgrade',
      'Upgrade: websocket',
      'Sec-WebSocket-Version: 13',
      'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==',
      '',
      '',
    ].join('\r\n'),
  );
  socket.on('error', reject);
  await promise;
  return { socket, send: (text) => socket.write(maskedFrame(text)) };
}

/** What every socket reads into, one after the other: a buffer for each read would be most of what a client costs. */
const CHUNK = Buffer.allocUnsafe(256 * 1024);

/** Connects to this machine. `take` is handed what has come and answers how much of it is done with; it must not keep any of it. */
export async function connectTo(port: number, take: (bytes: Buffer) => number): Promise<Socket> {
  let rest = Buffer.alloc(0);
  const callback = (size: number): boolean => {
    const chunk = CHUNK.subarray(0, size);
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    const taken = take(bytes);
    if (taken < bytes.length) rest = Buffer.from(bytes.subarray(taken));
    else if (rest.length > 0) rest = Buffer.alloc(0);
    return true;
  };
  const socket = connect({ port, host: '127.0.0.1', noDelay: true, onread: { buffer: CHUNK, callback } });
  await once(socket, 'connect');
  return socket;
}

/** The number that stands at a place of a frame: next to nothing beside parsing it. */
export function numberAt(frame: Buffer, at: number): number {
  let number = 0;
  for (let place = at; ; place++) {
    const digit = (frame[place] ?? 0) - 48;
    if (digit < 0 || digit > 9) return number;
    number = number * 10 + digit;
  }
}

const PONG = Buffer.from([0x8a, 0x80, 0, 0, 0, 0]);

/** Answers where it stopped: at the beginning of a frame that has not come whole. */
function takeFrames(bytes: Buffer, onFrame: (payload: Buffer) => void, onPing: () => void): number {
  let at = 0;
  while (bytes.length - at >= 2) {
    const short = (bytes[at + 1] ?? 0) & 0x7f;
    const head = short < 126 ? 2 : short === 126 ? 4 : 10;
    if (bytes.length - at < head) break;
    const length =
      short < 126 ? short : short === 126 ? bytes.readUInt16BE(at + 2) : Number(bytes.readBigUInt64BE(at + 2));
    if (bytes.length - at < head + length) break;
    const opcode = (bytes[at] ?? 0) & 0x0f;
    if (opcode === 1) onFrame(bytes.subarray(at + head, at + head + length));
    if (opcode === 9) onPing();
    at += head + length;
  }
  return at;
}

/** Masked with zeros, which leaves the text as it is. */
function maskedFrame(text: string): Buffer {
  const payload = Buffer.from(text);
  const head = payload.length < 126 ? Buffer.alloc(6) : Buffer.alloc(8);
  head[0] = 0x81;
  if (payload.length < 126) head[1] = 0x80 | payload.length;
  else {
    head[1] = 0x80 | 126;
    head.writeUInt16BE(payload.length, 2);
  }
  return Buffer.concat([head, payload]);
}
