import assert, { AssertionError } from 'node:assert/strict';
import { createHash, randomBytes, randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { findViolations, openReadOnly } from '../invariants.ts';
import { type Person, settle } from './cast.ts';
import { startServer, troubles } from './server-process.ts';
import type { Sent, Uploader } from './uploaders.ts';

type Place = { dataDir: string; url?: string };
/** What was sent and acknowledged: the hash of each file by its id. */
type Ledger = Map<string, string>;

/** Bytes that are sent again and again, and kept once. */
const KNOWN = [1, 70_000, 900_000].map((size) => bytesOf(size));

/**
 * Uploads in every given way without a pause, kills the server -9 at a random moment, starts it again, and repeats. After each start all
 * that was ever acknowledged must be there, unchanged, and nothing else: no row without bytes, no bytes without a row, none on their way.
 * What can go on where it broke is finished first.
 */
export async function killDuringUploads(
  place: Place,
  cycles: number,
  ways: readonly Uploader[],
): Promise<{ acknowledged: number; broken: number }> {
  const sent: Ledger = new Map();
  let broken = 0;
  let server = await startServer(place);
  try {
    const { amy } = await settle(server);
    for (let cycle = 0; cycle < cycles; cycle++) {
      const before = new Set(sent.keys());
      const load = startLoad(server.url, amy, ways, sent);
      await untilAtWork(sent, load);
      await sleep(randomInt(150));
      await server.kill();
      broken += await load.stop();
      server = await startServer(place);
      for (const { goOn } of ways)
        for (const [id, bytes] of (await goOn?.({ url: server.url, token: amy.token })) ?? [])
          sent.set(id, hashOf(bytes));
      await requireEverything(place, sent);
      const fresh = [...sent].filter(([id]) => !before.has(id));
      await Promise.all(fresh.map((file) => requireSame(server.url, amy, file)));
      assert.deepEqual(troubles(server), []);
    }
    assert.equal(await server.stop(), 0);
    return { acknowledged: sent.size, broken };
  } finally {
    await server.kill();
  }
}

type Load = { failures: unknown[]; stop(): Promise<number> };

/** `stop` answers how many uploads the kill broke. */
function startLoad(url: string, { token }: Person, ways: readonly Uploader[], sent: Ledger): Load {
  let [stopped, broken] = [false, 0];
  const failures: unknown[] = [];
  async function sendOn({ send }: Uploader, next: () => Omit<Sent, 'name'>): Promise<void> {
    while (!stopped) {
      const file = { name: 'noise.bin', ...next() };
      const id = await send({ url, token }, file);
      sent.set(id, hashOf(file.bytes));
    }
  }
  const kinds = [
    () => ({ bytes: bytesOf(randomInt(400_000)), pause: 0 }),
    () => ({ bytes: bytesOf(randomInt(200_000)), pause: 5 }),
    () => ({ bytes: bytesOf(randomInt(2_000_000, 4_000_000)), pause: 1 }),
    () => ({ bytes: KNOWN[randomInt(KNOWN.length)] ?? bytesOf(1), pause: 0 }),
  ];
  const work = ways.flatMap((way) =>
    kinds.map((next) =>
      // A connection that breaks ends its worker: that is the kill. A wrong answer is something else.
      sendOn(way, next).catch((error: unknown) => {
        broken++;
        if (error instanceof AssertionError) failures.push(error);
      }),
    ),
  );
  return {
    failures,
    async stop() {
      stopped = true;
      await Promise.all(work);
      assert.deepEqual(failures, []);
      return broken;
    },
  };
}

/** So much must have been acknowledged since the start, however slow the machine. */
async function untilAtWork(sent: Ledger, { failures }: Load): Promise<void> {
  const enough = sent.size + 3;
  const deadline = performance.now() + 30_000;
  while (performance.now() < deadline && sent.size < enough && failures.length === 0) await sleep(2);
}

async function requireEverything(place: Place, sent: Ledger): Promise<void> {
  // Bytes whose row was never written are swept beside the first calls.
  const deadline = performance.now() + 10_000;
  for (;;) {
    const found = await findViolations(place);
    if (found.length === 0) break;
    if (performance.now() > deadline || !found.every((line) => line.startsWith('bytes without a row')))
      assert.deepEqual(found, []);
    await sleep(20);
  }
  const database = await openReadOnly(place);
  try {
    const rows = await database.db.selectFrom('files').select(['id', 'sha256']).execute();
    const kept = new Map(rows.map((row) => [row.id, row.sha256]));
    for (const [id, hash] of sent) assert.equal(kept.get(id), hash, `file ${id}`);
  } finally {
    await database.close();
  }
}

async function requireSame(url: string, { token }: Person, [id, hash]: [string, string]): Promise<void> {
  const answer = await fetch(`${url}/download_file?file_id=${id}`, { headers: { authorization: `Bearer ${token}` } });
  assert.equal(hashOf(new Uint8Array(await answer.arrayBuffer())), hash, `file ${id} as it comes down`);
}

function bytesOf(size: number): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(randomBytes(size));
}

function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
