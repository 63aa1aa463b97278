import assert from 'node:assert/strict';
import { randomBytes, randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { findViolations, openReadOnly } from '../invariants.ts';
import { call, type Cast, settle, upload } from './cast.ts';
import { type ServerProcess, startServer, troubles } from './server-process.ts';

type Place = { dataDir: string; url?: string };
type Outcome = { kills: number; acknowledged: number; uploads: number; retried: number };

/** Senders and uploaders at work when the server is killed. */
const SENDERS = 24;
const UPLOADERS = 4;

/**
 * Sends and uploads without a pause, kills the server -9 at a random moment, starts it again, and repeats whatever got no
 * answer under its old client_id. After each start all that was ever acknowledged must be there once, all else as it should be.
 */
export async function killAgainAndAgain(
  place: Place,
  cycles: number,
  tell: (line: string) => void = () => undefined,
): Promise<Outcome> {
  const sent = new Ledger();
  const outcome: Outcome = { kills: 0, acknowledged: 0, uploads: 0, retried: 0 };
  const settings = { SEND_RATE: '0' };
  let server = await startServer(place, settings);
  try {
    const cast = await settle(server);
    for (let cycle = 0; cycle < cycles; cycle++) {
      const load = startLoad(server, cast, sent);
      await untilAtWork(sent);
      await sleep(Math.random() * 400);
      await server.kill();
      await load.stop();
      outcome.kills++;
      server = await startServer(place, settings);
      outcome.retried += await sendAgain(server, cast, sent);
      await sweepIsOver(place);
      await requireEverything(place, sent);
      assert.deepEqual(troubles(server), []);
      tell(
        `kill ${cycle + 1}: ${sent.acknowledged.size} messages and ${sent.files.size} files acknowledged, all there once`,
      );
    }
    outcome.acknowledged = sent.acknowledged.size;
    outcome.uploads = sent.files.size;
    assert.equal(await server.stop(), 0);
    return outcome;
  } finally {
    await server.kill();
  }
}

/** Without load there is nothing to lose: so much must have been acknowledged since the start, however slow the machine. */
async function untilAtWork({ acknowledged, files }: Ledger): Promise<void> {
  const [messages, uploads] = [acknowledged.size + 100, files.size + 2];
  const deadline = performance.now() + 30_000;
  while (performance.now() < deadline && (acknowledged.size < messages || files.size < uploads)) await sleep(5);
}

/** What clients know: their own messages, and what they were told of them. */
class Ledger {
  /** client_id to text, of everything ever tried. */
  readonly tried = new Map<string, string>();
  /** client_id to the id that the server answered. */
  readonly acknowledged = new Map<string, number>();
  /** file_id to size */
  readonly files = new Map<string, number>();
}

function startLoad({ url }: ServerProcess, cast: Cast, sent: Ledger): { stop(): Promise<void> } {
  let stopped = false;
  async function sendOn(i: number): Promise<void> {
    while (!stopped) {
      const clientId = randomUUID();
      sent.tried.set(clientId, `from ${i}, ${clientId}`);
      await deliver(url, cast, sent, clientId);
    }
  }
  async function uploadOn(): Promise<void> {
    while (!stopped) {
      const bytes = randomBytes(1 + Math.floor(Math.random() * 400_000));
      const { body } = await upload(url, Uint8Array.from(bytes), 'noise.bin', cast.amy.token);
      if (body['status'] === 'success') sent.files.set(String(body['file_id']), bytes.length);
    }
  }
  // A connection that breaks ends its worker: that is the kill.
  const work = [
    ...Array.from({ length: SENDERS }, (_, i) => sendOn(i)),
    ...Array.from({ length: UPLOADERS }, () => uploadOn()),
  ].map((one) => one.catch(() => undefined));
  return {
    async stop() {
      stopped = true;
      await Promise.all(work);
    },
  };
}

async function deliver(url: string, cast: Cast, sent: Ledger, clientId: string): Promise<void> {
  const message = sent.tried.get(clientId);
  const input = { room_code: 'G01', sender: 'amy', message, client_id: clientId };
  const { body } = await call(url, '/send_message', input, cast.amy.token);
  assert.equal(body['message'], 'Message sent', JSON.stringify(body));
  const earlier = sent.acknowledged.get(clientId);
  if (earlier !== undefined) assert.equal(body['id'], earlier, 'a retry was answered with another id');
  sent.acknowledged.set(clientId, Number(body['id']));
}

/** As clients do: what got no answer goes out again; a few that did get one too, whose answer may have been lost further on. */
async function sendAgain(server: ServerProcess, cast: Cast, sent: Ledger): Promise<number> {
  const unanswered = [...sent.tried.keys()].filter((clientId) => !sent.acknowledged.has(clientId));
  const doubtful = [...sent.acknowledged.keys()].slice(-20);
  for (const clientId of [...unanswered, ...doubtful]) await deliver(server.url, cast, sent, clientId);
  return unanswered.length;
}

/** Bytes whose row was never written are swept beside the first calls: waits until nothing is left of them, at most 5 s. */
async function sweepIsOver(place: Place): Promise<void> {
  const deadline = performance.now() + 5_000;
  while (
    performance.now() < deadline &&
    (await findViolations(place)).some((line) => line.startsWith('bytes without a row'))
  )
    await sleep(50);
}

async function requireEverything(place: Place, sent: Ledger): Promise<void> {
  const database = await openReadOnly(place);
  try {
    const rows = await database.db
      .selectFrom('entries')
      .select(['seq', 'client_id', 'text'])
      .where('kind', '=', 'message')
      .execute();
    const kept = Map.groupBy(rows, (row) => row.client_id ?? '');
    for (const [clientId, id] of sent.acknowledged) {
      const found = kept.get(clientId) ?? [];
      assert.equal(found.length, 1, `message ${clientId} is there ${found.length} times`);
      assert.deepEqual({ ...found[0] }, { seq: id, client_id: clientId, text: sent.tried.get(clientId) });
    }
    const files = new Map(
      (await database.db.selectFrom('files').select(['id', 'size']).execute()).map((row) => [row.id, row.size]),
    );
    for (const [id, size] of sent.files) assert.equal(files.get(id), size, `file ${id}`);
  } finally {
    await database.close();
  }
  assert.deepEqual(await findViolations(place), []);
}
