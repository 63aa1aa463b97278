import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { startServer } from '../test/torture/server-process.ts';
import { judge, median, pairs, printMachine, readFlags } from './figures.ts';
import { startBare } from './processes.ts';
import { isMember, sampleSchool, TEXTS, tokenOf } from './sample.ts';
import { type Load, load, luaText, rawRequest } from './wrk.ts';

// POST /send_message, each answered when it is on disk, session and membership checked, against a route that stores nothing:
//   node bench/send.ts [--pairs 5] [--seconds 5] [--connections 256] [--users 256] [--rooms 100] [--warm 8]
// The limit of messages a second and user is lifted (SEND_RATE=0), since each connection sends as fast as it is answered.

const flags = readFlags({ pairs: 5, seconds: 5, connections: 256, users: 256, rooms: 100, warm: 8 });
const { pairs: count, seconds, connections, users, rooms, warm } = flags;
printMachine();
const sample = await sampleSchool({ users, rooms, messages: 0, inFirst: 0 });
const dataDir = mkdtempSync(join(tmpdir(), 'lamitt-send-'));
cpSync(sample, dataDir, { recursive: true });

const requests = join(dataDir, 'requests.lua');
const raw: string[] = [];
for (let index = 0; raw.length < 2048; index++) {
  const user = index % users;
  const room = (index * 7 + Math.floor(index / users)) % rooms;
  if (!isMember(user, room)) continue;
  const body = { room_code: `R${room}`, sender: `u${user}`, message: TEXTS[index % TEXTS.length], file_id: '' };
  raw.push(rawRequest({ path: '/send_message', token: tokenOf(user), body }));
}
writeFileSync(requests, `return {${raw.map(luaText).join(',\n')}}`);

const ours = await startServer({ dataDir }, { SEND_RATE: '0' });
const answer = {
  status: 'success',
  message: 'Message sent',
  id: 12_345,
  time: '2026-11-22 21:00:00',
  ts: 1_795_381_200_000,
  code: 'ok',
};
const bare = await startBare({ send: answer });
try {
  const how = { requests, connections };
  // Compiling what is hot takes the first seconds, on other threads, and would count as the answers' CPU.
  await load(ours, { ...how, seconds: warm });
  await load(bare, { ...how, seconds: warm });
  const before = keptMessages();
  const measured = await pairs(count, {
    ours: () => load(ours, { ...how, seconds }),
    bare: () => load(bare, { ...how, seconds }),
  });
  const answered = measured.reduce((sum, pair) => sum + pair.ours.requests, 0);
  const kept = keptMessages() - before;
  for (const pair of measured) console.log(`pair     ours ${line(pair.ours)}   bare ${line(pair.bare)}`);
  const rate = median(measured.map((pair) => pair.ours.rate / pair.bare.rate));
  const cpu = median(measured.map((pair) => pair.ours.cpuUs / pair.bare.cpuUs));
  const failed = measured.reduce((sum, pair) => sum + pair.ours.failed + pair.bare.failed, 0);
  judge([
    {
      name: `rate at ${connections} connections against the bare route`,
      value: rate,
      text: rate.toFixed(2),
      atLeast: 0.75,
    },
    { name: 'CPU an answer against the bare route', value: cpu, text: cpu.toFixed(2), atMost: 1.4 },
    // wrk ends with answers still on their way: what it did not count was kept all the same.
    {
      name: 'messages answered and not kept',
      value: Math.max(0, answered - kept),
      text: `${answered} answered, ${kept} kept`,
      atMost: 0,
    },
    { name: 'answers of another status', value: failed, text: String(failed), atMost: 0 },
  ]);
} finally {
  await Promise.all([ours.stop(), bare.stop()]);
  rmSync(dataDir, { recursive: true, force: true });
}

function line({ rate, cpuUs, p50, p99 }: Load): string {
  return `${rate.toFixed(0).padStart(6)}/s ${cpuUs.toFixed(1).padStart(5)} µs CPU, p50 ${p50.toFixed(1)} p99 ${p99.toFixed(1)} ms`;
}

function keptMessages(): number {
  const sqlite = new Sqlite(join(dataDir, 'lamitt.db'), { readonly: true });
  const { sum } = sqlite.prepare<[], { sum: number }>('select sum(last_no) as sum from room_heads').get() ?? { sum: 0 };
  sqlite.close();
  return sum;
}
