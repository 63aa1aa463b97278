import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type ServerProcess, startServer } from '../test/torture/server-process.ts';
import { judge, median, pairs, printMachine, readFlags } from './figures.ts';
import { type BareServer, memoryMb, startBare } from './processes.ts';
import { openRaw, type RawSocket } from './raw-socket.ts';
import { sampleSchool, TEXTS, tokenOf } from './sample.ts';

// One room of 1,000 sockets, against a server that sends each message to each socket by itself; idle sockets; coming back:
//   node bench/fanout.ts [--pairs 5] [--seconds 4] [--sockets 1000] [--idle 10000] [--fanout 1]
// --fanout 0 leaves the deliveries out. In flight: messages that have not reached the last socket. Ours are on disk before anybody hears of them.

const flags = readFlags({ pairs: 5, seconds: 4, sockets: 1_000, idle: 10_000, fanout: 1 });
const { pairs: count, seconds, sockets, idle, fanout } = flags;
printMachine();
const USERS = 1_000;
const folders: string[] = [];
async function start(shape: { rooms: number; inFirst: number }): Promise<ServerProcess> {
  const sample = await sampleSchool({ users: USERS, messages: 0, ...shape });
  const dataDir = mkdtempSync(join(tmpdir(), 'lamitt-fanout-'));
  folders.push(dataDir);
  cpSync(sample, dataDir, { recursive: true });
  return startServer({ dataDir }, { SEND_RATE: '0' });
}

try {
  const delivered = fanout === 0 ? [] : await measureFanout();
  const memory = await measureIdle();
  const { resume, hello } = await measureReturn();
  judge([
    ...delivered,
    {
      name: `memory of each of ${idle} idle sockets in 5 rooms, KB`,
      value: memory,
      text: memory.toFixed(1),
      atMost: 14,
    },
    { name: 'back with 10,000 missed, ms', value: resume, text: resume.toFixed(0), atMost: 1_000 },
    { name: 'hello with 500 rooms, ms', value: hello, text: hello.toFixed(1), atMost: 50 },
  ]);
} finally {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
}

async function measureFanout() {
  const ours = await start({ rooms: 8, inFirst: 0 });
  const bare = await startBare({ fanout: true });
  const rooms = { ours: await listenToOurs(ours), bare: await listenToBare(bare) };
  try {
    for (const room of Object.values(rooms)) await flow(room, 32, 3);
    const at = async (inFlight: number) => {
      const measured = await pairs(count, {
        ours: () => flow(rooms.ours, inFlight, seconds),
        bare: () => flow(rooms.bare, inFlight, seconds),
      });
      for (const one of measured)
        console.log(
          `in flight ${String(inFlight).padStart(2)}   ours ${one.ours.toFixed(0).padStart(8)}/s   bare ${one.bare.toFixed(0).padStart(8)}/s`,
        );
      return median(measured.map((one) => one.ours / one.bare));
    };
    const [at32, at4] = [await at(32), await at(4)];
    const paced = await pairs(3, { ours: () => pace(rooms.ours), bare: () => pace(rooms.bare) });
    for (const one of paced)
      console.log(`20 a second    ours p99 ${one.ours.toFixed(1)} ms   bare p99 ${one.bare.toFixed(1)} ms`);
    const p99 = median(paced.map((one) => one.ours / one.bare));
    return [
      {
        name: `deliveries to ${sockets} sockets at 32 in flight against a send for each`,
        value: at32,
        text: at32.toFixed(2),
        atLeast: 8,
      },
      { name: 'the same at 4', value: at4, text: at4.toFixed(2), atLeast: 1.7 },
      {
        name: 'p99 until the last socket at 20 messages a second, against the same',
        value: p99,
        text: p99.toFixed(2),
        atMost: 1.5,
      },
    ];
  } finally {
    for (const room of Object.values(rooms)) room.close();
    await Promise.all([ours.stop(), bare.stop()]);
  }
}

/** A room as it is measured: sends one message, and tells when it has reached every socket. */
type Room = { say(): Promise<void>; close(): void };

