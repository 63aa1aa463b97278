import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type ServerProcess, startServer } from '../test/torture/server-process.ts';
import { type Figure, judge, median, pairs, printMachine, readFlags } from './figures.ts';
import { listenToBare, listenToNats, listenToOurs, type Room } from './listened-room.ts';
import { findNats, startNats } from './nats.ts';
import { memoryMb, startBare } from './processes.ts';
import { numberAt, openRaw, type RawSocket } from './raw-socket.ts';
import { sampleSchool, tokenOf } from './sample.ts';

// One room of 1,000 sockets, against a server that sends each message to each socket by itself and against Debian's nats-server on one
// core; idle sockets; coming back:
//   node bench/fanout.ts [--pairs 5] [--seconds 4] [--sockets 1000] [--idle 10000] [--fanout 1]
// --fanout 0 leaves the deliveries out, --idle 0 the idle sockets. In flight: messages that have not reached the last socket. Ours are on disk before anybody hears of them.

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
  const memory = idle === 0 ? [] : [await measureIdle()];
  judge([...delivered, ...memory, ...(await measureReturn())]);
} finally {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
}

/** What the rate of deliveries is held against, and how much of it ours must be with so many messages in flight. */
type Rival = { room: Room; called: string; at32: number; at4: number };

async function measureFanout(): Promise<Figure[]> {
  const program = findNats();
  if (program === undefined) console.log('nats-server is missing (apt-get install nats-server): not compared with it.');
  const size = { sockets, users: USERS };
  const servers: { stop(): Promise<unknown> }[] = [];
  const rooms: Room[] = [];
  const listen = async <Server extends { stop(): Promise<unknown> }>(
    server: Server,
    listenTo: (server: Server, of: typeof size) => Promise<Room>,
  ): Promise<Room> => {
    servers.push(server);
    const room = await listenTo(server, size);
    rooms.push(room);
    return room;
  };
  try {
    const ours = await listen(await start({ rooms: 8, inFirst: 0 }), listenToOurs);
    const bare = await listen(await startBare({ fanout: true }), listenToBare);
    const rivals: Rival[] = [{ room: bare, called: 'a send for each', at32: 8, at4: 1.7 }];
    if (program !== undefined) {
      const server = await startNats(program);
      const called = `nats-server ${server.version}`;
      rivals.push({ room: await listen(server, listenToNats), called, at32: 0.9, at4: 0.7 });
    }
    for (const room of rooms) await flow(room, 32, 3);
    const figures: Figure[] = [];
    for (const { room, called, at32, at4 } of rivals) {
      figures.push(await compareAt(32, { ours, other: room, called, atLeast: at32 }));
      figures.push(await compareAt(4, { ours, other: room, called, atLeast: at4 }));
    }
    const paced = await pairs(3, { ours: () => pace(ours), bare: () => pace(bare) });
    for (const one of paced)
      console.log(`20 a second    ours p99 ${one.ours.toFixed(1)} ms   a send for each p99 ${one.bare.toFixed(1)} ms`);
    const p99 = median(paced.map((one) => one.ours / one.bare));
    const name = 'p99 until the last socket at 20 messages a second, against a send for each';
    return [...figures, { name, value: p99, text: p99.toFixed(2), atMost: 1.5 }];
  } finally {
    for (const room of rooms) room.close();
    await Promise.all(servers.map((server) => server.stop()));
  }
}

async function compareAt(
  inFlight: number,
  { ours, other, called, atLeast }: { ours: Room; other: Room; called: string; atLeast: number },
): Promise<Figure> {
  const measured = await pairs(count, {
    ours: () => flow(ours, inFlight, seconds),
    bare: () => flow(other, inFlight, seconds),
  });
  for (const one of measured)
    console.log(
      `in flight ${String(inFlight).padStart(2)}   ours ${one.ours.toFixed(0).padStart(8)}/s   ${called} ${one.bare.toFixed(0).padStart(8)}/s`,
    );
  const rate = median(measured.map((one) => one.ours / one.bare));
  const name = `deliveries to ${sockets} sockets at ${inFlight} in flight against ${called}`;
  return { name, value: rate, text: rate.toFixed(2), atLeast };
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

async function measureIdle(): Promise<Figure> {
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
    const each = (grown * 1_000) / idle;
    const name = `memory of each of ${idle} idle sockets in 5 rooms, KB`;
    return { name, value: each, text: each.toFixed(1), atMost: 14 };
  } finally {
    for (const { socket } of all) socket.destroy();
    await server.stop();
  }
}

async function measureReturn(): Promise<Figure[]> {
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
    const [resume, welcomed] = [median(resumes), median(hellos)];
    return [
      { name: 'back with 10,000 missed, ms', value: resume, text: resume.toFixed(0), atMost: 1_000 },
      { name: 'hello with 500 rooms, ms', value: welcomed, text: welcomed.toFixed(1), atMost: 50 },
    ];
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
