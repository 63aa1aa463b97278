import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startServer } from '../test/torture/server-process.ts';
import { judge, median, pairs, printMachine, readFlags } from './figures.ts';
import { startBare } from './processes.ts';
import { sampleSchool, tokenOf } from './sample.ts';
import { load } from './wrk.ts';

// GET /get_messages?limit=50 from a room of 1,000,000 messages among 1,000 rooms of 1,000, against a route that answers the same
// bytes from memory:
//   node bench/read.ts [--pairs 5] [--seconds 4] [--connections 64] [--rooms 1000] [--messages 1000] [--first 1000000]
// hot: the newest page of each room, which was read before. cold: pages nobody has read before; each request of a run asks for
// another one (room and `before` differ), so neither a kept page nor SQLite's own 32 MB of pages help; the file's pages are in the
// system's cache as far as they fit.

const flags = readFlags({
  pairs: 5,
  seconds: 4,
  connections: 64,
  rooms: 1000,
  messages: 1000,
  first: 1_000_000,
  warm: 6,
});
const { pairs: count, seconds, connections, rooms, messages, first, warm } = flags;
printMachine();
const dataDir = await sampleSchool({ users: 256, rooms, messages, inFirst: first });
const folder = mkdtempSync(join(tmpdir(), 'lamitt-read-'));
const hot = write('hot', `'&room_code=R' .. (n % ${rooms})`);
// Every 63rd of the first room's pages, each other room's 950 pages one message apart.
const cold = write(
  'cold',
  `n % 4 == 0 and '&room_code=R0&before=' .. (${first} - (n * 63) % (${first} - 100)) or
   '&room_code=R' .. (1 + n % ${rooms - 1}) .. '&before=' .. (${messages} - math.floor(n / ${rooms - 1}) % ${messages - 50})`,
);

const ours = await startServer({ dataDir });
const page = await (
  await fetch(`${ours.url}/get_messages?limit=50&room_code=R0`, { headers: { authorization: `Bearer ${tokenOf(0)}` } })
).text();
const bare = await startBare({ page });
try {
  console.log(`page     ${Buffer.byteLength(page)} bytes`);
  await load(ours, { requests: hot, connections, seconds: warm });
  await load(bare, { requests: hot, connections, seconds: warm });
  const hotRate = await compare('hot', hot, () => 0);
  let asked = (await load(ours, { requests: cold, connections, seconds: warm })).requests + connections;
  const coldRate = await compare('cold', cold, (answered) => (asked += answered));
  judge([
    { name: 'hot rooms against the bare route', value: hotRate, text: hotRate.toFixed(2), atLeast: 0.8 },
    { name: 'cold rooms against the bare route', value: coldRate, text: coldRate.toFixed(2), atLeast: 0.4 },
  ]);
} finally {
  await Promise.all([ours.stop(), bare.stop()]);
  rmSync(folder, { recursive: true, force: true });
}

/** The median ratio of the rates; `next` says where the next run begins, given how many requests there were. */
async function compare(name: string, requests: string, next: (answered: number) => number): Promise<number> {
  let from = next(0);
  const measured = await pairs(count, {
    async ours() {
      const run = await load(ours, { requests, connections, seconds, from });
      // What was under way at the end was asked, too.
      from = next(run.requests + connections);
      return run;
    },
    bare: () => load(bare, { requests, connections, seconds, from }),
  });
  for (const pair of measured) {
    const { failed } = pair.ours;
    console.log(
      `${name.padEnd(8)} ours ${pair.ours.rate.toFixed(0)}/s ${pair.ours.cpuUs.toFixed(0)} µs CPU, bare ${pair.bare.rate.toFixed(0)}/s ${pair.bare.cpuUs.toFixed(0)} µs CPU` +
        (failed === 0 ? '' : `, ${failed} FAILED`),
    );
    if (failed > 0 || pair.bare.failed > 0) process.exitCode = 1;
  }
  return median(measured.map((pair) => pair.ours.rate / pair.bare.rate));
}

/** A file for wrk: the n-th request asks for 50 messages of what the Lua expression says. */
function write(name: string, query: string): string {
  const file = join(folder, `${name}.lua`);
  const head = ` HTTP/1.1\\r\\nHost: 127.0.0.1\\r\\nAuthorization: Bearer ${tokenOf(0)}\\r\\n\\r\\n`;
  writeFileSync(file, `return function(n) return 'GET /get_messages?limit=50' .. (${query}) .. '${head}' end`);
  return file;
}
