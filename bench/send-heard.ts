import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import Sqlite from 'better-sqlite3';
import { startServer } from '../test/torture/server-process.ts';
import { judge, median, pairs, printMachine, readFlags } from './figures.ts';
import { startBare } from './processes.ts';
import { numberAt, openRaw, type RawSocket } from './raw-socket.ts';
import { isMember, sampleSchool, TEXTS, tokenOf } from './sample.ts';
import { type Load, load, luaText, rawRequest } from './wrk.ts';

// POST /send_message while live sockets listen in every room, against the same bare route as in send.ts, which tells nobody:
//   node bench/send-heard.ts [--pairs 5] [--seconds 5] [--connections 256] [--users 256] [--rooms 100] [--sockets 10] [--warm 8]
// `sockets` of them in each room, each of a user who is in that room alone. All are read by this process, on the same cores.

const flags = readFlags({ pairs: 5, seconds: 5, connections: 256, users: 256, rooms: 100, sockets: 10, warm: 8 });
const { pairs: count, seconds, connections, users, rooms, sockets, warm } = flags;
printMachine();
const listeners = rooms * sockets;
const sample = await sampleSchool({ users: users + listeners, rooms, messages: 0, inFirst: 0 });
const dataDir = mkdtempSync(join(tmpdir(), 'lamitt-heard-'));
cpSync(sample, dataDir, { recursive: true });
seatListeners();
const requests = join(dataDir, 'requests.lua');
writeFileSync(requests, `return {${sendRequests().map(luaText).join(',\n')}}`);

const ours = await startServer({ dataDir }, { SEND_RATE: '0' });
const bare = await startBare({
  send: { status: 'success', message: 'Message sent', id: 12_345, ts: 1_795_381_200_000 },
});
const open: RawSocket[] = [];
/** The last seq that each socket heard of its room. */
const heard = Array.from({ length: listeners }, () => 0);
let outOfOrder = 0;
let frames = 0;
try {
  for (let index = 0; index < listeners; index++) open.push(await listen(index));
  const how = { requests, connections };
  await load(ours, { ...how, seconds: warm });
  await load(bare, { ...how, seconds: warm });
  const measured = await pairs(count, {
    ours: () => load(ours, { ...how, seconds }),
    bare: () => load(bare, { ...how, seconds }),
  });
  for (const pair of measured) console.log(`pair     ours ${line(pair.ours)}   bare ${line(pair.bare)}`);
  const rate = median(measured.map((pair) => pair.ours.rate / pair.bare.rate));
  const failed = measured.reduce((sum, pair) => sum + pair.ours.failed + pair.bare.failed, 0);
  const missing = await countMissing();
  const entries = heard.reduce((sum, seq) => sum + seq, 0);
  console.log(`heard    ${entries} entries in ${frames} frames`);
  judge([
    {
      name: `rate of sends with ${rooms} rooms of ${sockets} sockets against the bare route`,
      value: rate,
      text: rate.toFixed(2),
      atLeast: 0.4,
    },
    { name: 'answers of another status', value: failed, text: String(failed), atMost: 0 },
    { name: 'entries that came out of order', value: outOfOrder, text: String(outOfOrder), atMost: 0 },
    { name: 'sockets that did not hear the last entry', value: missing, text: String(missing), atMost: 0 },
  ]);
} finally {
  for (const { socket } of open) socket.destroy();
  await Promise.all([ours.stop(), bare.stop()]);
  rmSync(dataDir, { recursive: true, force: true });
}

function line({ rate, cpuUs, p50, p99 }: Load): string {
  return `${rate.toFixed(0).padStart(6)}/s ${cpuUs.toFixed(1).padStart(5)} µs CPU, p50 ${p50.toFixed(1)} p99 ${p99.toFixed(1)} ms`;
}

/** The users after those who send: each in one room, and heard of nowhere else. */
function seatListeners(): void {
  const sqlite = new Sqlite(join(dataDir, 'lamitt.db'));
  sqlite.prepare('delete from members where user_id > ?').run(users);
  sqlite
    .prepare(
      'insert into members (room_id, user_id, joined_at, joined_seq) select 1 + (id - ?) % ?, id, 0, 0 from users where id > ?',
    )
    .run(users + 1, rooms, users);
  sqlite.close();
}

function sendRequests(): string[] {
  const raw: string[] = [];
  for (let index = 0; raw.length < 2048; index++) {
    const user = index % users;
    const room = (index * 7 + Math.floor(index / users)) % rooms;
    if (!isMember(user, room)) continue;
    const body = { room_code: `R${room}`, sender: `u${user}`, message: TEXTS[index % TEXTS.length], file_id: '' };
    raw.push(rawRequest({ path: '/send_message', token: tokenOf(user), body }));
  }
  return raw;
}

async function listen(index: number): Promise<RawSocket> {
  const welcomed = Promise.withResolvers<void>();
  const socket = await openRaw(ours.port, '/ws', (frame) => {
    if (frame.includes('"type":"welcome"')) return welcomed.resolve();
    if (!frame.includes('"type":"entries"')) return;
    frames++;
    if (numberAt(frame, frame.indexOf('"seq":') + 6) !== (heard[index] ?? 0) + 1) outOfOrder++;
    heard[index] = numberAt(frame, frame.lastIndexOf('"seq":') + 6);
  });
  socket.send(JSON.stringify({ type: 'hello', token: tokenOf(users + index) }));
  await welcomed.promise;
  return socket;
}

/** Waits until everybody has everything that was kept, at most ten seconds. */
async function countMissing(): Promise<number> {
  const deadline = performance.now() + 10_000;
  for (;;) {
    const heads = readHeads();
    const missing = heard.filter((seq, index) => seq !== heads.get(1 + (index % rooms))).length;
    if (missing === 0 || performance.now() > deadline) return missing;
    await sleep(100);
  }
}

function readHeads(): Map<number, number> {
  const sqlite = new Sqlite(join(dataDir, 'lamitt.db'), { readonly: true });
  const rows = sqlite
    .prepare<[], { room_id: number; last_seq: number }>('select room_id, last_seq from room_heads')
    .all();
  sqlite.close();
  return new Map(rows.map((row) => [row.room_id, row.last_seq]));
}
