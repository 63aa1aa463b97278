import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import pino from 'pino';
import { createApp } from '../server/app.ts';
import { readConfig } from '../server/config.ts';
import { migrations } from '../server/migrations/index.ts';
import { findPostgres, startPostgres } from '../test/runner/postgres.ts';
import { startServer } from '../test/torture/server-process.ts';
import { type Figure, judge, printMachine } from './figures.ts';
import { tokenOf } from './sample.ts';
import { chinese, COMMON, createRandom, english, fillSearchSchool, isIn } from './search-school.ts';

// GET /search over HTTP, one after another, in 1,000,000 messages of 1,000 rooms, by searchers who are in 50 of them:
//   node bench/search.ts [--engine sqlite|postgres] [--rooms 1000] [--messages 1000] [--times 200]
// Each search is by another searcher for another word; the figure is the 95th percentile. PostgreSQL is brought up and filled anew in
// every run. The first run on SQLite fills a folder and its index and keeps it under the system's folder for temporary files.

const { values } = parseArgs({
  options: {
    engine: { type: 'string', default: 'sqlite' },
    rooms: { type: 'string', default: '1000' },
    messages: { type: 'string', default: '1000' },
    times: { type: 'string', default: '200' },
  },
});
const engine = values.engine === 'postgres' ? 'postgres' : 'sqlite';
const [rooms, messages, times] = [Number(values.rooms), Number(values.messages), Number(values.times)];
const SEARCHERS = 200;
const shape = { rooms, messages, searchers: SEARCHERS };
const limit = engine === 'sqlite' ? 20 : 50;

printMachine();
const programs = findPostgres();
if (engine === 'postgres' && programs === undefined) throw new Error('There is no PostgreSQL on this machine');
const postgres = engine === 'postgres' && programs !== undefined ? await startPostgres(programs) : undefined;
const dataDir = await prepare();
const server = await startServer({ dataDir, ...(postgres && { url: postgres.url }) }, { SEND_RATE: '0' });
const random = createRandom(7);

try {
  const figures: Figure[] = [];
  await measure('warm', () => ({ query: pick(chinese, 1, 2_000) }));
  figures.push(
    await figure('Chinese, two characters', limit, () => ({ query: pick(chinese, 5, 2_000) })),
    await figure('English, one word', limit, () => ({ query: pick(english, 5, 3_000) })),
    await figure('in 20 % of the messages', 100, () => ({ query: COMMON })),
    await figure('Chinese, one character', 100, () => ({ query: pick(chinese, 0, 500).slice(0, 1) })),
    await figure('in 20 % and another word', 100, () => ({ query: `${COMMON} ${pick(chinese, 5, 500)}` })),
    await figure('the next page of 20 %', 100, () => ({
      query: COMMON,
      before: String((Date.now() - random() * 2e10) * 1024 - 1).split('.')[0] ?? '',
    })),
    await figure('by one sender', 100, () => ({
      query: pick(english, 5, 300),
      sender: `u${Math.floor(random() * SEARCHERS)}`,
    })),
    await foundAfterSending(),
  );
  await measure(
    'in all rooms',
    () => ({ query: pick(english, 5, 3_000) }),
    () => 0,
  );
  judge(figures);
} finally {
  await server.stop();
  await postgres?.stop();
  if (postgres !== undefined) rmSync(dataDir, { recursive: true, force: true });
}

async function prepare(): Promise<string> {
  if (engine === 'postgres') {
    const folder = mkdtempSync(join(tmpdir(), 'lamitt-search-'));
    await fill(folder);
    return folder;
  }
  const kept = join(tmpdir(), `lamitt-search-${rooms}-${messages}-${migrations.at(-1)?.name}`);
  if (existsSync(kept)) return kept;
  const unfinished = `${kept}.unfinished`;
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished);
  await fill(unfinished);
  renameSync(unfinished, kept);
  return kept;
}

async function fill(folder: string): Promise<void> {
  let started = performance.now();
  await fillSearchSchool({ dataDir: folder, ...(postgres && { url: postgres.url }) }, shape);
  console.log(`filled   ${rooms * messages} messages in ${since(started)} s`);
  started = performance.now();
  const settings = { DATA_DIR: folder, PORT: '0', ...(postgres && { DATABASE_URL: postgres.url }) };
  const app = await createApp(readConfig(settings), pino({ level: 'silent' }));
  await app.search.indexer.fill();
  await app.stop();
  const size = engine === 'sqlite' ? `, ${(statSync(join(folder, 'search.db')).size / 1e6).toFixed(0)} MB` : '';
  console.log(`indexed  in ${since(started)} s (half of the time at rest)${size}`);
}

function since(started: number): string {
  return ((performance.now() - started) / 1000).toFixed(1);
}

function pick(words: readonly string[], from: number, to: number): string {
  return words[from + Math.floor(random() * (to - from))] ?? '';
}

type Asked = { query: string; sender?: string; before?: string };

async function figure(name: string, atMost: number, asked: () => Asked): Promise<Figure> {
  const p95 = await measure(name, asked);
  return { name: `${engine}, ${name}, p95`, value: p95, text: `${p95.toFixed(1)} ms`, atMost };
}

async function measure(
  name: string,
  asked: () => Asked,
  who = () => 1 + Math.floor(random() * (SEARCHERS - 1)),
): Promise<number> {
  const took: number[] = [];
  let hits = 0;
  for (let n = 0; n < times; n++) {
    const query = new URLSearchParams({ ...asked() });
    const headers = { authorization: `Bearer ${tokenOf(who())}` };
    const started = performance.now();
    const response = await fetch(`${server.url}/search?${query.toString()}`, { headers });
    const body: unknown = await response.json();
    if (response.status === 429) break;
    took.push(performance.now() - started);
    if (typeof body !== 'object' || body === null || !('hits' in body) || !Array.isArray(body.hits))
      throw new Error(JSON.stringify(body));
    hits += body.hits.length;
  }
  took.sort((a, b) => a - b);
  const at = (share: number) => took[Math.floor(took.length * share)] ?? Number.NaN;
  console.log(
    `${name.padEnd(26)} p50 ${at(0.5).toFixed(1)} p95 ${at(0.95).toFixed(1)} p99 ${at(0.99).toFixed(1)} ms, ${took.length} searches, ${(hits / took.length).toFixed(1)} hits each`,
  );
  return at(0.95);
}

/** From the answer of a send to the search that finds it. */
async function foundAfterSending(): Promise<Figure> {
  let slowest = 0;
  for (let n = 0; n < 20; n++) {
    const user = 1 + n;
    const room = Array.from({ length: rooms }, (_, index) => index).find((index) => isIn(user, index, rooms)) ?? 0;
    const headers = { authorization: `Bearer ${tokenOf(user)}` };
    const word = `zz${n}a${Date.now().toString(36)}`;
    const body = JSON.stringify({ room_code: `R${room}`, sender: `u${user}`, message: `a new word ${word}` });
    const sent = await fetch(`${server.url}/send_message`, { method: 'POST', headers, body });
    await sent.arrayBuffer();
    const started = performance.now();
    for (;;) {
      const answer = await (await fetch(`${server.url}/search?query=${word}`, { headers })).text();
      if (answer.includes(word)) break;
    }
    slowest = Math.max(slowest, performance.now() - started);
  }
  return {
    name: `${engine}, found after it was sent, slowest of 20`,
    value: slowest,
    text: `${slowest.toFixed(1)} ms`,
    atMost: 1_000,
  };
}
