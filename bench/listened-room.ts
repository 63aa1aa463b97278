import { Agent, request } from 'node:http';
import type { ServerProcess } from '../test/torture/server-process.ts';
import { type NatsClient, type NatsServer, openNats } from './nats.ts';
import type { BareServer } from './processes.ts';
import { numberAt, openRaw, type RawSocket } from './raw-socket.ts';
import { TEXTS, tokenOf } from './sample.ts';

/** A room as it is measured: sends one message, and tells when it has reached every socket. */
export type Room = { say(): Promise<void>; close(): void };

/** How many sockets listen, and of how many users of the sample. */
export type Size = { sockets: number; users: number };

export async function listenToOurs({ port }: ServerProcess, { sockets, users }: Size): Promise<Room> {
  const ledger = createLedger(sockets);
  const all: RawSocket[] = [];
  const members = users / 8;
  for (let index = 0; index < sockets; index++) {
    const welcomed = Promise.withResolvers<void>();
    const socket = await openRaw(port, '/ws', (frame) => {
      if (frame.includes('"type":"welcome"')) return welcomed.resolve();
      if (frame.includes('"type":"entries"'))
        ledger.hear(numberAt(frame, frame.indexOf('"seq":') + 6), numberAt(frame, frame.lastIndexOf('"seq":') + 6));
    });
    socket.send(JSON.stringify({ type: 'hello', token: tokenOf((index % members) * 8) }));
    await welcomed.promise;
    all.push(socket);
  }
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  let sent = 0;
  return {
    async say() {
      const sender = (sent % members) * 8;
      const body = { room_code: 'R0', sender: `u${sender}`, message: TEXTS[sent++ % TEXTS.length] };
      await ledger.everywhere(await post(agent, port, tokenOf(sender), JSON.stringify(body)));
    },
    close() {
      agent.destroy();
      for (const { socket } of all) socket.destroy();
    },
  };
}

export async function listenToBare({ url }: BareServer, { sockets }: Size): Promise<Room> {
  const ledger = createLedger(sockets);
  const port = Number(new URL(url).port);
  const all: RawSocket[] = [];
  for (let index = 0; index < sockets; index++) {
    const socket = await openRaw(port, '/', (frame) => {
      const number = numberAt(frame, frame.indexOf('"seq":') + 6);
      ledger.hear(number, number);
    });
    socket.send('listen');
    all.push(socket);
  }
  const speaker = await openRaw(port, '/', () => undefined);
  all.push(speaker);
  let sent = 0;
  return {
    async say() {
      const seq = ++sent;
      speaker.send(entryText(seq));
      await ledger.everywhere(seq);
    },
    close() {
      for (const { socket } of all) socket.destroy();
    },
  };
}

/** The same on a subject of nats-server: it stores nothing, knows nobody, and hands out each message as it came. */
export async function listenToNats({ port }: NatsServer, { sockets }: Size): Promise<Room> {
  const ledger = createLedger(sockets);
  const all: NatsClient[] = [];
  for (let index = 0; index < sockets; index++) {
    const client = await openNats(port, (payload) => {
      const number = numberAt(payload, payload.indexOf('"seq":') + 6);
      ledger.hear(number, number);
    });
    await client.subscribe('R0');
    all.push(client);
  }
  const speaker = await openNats(port, () => undefined);
  all.push(speaker);
  let sent = 0;
  return {
    async say() {
      const seq = ++sent;
      speaker.publish('R0', entryText(seq));
      await ledger.everywhere(seq);
    },
    close() {
      for (const { socket } of all) socket.destroy();
    },
  };
}

/** An entry as ours hand it out. */
function entryText(seq: number): string {
  return JSON.stringify({
    kind: 'message',
    seq,
    user: 'u8',
    time: '2026-11-22 21:00:00',
    ts: 1_795_381_200_000,
    no: seq,
    text: TEXTS[seq % TEXTS.length],
    file_ids: [],
  });
}

/** Counts sockets that have heard a message by its number, and wakes whoever waits for the last of them. */
export function createLedger(sockets: number) {
  const heard = new Map<number, { count: number; done?: () => void }>();
  return {
    hear(first: number, last: number): void {
      for (let number = first; number <= last; number++) {
        const one = heard.get(number) ?? { count: 0 };
        heard.set(number, one);
        if (++one.count >= sockets) one.done?.();
      }
    },
    everywhere(number: number): Promise<void> {
      const one = heard.get(number) ?? { count: 0 };
      heard.set(number, one);
      if (one.count >= sockets) return Promise.resolve();
      return new Promise((resolve) => (one.done = resolve));
    },
  };
}

export function post(agent: Agent, port: number, token: string, body: string): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const headers = {
    authorization: `Bearer ${token}`,
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
  };
  const sent = request({ agent, port, host: '127.0.0.1', path: '/send_message', method: 'POST', headers }, (answer) => {
    let text = '';
    answer.on('data', (chunk: Buffer) => (text += chunk.toString()));
    answer.on('end', () => {
      const id = /"id":(\d+)/.exec(text)?.[1];
      if (id === undefined) reject(new Error(text));
      else resolve(Number(id));
    });
  });
  sent.on('error', reject);
  sent.end(body);
  return promise;
}
