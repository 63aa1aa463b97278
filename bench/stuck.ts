import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { Agent } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { startServer } from '../test/torture/server-process.ts';
import { judge, printMachine, readFlags } from './figures.ts';
import { createLedger, post } from './listened-room.ts';
import { watchMemory } from './processes.ts';
import { numberAt, openRaw, type RawSocket } from './raw-socket.ts';
import { sampleSchool, TEXTS, tokenOf } from './sample.ts';

// Sockets that stop reading in a room where much happens: what they cost, and whether the others feel it:
//   node bench/stuck.ts [--stuck 500] [--healthy 50] [--events 100000] [--rate 2000]
// First a fifth of the events with everybody reading, for the p99 to compare with. In the end the stuck ones read on, are found
// closed, come back by their cursors, and must have every entry from there on.

const { stuck, healthy, events, rate } = readFlags({ stuck: 500, healthy: 50, events: 100_000, rate: 2_000 });
printMachine();
const USERS = 1_000;
const MEMBERS = USERS / 8;
const TOO_SLOW = 'a live socket is too slow';

/** A socket in R0 that notes whether a seq was left out. */
type Hearer = { raw: RawSocket; seq: number; gaps: number };

const sample = await sampleSchool({ users: USERS, messages: 0, rooms: 8, inFirst: 0 });
const dataDir = mkdtempSync(join(tmpdir(), 'lamitt-stuck-'));
cpSync(sample, dataDir, { recursive: true });
const server = await startServer({ dataDir }, { SEND_RATE: '0' });
const agent = new Agent({ keepAlive: true, maxSockets: 64 });
const ledger = createLedger(healthy);
const all: Hearer[] = [];
let sent = 0;
try {
  for (let index = 0; index < stuck + healthy; index++)
    all.push(await listen(index, 0, index < healthy ? ledger.hear : undefined));
  const slow = all.slice(healthy);
  await talk(events / 20);
  const before = await talk(events / 5);
  await sleep(1_000);

  for (const { raw } of slow) raw.socket.pause();
  const begun = performance.now();
  let dropped = 0;
  let droppedIn = Number.NaN;
  const watch = setInterval(() => {
    dropped = server.logged().filter(({ msg }) => msg === TOO_SLOW).length;
    if (dropped === stuck && Number.isNaN(droppedIn)) droppedIn = (performance.now() - begun) / 1000;
  }, 250);
  const memory = watchMemory(server.pid);
  const during = await talk(events);
  const grown = memory.stop();
  clearInterval(watch);
  console.log(`before   p50 ${before.p50.toFixed(1)} p99 ${before.p99.toFixed(1)} ms at ${before.rate.toFixed(0)}/s`);
  console.log(`stuck    p50 ${during.p50.toFixed(1)} p99 ${during.p99.toFixed(1)} ms at ${during.rate.toFixed(0)}/s`);
  console.log(`dropped  ${dropped} of ${stuck}, the last after ${droppedIn.toFixed(1)} s`);

  const cursors = await Promise.all(slow.map(readToTheEnd));
  const back = [];
  for (const [index, cursor] of cursors.entries()) back.push(await listen(healthy + index, cursor, undefined));
  await talk(rate);
  const head = sent;
  const everybody = [...all.slice(0, healthy), ...back];
  const deadline = performance.now() + 10_000;
  const behind = () => everybody.filter(({ seq }) => seq !== head).length;
  while (behind() > 0 && performance.now() < deadline) await sleep(50);
  const gaps = [...all, ...back].reduce((sum, one) => sum + one.gaps, 0);
  const mostMb = (64 * 1024 ** 2 + stuck * 128 * 1024) / 1_000_000;
  judge([
    { name: `growth with ${stuck} stuck, MB`, value: grown, text: grown.toFixed(0), atMost: Math.round(mostMb) },
    {
      name: 'p99 of the others, against nobody stuck',
      value: during.p99 / before.p99,
      text: (during.p99 / before.p99).toFixed(2),
      atMost: 1.5,
    },
    { name: 'the last was dropped after, s', value: droppedIn, text: droppedIn.toFixed(1), atMost: 30 },
    { name: 'gaps, at all sockets', value: gaps, text: String(gaps), atMost: 0 },
    { name: 'sockets without the last entry after they came back', value: behind(), text: String(behind()), atMost: 0 },
  ]);
} finally {
  agent.destroy();
  for (const { raw } of all) raw.socket.destroy();
  await server.stop();
  rmSync(dataDir, { recursive: true, force: true });
}

async function listen(
  index: number,
  cursor: number,
  hear: ((first: number, last: number) => void) | undefined,
): Promise<Hearer> {
  const welcomed = Promise.withResolvers<void>();
  const raw = await openRaw(server.port, '/ws', (frame) => {
    if (frame.includes('"type":"entries"')) {
      const first = numberAt(frame, frame.indexOf('"seq":') + 6);
      const last = numberAt(frame, frame.lastIndexOf('"seq":') + 6);
      if (first !== hearer.seq + 1) hearer.gaps++;
      hearer.seq = last;
      hear?.(first, last);
    } else if (frame.includes('"type":"welcome"')) {
      welcomeSeq = numberAt(frame, frame.indexOf('"seq":') + 6);
      welcomed.resolve();
    } else if (frame.includes('"type":"resync"')) hearer.seq = welcomeSeq;
  });
  let welcomeSeq = 0;
  const hearer: Hearer = { raw, seq: cursor, gaps: 0 };
  const token = tokenOf((index % (MEMBERS - 1)) * 8 + 8);
  raw.send(JSON.stringify({ type: 'hello', token, rooms: { R0: cursor } }));
  await welcomed.promise;
  return hearer;
}

/** Reads what lies in the way to one that was stuck, until its connection ends; answers its cursor. */
async function readToTheEnd(hearer: Hearer): Promise<number> {
  const { socket } = hearer.raw;
  const closed = socket.closed ? Promise.resolve() : once(socket, 'close').catch(() => undefined);
  socket.resume();
  // One that was never dropped is counted above, and shall not hold this up.
  await Promise.race([closed, sleep(10_000)]);
  socket.destroy();
  return hearer.seq;
}

/** Sends so many messages at `rate`; how long each took to the last of those that count, ms. */
async function talk(count: number): Promise<{ p50: number; p99: number; rate: number }> {
  const took: number[] = [];
  const saying = new Set<Promise<void>>();
  const begun = performance.now();
  for (let done = 0; done < count;) {
    // What is due by now, and never more than the server takes: an arrear is not made up for.
    const due = Math.min(count, Math.floor(((performance.now() - begun) / 1000) * rate));
    for (; done < due && saying.size < 512; done++) {
      const one = say(took).finally(() => saying.delete(one));
      saying.add(one);
    }
    await sleep(4);
  }
  await Promise.all(saying);
  const sorted = took.toSorted((a, b) => a - b);
  const at = (part: number): number => sorted[Math.floor(sorted.length * part)] ?? Number.NaN;
  return { p50: at(0.5), p99: at(0.99), rate: count / ((performance.now() - begun) / 1000) };
}

async function say(took: number[]): Promise<void> {
  const sender = (sent % MEMBERS) * 8;
  const body = { room_code: 'R0', sender: `u${sender}`, message: TEXTS[sent++ % TEXTS.length] };
  const begun = performance.now();
  await ledger.everywhere(await post(agent, server.port, tokenOf(sender), JSON.stringify(body)));
  took.push(performance.now() - begun);
}
