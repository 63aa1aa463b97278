import assert from 'node:assert/strict';
import { Agent } from 'node:http';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { engines, freshDatabase } from './engines.ts';
import { findViolations } from './invariants.ts';
import { type Cast, readObject, settle } from './torture/cast.ts';
import { type FuzzedRequest, schemaAware } from './torture/fuzz-requests.ts';
import { type ServerProcess, startServer, troubles } from './torture/server-process.ts';
import { bytesOf, readAnswer, send, sendBytes, type WireAnswer } from './torture/wire.ts';

/** Set `FUZZ_SEED` to see a failure again, `FUZZ_REQUESTS` for a night of it. */
const SEED = Number(process.env['FUZZ_SEED'] ?? 20_241_129);
const REQUESTS = Number(process.env['FUZZ_REQUESTS'] ?? 10_000);
const AT_ONCE = 16;

describe(`${REQUESTS} fuzzed requests (FUZZ_SEED=${SEED})`, () => {
  for (const engine of engines) {
    for (const access of ['signed-in', 'open'] as const) {
      test(`${engine}, ${access}`, async () => {
        const share = Math.ceil(REQUESTS / engines.length / 2);
        const place = await freshDatabase(engine);
        const server = await startServer(place, { ACCESS: access });
        try {
          const cast = await settle(server);
          await attack(server, cast, share);
          assert.equal((await fetch(`${server.url}/health`)).status, 200);
          assert.deepEqual(troubles(server), []);
          assert.equal(await server.stop(), 0);
          assert.deepEqual(await findViolations(place), []);
        } finally {
          await server.kill();
          await place.drop();
        }
      });
    }
  }
});

/** Three fifths know the contract, one fifth is real traffic with bytes changed, one fifth is bytes. */
async function attack(server: ServerProcess, cast: Cast, count: number): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE });
  const knowing = fc.sample(schemaAware(cast), { seed: SEED, numRuns: Math.ceil(count * 0.6) });
  const seen = new Map<string, number>();
  await inParallel(knowing, async (request) => {
    const answer = await send(server.port, agent, request).catch((error: unknown) => unanswered(error, request));
    const told = readObject(answer.body)['code'];
    const code = `${answer.status} ${typeof told === 'string' ? told : ''}`;
    seen.set(code, (seen.get(code) ?? 0) + 1);
    requireEnvelope(
      answer,
      request.method,
      JSON.stringify({ ...request, body: request.body.toString('latin1').slice(0, 2_000) }),
    );
  });
  agent.destroy();
  // What is refused at the door tests the door alone.
  const successes = seen.get('200 ok') ?? 0;
  assert.ok(
    successes > knowing.length / 50,
    `only ${successes} of ${knowing.length} requests got in: ${JSON.stringify([...seen])}`,
  );

  const mutated = fc.sample(mutations(schemaAware(cast)), { seed: SEED, numRuns: Math.ceil(count * 0.2) });
  const noise = fc.sample(fc.uint8Array({ minLength: 1, maxLength: 600 }), {
    seed: SEED,
    numRuns: Math.ceil(count * 0.2),
  });
  await inParallel([...mutated, ...noise.map((bytes) => Buffer.from(bytes))], async (bytes) => {
    const answer = readAnswer(await sendBytes(server.port, bytes));
    if (answer.status === 0)
      assert.equal(
        answer.body,
        '',
        `no HTTP: ${answer.body.slice(0, 200)} to ${JSON.stringify(bytes.toString('latin1'))}`,
      );
    else
      requireEnvelope(
        answer,
        bytes.subarray(0, 5).toString(),
        JSON.stringify(bytes.toString('latin1').slice(0, 3_000)),
      );
  });
}

