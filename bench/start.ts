import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { judge, median, printMachine, readFlags } from './figures.ts';
import { memoryMb } from './processes.ts';
import { sampleSchool } from './sample.ts';

// From exec to the first answer of /health, with 2,000,000 messages stored, and the memory an idle server holds:
//   node bench/start.ts [--times 5] [--idle 10]
// cold: nothing compiled is kept (an empty NODE_COMPILE_CACHE). warm: the folder that the cold start has filled.

const { times, idle } = readFlags({ times: 5, idle: 10 });
printMachine();
const dataDir = await sampleSchool({ users: 256, rooms: 1000, messages: 1000, inFirst: 1_000_000 });
const program = fileURLToPath(new URL('../lamitt.js', import.meta.url));
const port = 20_000 + (process.pid % 20_000);

const cold: number[] = [];
const warm: number[] = [];
let resting = 0;
for (let time = 0; time < times; time++) {
  const cache = mkdtempSync(join(tmpdir(), 'lamitt-cache-'));
  cold.push((await run(cache, 0)).ready);
  const last = time === times - 1;
  const second = await run(cache, last ? idle : 0);
  warm.push(second.ready);
  resting = second.memory;
  rmSync(cache, { recursive: true, force: true });
}
console.log(`cold     ${cold.map((ms) => ms.toFixed(0)).join(' ')} ms`);
console.log(`warm     ${warm.map((ms) => ms.toFixed(0)).join(' ')} ms`);
judge([
  { name: 'ready after a cold start', value: median(cold), text: `${median(cold).toFixed(0)} ms`, atMost: 3_000 },
  {
    name: 'ready with what was compiled before',
    value: median(warm),
    text: `${median(warm).toFixed(0)} ms`,
    atMost: 1_500,
  },
  { name: `memory after ${idle} s of idling`, value: resting, text: `${resting.toFixed(0)} MB`, atMost: 150 },
]);

/** Starts, waits for /health, idles for so many seconds, stops. */
async function run(cache: string, seconds: number): Promise<{ ready: number; memory: number }> {
  const started = performance.now();
  const child = spawn(process.execPath, [program, 'start'], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: {
      PATH: process.env['PATH'],
      PORT: String(port),
      DATA_DIR: dataDir,
      NODE_COMPILE_CACHE: cache,
      LOG_LEVEL: 'warn',
    },
  });
  while (!(await isUp())) await sleep(5);
  const ready = performance.now() - started;
  await sleep(seconds * 1000);
  const memory = memoryMb(child.pid ?? 0);
  const gone = once(child, 'exit');
  // What was compiled is written as the process ends.
  child.kill('SIGTERM');
  await gone;
  return { ready, memory };
}

async function isUp(): Promise<boolean> {
  return fetch(`http://127.0.0.1:${port}/health`).then(
    (response) => response.ok,
    () => false,
  );
}
