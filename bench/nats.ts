import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import { findProgram } from '../test/runner/programs.ts';
import { connectTo } from './raw-socket.ts';

export type NatsServer = { port: number; version: string; stop(): Promise<void> };
/** A client that does next to nothing. `subscribe` resolves when the server has taken it in. */
export type NatsClient = {
  socket: Socket;
  subscribe(subject: string): Promise<void>;
  publish(subject: string, text: string): void;
};

/** Where nats-server is, if it is there: Debian puts it where a user's PATH does not look. */
export function findNats(): string | undefined {
  return findProgram(['nats-server'], ['/usr/sbin']);
}

/** Starts a nats-server that has one core, with a port of its own choice. */
export async function startNats(program: string): Promise<NatsServer> {
  const words = [program, '--addr', '127.0.0.1', '--port', '-1'];
  const taskset = findProgram(['taskset']);
  const [command = program, ...rest] = taskset === undefined ? words : [taskset, '--cpu-list', lastCore(), ...words];
  const child = spawn(command, rest, {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { PATH: process.env['PATH'], GOMAXPROCS: '1' },
  });
  // A load program that fails must not leave it behind.
  process.once('exit', () => child.kill());
  let log = '';
  const port = await new Promise<number>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', () => reject(new Error(`nats-server ended: ${log}`)));
    child.stderr.on('data', (chunk: Buffer) => {
      log += chunk.toString();
      const found = /client connections on \S+:(\d+)[^]*Server is ready/.exec(log)?.[1];
      if (found !== undefined) resolve(Number(found));
    });
  });
  return {
    port,
    version: /Version:\s+(\S+)/.exec(log)?.[1] ?? 'unknown',
    async stop() {
      const gone = once(child, 'close');
      child.kill('SIGTERM');
      await gone;
    },
  };
}

/** Connects; `onMessage` gets the payload of each message as it came. The protocol: docs.nats.io/reference/nats-protocol. */
export async function openNats(port: number, onMessage: (payload: Buffer) => void): Promise<NatsClient> {
  const answered: (() => void)[] = [];
  const take = (line: string): void => {
    if (line === 'PING') socket.write('PONG\r\n');
    if (line === 'PONG') answered.shift()?.();
    // One that is too slow is told so and closed. Nobody catches this: a figure without that client would be none.
    if (line.startsWith('-ERR')) throw new Error(`nats-server says ${line}`);
  };
  const socket = await connectTo(port, (bytes) => takeMessages(bytes, onMessage, take));
  const roundTrip = (lines: string): Promise<void> => {
    const { promise, resolve } = Promise.withResolvers<void>();
    answered.push(resolve);
    socket.write(`${lines}PING\r\n`);
    return promise;
  };
  await roundTrip('CONNECT {"verbose":false,"pedantic":false}\r\n');
  return {
    socket,
    subscribe: (subject) => roundTrip(`SUB ${subject} 1\r\n`),
    publish: (subject, text) => void socket.write(`PUB ${subject} ${Buffer.byteLength(text)}\r\n${text}\r\n`),
  };
}

const LINE_FEED = 10;
const SPACE = 32;
const M = 77;

/** Answers where it stopped: at the beginning of a line or message that has not come whole. */
function takeMessages(bytes: Buffer, onMessage: (payload: Buffer) => void, onLine: (line: string) => void): number {
  let at = 0;
  for (let end = bytes.indexOf(LINE_FEED); end !== -1; end = bytes.indexOf(LINE_FEED, at)) {
    if (bytes[at] === M) {
      // MSG subject sid length
      const length = Number(bytes.toString('latin1', bytes.lastIndexOf(SPACE, end) + 1, end - 1));
      if (bytes.length < end + 1 + length + 2) break;
      onMessage(bytes.subarray(end + 1, end + 1 + length));
      at = end + 1 + length + 2;
    } else {
      onLine(bytes.toString('latin1', at, end - 1));
      at = end + 1;
    }
  }
  return at;
}

/** The last core that this process may run on: the load program itself tends to stay on the first. */
function lastCore(): string {
  const allowed = /Cpus_allowed_list:\s+(\S+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? '0';
  return allowed.split(/[,-]/).at(-1) ?? '0';
}