/** Counts sockets that have heard a message by its number, and wakes whoever waits for the last of them. */
function createLedger() {
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

async function listenToOurs({ port }: ServerProcess): Promise<Room> {
  const ledger = createLedger();
  const all: RawSocket[] = [];
  const members = USERS / 8;
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

async function listenToBare({ url }: BareServer): Promise<Room> {
  const ledger = createLedger();
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
      // An entry as ours hand it out.
      const entry = {
        kind: 'message',
        seq,
        user: 'u8',
        time: '2026-11-22 21:00:00',
        ts: 1_795_381_200_000,
        no: seq,
        text: TEXTS[sent % TEXTS.length],
        file_ids: [],
      };
      speaker.send(JSON.stringify(entry));
      await ledger.everywhere(seq);
    },
    close() {
      for (const { socket } of all) socket.destroy();
    },
  };
}

/** Deliveries a second. */
async function flow(room: Room, inFlight: number, forSeconds: number): Promise<number> {
  const begun = performance.now();
  const until = begun + forSeconds * 1_000;
  let said = 0;
  const talk = async () => {
    while (performance.now() < until) {
      await room.say();
      said++;
    }
  };
  await Promise.all(Array.from({ length: inFlight }, talk));
  return (said * sockets) / ((performance.now() - begun) / 1_000);
}

/** p99 in ms of how long a message takes to the last socket, at 20 a second. */
async function pace(room: Room): Promise<number> {
  const took: number[] = [];
  const saying: Promise<void>[] = [];
  for (let tick = 0; tick < 200; tick++) {
    const begun = performance.now();
    saying.push(room.say().then(() => void took.push(performance.now() - begun)));
    await sleep(50);
  }
  await Promise.all(saying);
  return took.toSorted((a, b) => a - b)[Math.floor(took.length * 0.99)] ?? Number.NaN;
}

/** KB each. */
async function measureIdle(): Promise<number> {
  const server = await start({ rooms: 40, inFirst: 0 });
  const all: RawSocket[] = [];
  const open = async (index: number) => {
    const welcomed = Promise.withResolvers<void>();
    const socket = await openRaw(server.port, '/ws', () => welcomed.resolve());
    socket.send(JSON.stringify({ type: 'hello', token: tokenOf(1 + (index % (USERS - 1))) }));
    await welcomed.promise;
    all.push(socket);
  };
  try {
    // What is compiled and allocated once is not an idle socket's.
    for (let index = 0; index < 200; index++) await open(index);
    await sleep(1_500);
    const before = memoryMb(server.pid);
    for (let index = 0; index < idle; index += 50)
      await Promise.all(Array.from({ length: 50 }, (_, one) => open(index + one)));
    await sleep(3_000);
    const grown = memoryMb(server.pid) - before;
    console.log(`idle     ${idle} sockets: ${before.toFixed(0)} MB before, ${grown.toFixed(0)} MB more`);
    return (grown * 1_000) / idle;
  } finally {
    for (const { socket } of all) socket.destroy();
    await server.stop();
  }
}

async function measureReturn(): Promise<{ resume: number; hello: number }> {
  const server = await start({ rooms: 500, inFirst: 10_000 });
  try {
    const resumes: number[] = [];
    const hellos: number[] = [];
    for (let round = 0; round < 5; round++) {
      resumes.push(
        await timeUntil(
          server,
          { rooms: { R0: 0 } },
          (frame) => frame.includes('"type":"entries"') && numberAt(frame, frame.lastIndexOf('"seq":') + 6) === 10_000,
        ),
      );
      hellos.push(await timeUntil(server, {}, (frame) => frame.includes('"type":"welcome"')));
    }
    return { resume: median(resumes), hello: median(hellos) };
  } finally {
    await server.stop();
  }
}

/** ms from a hello of u0, who is in all rooms, to the frame. */
async function timeUntil(server: ServerProcess, hello: object, isIt: (frame: Buffer) => boolean): Promise<number> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const { socket, send } = await openRaw(server.port, '/ws', (frame) => {
    if (isIt(frame)) resolve();
  });
  const begun = performance.now();
  send(JSON.stringify({ type: 'hello', token: tokenOf(0), ...hello }));
  await promise;
  socket.destroy();
  return performance.now() - begun;
}

function numberAt(frame: Buffer, at: number): number {
  let number = 0;
  for (let place = at; ; place++) {
    const digit = (frame[place] ?? 0) - 48;
    if (digit < 0 || digit > 9) return number;
    number = number * 10 + digit;
  }
}

function post(agent: Agent, port: number, token: string, body: string): Promise<number> {
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
