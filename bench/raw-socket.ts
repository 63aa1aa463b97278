import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/**
 * A WebSocket client that does next to nothing, so that it is the server that is measured: it upgrades, sends short text frames
 * and hands out the payload of each frame as it came.
 */
export type RawSocket = { socket: Socket; send(text: string): void };

export async function openRaw(port: number, path: string, onFrame: (payload: Buffer) => void): Promise<RawSocket> {
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  socket.setNoDelay(true);
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
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  let rest: Buffer = Buffer.alloc(0);
  let upgraded = false;
  socket.on('data', (chunk: Buffer) => {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    if (!upgraded) {
      const end = rest.indexOf('\r\n\r\n');
      if (end === -1) return;
      if (!rest.subarray(0, 12).toString().endsWith('101')) return reject(new Error(rest.toString()));
      rest = rest.subarray(end + 4);
      upgraded = true;
      resolve();
    }
    rest = takeFrames(rest, onFrame, () => socket.write(PONG));
  });
  socket.on('error', reject);
  await promise;
  return { socket, send: (text) => socket.write(maskedFrame(text)) };
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

/** Answers what is left: the beginning of a frame that has not come whole. */
function takeFrames(bytes: Buffer, onFrame: (payload: Buffer) => void, onPing: () => void): Buffer {
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
  return at === 0 ? bytes : Buffer.from(bytes.subarray(at));
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