/** Real traffic with a few bytes changed, cut out or doubled: heads and bodies alike. */
function mutations(requests: fc.Arbitrary<FuzzedRequest>): fc.Arbitrary<Buffer> {
  const change = fc.record({
    how: fc.constantFrom('flip', 'cut', 'double', 'insert'),
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    byte: fc.oneof(fc.integer({ min: 0, max: 255 }), fc.constantFrom(0, 10, 13, 32, 34, 58, 123)),
    length: fc.integer({ min: 1, max: 40 }),
  });
  const upgrade = fc.constantFrom('/ws/A01', '/ws/%ZZ', '/ws/', '/ws/G01/x').map((target): FuzzedRequest => {
    const headers = {
      connection: 'Upgrade',
      upgrade: 'websocket',
      'sec-websocket-version': '13',
      'sec-websocket-key': 'AAAAAAAAAAAAAAAAAAAAAA==',
    };
    return { method: 'GET', target, headers, body: Buffer.alloc(0) };
  });
  const base = fc.oneof({ weight: 9, arbitrary: requests }, { weight: 1, arbitrary: upgrade });
  return fc.tuple(base, fc.array(change, { minLength: 1, maxLength: 4 })).map(([request, changes]) => {
    let bytes = bytesOf(request);
    for (const { how, at, byte, length } of changes) {
      const place = Math.floor(at * bytes.length);
      const [before, there, after] = [
        bytes.subarray(0, place),
        bytes.subarray(place, place + length),
        bytes.subarray(place + length),
      ];
      if (how === 'flip') bytes = Buffer.concat([before, Buffer.from([byte]), bytes.subarray(place + 1)]);
      else if (how === 'cut') bytes = Buffer.concat([before, after]);
      else if (how === 'double') bytes = Buffer.concat([before, there, there, after]);
      else bytes = Buffer.concat([before, Buffer.from([byte]), bytes.subarray(place)]);
    }
    return bytes;
  });
}

/** Never a 5xx but a full queue of hashing; an envelope whenever there is a body that is neither a file nor a page. */
function requireEnvelope({ status, headers, body }: WireAnswer, method: string, request: string): void {
  const told = `${status} ${body.slice(0, 500)}\nto ${request}\nFUZZ_SEED=${SEED}`;
  if (status === 503) return assert.equal(readObject(body)['code'], 'busy', told);
  assert.ok(status < 500, told);
  const isFile = status < 300 && headers['content-disposition'] !== undefined;
  if (method === 'HEAD' || isFile || [101, 302, 304].includes(status)) return;
  if (method.trim() === 'HEAD' || body === '')
    return assert.ok(method.startsWith('HEAD') || headers['content-length'] === '0' || status === 100, told);
  if (/^text\/html|^(text|application)\/javascript/.test(headers['content-type'] ?? '')) return;
  assert.match(headers['content-type'] ?? '', /^application\/json; charset=utf-8$/, told);
  const envelope = readObject(dechunked(headers, body));
  // The description of the API is no call.
  if ('openapi' in envelope) return;
  assert.ok(envelope['status'] === 'success' || envelope['status'] === 'fail', told);
  assert.equal(typeof envelope['message'], 'string', told);
  assert.match(String(envelope['code']), /^[a-z_]+$/, told);
  assert.equal(status < 400 || envelope['status'] === 'fail', true, told);
}

function dechunked(headers: Record<string, string>, body: string): string {
  if (headers['transfer-encoding'] !== 'chunked' || /^\s*\{/.test(body)) return body;
  return body.replaceAll(/(^|\r\n)[0-9a-f]+\r\n/g, '').trim();
}

function unanswered(error: unknown, request: FuzzedRequest): WireAnswer {
  // What Node's own client refuses to write was never sent.
  if (error instanceof Error && 'code' in error && /^ERR_(INVALID|HTTP|UNESCAPED)/.test(String(error.code))) {
    return {
      status: 400,
      headers: { 'content-type': 'application/json; charset=utf-8' },
      body: '{"status":"fail","message":"","code":"not_sent"}',
    };
  }
  throw new Error(`no answer to ${JSON.stringify(request)} FUZZ_SEED=${SEED}`, { cause: error });
}

async function inParallel<T>(all: readonly T[], act: (one: T) => Promise<void>): Promise<void> {
  const queue = [...all];
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (let one = queue.pop(); one !== undefined; one = queue.pop()) await act(one);
    }),
  );
}
