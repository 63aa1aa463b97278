import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startServer } from '../test/torture/server-process.ts';
import { judge, median, pairs, printMachine, readFlags } from './figures.ts';
import { watchMemory } from './processes.ts';
import { sampleSchool, TEXTS, tokenOf } from './sample.ts';
import { load, luaText, rawRequest } from './wrk.ts';

// The whole history of a room in one answer: the first byte, the memory it takes, and what it does to those who send meanwhile:
//   node bench/history.ts [--pairs 5] [--seconds 4] [--connections 16] [--first 1000000]

const {
  pairs: count,
  seconds,
  connections,
  first,
} = readFlags({ pairs: 5, seconds: 4, connections: 16, first: 1_000_000 });
printMachine();
const dataDir = mkdtempSync(join(tmpdir(), 'lamitt-history-'));
cpSync(await sampleSchool({ users: 256, rooms: 1000, messages: 1000, inFirst: first }), dataDir, { recursive: true });
const requests = join(dataDir, 'requests.lua');
const raw = Array.from({ length: 1000 }, (_, index) =>
  rawRequest({
    path: '/send_message',
    token: tokenOf(0),
    body: { room_code: `R${1 + (index % 999)}`, sender: 'u0', message: TEXTS[index % 4] },
  }),
);
writeFileSync(requests, `return {${raw.map(luaText).join(',\n')}}`);

const server = await startServer({ dataDir }, { SEND_RATE: '0' });
const sending = { requests, connections, seconds };
try {
  await load(server, { ...sending, seconds: 6 });
  const memory = watchMemory(server.pid);
  await readWhole();
  const whole = await readWhole();
  const growth = memory.stop();
  console.log(`history  ${first} messages, ${(whole.bytes / 1e6).toFixed(0)} MB in ${(whole.ms / 1000).toFixed(1)} s`);

  const firstBytes = [whole.firstByte];
  const measured = await pairs(count, {
    bare: async () => (await load(server, sending)).p99,
    async ours() {
      const stop = new AbortController();
      const reading = readUntil(stop.signal, firstBytes);
      const { p99 } = await load(server, sending);
      stop.abort();
      await reading;
      return p99;
    },
  });
  for (const pair of measured)
    console.log(`pair     p99 of sends ${pair.ours.toFixed(1)} ms meanwhile, ${pair.bare.toFixed(1)} ms alone`);
  const slowdown = median(measured.map((pair) => pair.ours / pair.bare));
  judge([
    { name: 'memory growth', value: growth, text: `${growth.toFixed(0)} MB`, atMost: 64 },
    {
      name: 'first byte',
      value: whole.firstByte,
      text: `${whole.firstByte.toFixed(0)} ms alone; ${median(firstBytes).toFixed(0)} ms while others send`,
      atMost: 50,
    },
    { name: "sends' p99 against nobody reading", value: slowdown, text: slowdown.toFixed(2), atMost: 2 },
  ]);
} finally {
  await server.stop();
  rmSync(dataDir, { recursive: true, force: true });
}

type Whole = { firstByte: number; bytes: number; ms: number };

/** Throws unless the answer is whole; one that is given up by `signal` is told as far as it came. */
async function readWhole(signal?: AbortSignal): Promise<Whole> {
  const started = performance.now();
  return new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${tokenOf(0)}` };
    const call = request(`${server.url}/get_messages?room_code=R0`, { headers, agent: false }, (response) => {
      const whole: Whole = { firstByte: 0, bytes: 0, ms: 0 };
      let last = '';
      response.on('data', (chunk: Buffer) => {
        if (whole.bytes === 0) whole.firstByte = performance.now() - started;
        whole.bytes += chunk.length;
        last = chunk.subarray(-20).toString();
      });
      response.on('close', () => {
        whole.ms = performance.now() - started;
        if (signal?.aborted === true || last.endsWith('"code":"ok"}')) resolve(whole);
        else reject(new Error(`The history ended with ${last}`));
      });
    });
    call.on('error', (error) =>
      signal?.aborted === true ? resolve({ firstByte: Number.NaN, bytes: 0, ms: 0 }) : reject(error),
    );
    signal?.addEventListener('abort', () => call.destroy());
    call.end();
  });
}

async function readUntil(signal: AbortSignal, firstBytes: number[]): Promise<void> {
  while (!signal.aborted) {
    const { firstByte } = await readWhole(signal);
    if (firstByte > 0) firstBytes.push(firstByte);
  }
}
