import assert from 'node:assert/strict';
import { connect, type Socket } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { type FreshDatabase, freshDatabase } from './engines.ts';
import { findViolations } from './invariants.ts';
import { call, type Cast, must, PASSWORD, readObject, register, settle } from './torture/cast.ts';
import { type ServerProcess, startServer, troubles } from './torture/server-process.ts';
import { readAnswer, sendBytes, type WireAnswer } from './torture/wire.ts';

// What is refused here is refused before any database is asked, so that one engine tells it all.
describe('limits', () => {
  let place: FreshDatabase;
  let server: ServerProcess;
  let cast: Cast;
  let url: string;

  before(async () => {
    place = await freshDatabase('sqlite');
    server = await startServer(place, { MAX_UPLOAD: '1MB' });
    url = server.url;
    cast = await settle(server);
  });
  after(async () => {
    const code = await server.stop();
    const violations = await findViolations(place);
    await place.drop();
    assert.deepEqual([violations, troubles(server), code], [[], [], 0]);
  });

  test('a body of JSON over its limit: 413', async () => {
    const answer = await post('/send_message', Buffer.from(`{"message":"${'x'.repeat(3_000_000)}"}`));
    requireRefusal(answer, 413, 'too_large');
  });

  test('JSON nested 100,000 deep: 400', async () => {
    requireRefusal(
      await post('/send_message', Buffer.from(`{"message":${'['.repeat(100_000)}${']'.repeat(100_000)}}`)),
      400,
      'invalid_json',
    );
    requireRefusal(
      await post('/send_message', Buffer.from('{"a":'.repeat(33) + '1' + '}'.repeat(33))),
      400,
      'invalid_json',
    );
  });

  test('a head of 32 KiB: 431', async () => {
    const bytes = Buffer.from(`GET /health HTTP/1.1\r\nHost: x\r\nX-Long: ${'y'.repeat(32_768)}\r\n\r\n`);
    const answer = readAnswer(await sendBytes(server.port, bytes, PATIENCE));
    requireRefusal(answer, 431, 'headers_too_large');
  });

  test('a multipart body of 10,000 parts: 413, and nothing of it stays', async () => {
    const part = '--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nb\r\n';
    requireRefusal(
      await post('/upload_file', Buffer.from(`${part.repeat(10_000)}--x--\r\n`), MULTIPART),
      413,
      'too_large',
    );
    const file = '--x\r\nContent-Disposition: form-data; name="a"; filename="b"\r\n\r\nb\r\n';
    requireRefusal(
      await post('/upload_file', Buffer.from(`${file.repeat(10_000)}--x--\r\n`), MULTIPART),
      413,
      'too_large',
    );
    assert.deepEqual(await findViolations(place), []);
  });

  test('an upload over MAX_UPLOAD without a length: 413, and nothing of it stays', async () => {
    const chunk = 'y'.repeat(65_536);
    const partHead = `--x\r\nContent-Disposition: form-data; name="a"; filename="b"\r\n\r\n`;
    const chunked = [partHead, ...Array.from({ length: 20 }, () => chunk), '\r\n--x--\r\n'].map(
      (text) => `${text.length.toString(16)}\r\n${text}\r\n`,
    );
    const lines = [
      'POST /upload_file HTTP/1.1',
      'Host: x',
      `Authorization: Bearer ${cast.amy.token}`,
      `Content-Type: ${MULTIPART}`,
    ];
    const bytes = Buffer.from(
      `${lines.join('\r\n')}\r\nTransfer-Encoding: chunked\r\n\r\n${chunked.join('')}0\r\n\r\n`,
    );
    requireRefusal(readAnswer(await sendBytes(server.port, bytes, PATIENCE)), 413, 'too_large');
    assert.deepEqual(await findViolations(place), []);
  });

  test('an upload announced as 10 GiB is refused before its bytes come', async () => {
    const started = performance.now();
    const answer = await untilAnswered(head('/upload_file', 10 * 1024 ** 3, MULTIPART));
    requireRefusal(answer, 413, 'too_large');
    assert.ok(performance.now() - started < 1_000);
  });

  test('a stranger’s upload is refused before its bytes come', async () => {
    const answer = await untilAnswered(
      `POST /upload_file HTTP/1.1\r\nHost: x\r\nContent-Type: ${MULTIPART}\r\nContent-Length: 500000\r\n\r\n`,
    );
    requireRefusal(answer, 401, 'not_signed_in');
  });

  test('a client that goes away half way: nothing is kept, one line is logged', async () => {
    const earlier = await messagesOf();
    for (const [path, type, body] of [
      ['/send_message', 'application/json', '{"room_code":"G01","sender":"amy","message":"half'],
      ['/upload_file', MULTIPART, '--x\r\nContent-Disposition: form-data; name="a"; filename="b"\r\n\r\nhalf'],
    ] as const) {
      const lines = server.logged().length;
      const socket = await open();
      socket.write(head(path, 500_000, type) + body);
      await sleep(200);
      socket.destroy();
      await sleep(500);
      const told = server.logged().slice(lines);
      assert.equal(told.length, 1, `${path}: ${JSON.stringify(told)}`);
      assert.ok(told[0] !== undefined && told[0].level < 50, told[0]?.text);
    }
    assert.deepEqual(await messagesOf(), earlier);
    assert.deepEqual(await findViolations(place), []);
  });

  test('heads that never end are answered 408 and closed', async () => {
    const slow = await Promise.all(Array.from({ length: 50 }, open));
    const started = performance.now();
    const closed = slow.map(async (socket) => {
      socket.write('GET /health HTTP/1.1\r\nX-Slow: ');
      const drip = setInterval(() => socket.write('x'), 1_000);
      const text = await untilClosed(socket);
      clearInterval(drip);
      return text;
    });
    // Meanwhile the school goes on.
    assert.equal((await call(url, '/get_info', { username: 'tony' }, cast.amy.token)).status, 200);
    for (const text of await Promise.all(closed)) requireRefusal(readAnswer(text), 408, 'request_timeout');
    assert.ok(performance.now() - started < 30_000);
  });

  test('a storm of 500 log-ins: some are told to wait, messages go on', async () => {
    const quiet = await sendFor(1_000);
    const started = performance.now();
    const storm = Promise.all(
      Array.from({ length: 500 }, (_, i) =>
        call(url, '/login', { username: `nobody${i}`, password: 'wrong password' }),
      ),
    );
    let over = false;
    void storm.then(() => (over = true));
    const busy = await sendFor(30_000, () => over);
    const answers = await storm;
    const refused = answers.filter((answer) => answer.status === 503);
    assert.ok(refused.length > 0, 'the queue of hashing has no end');
    for (const { headers, body } of refused)
      assert.ok(Number(headers.get('retry-after')) > 0 && body['code'] === 'busy');
    for (const { status, body } of answers)
      assert.ok(status === 503 || body['code'] === 'invalid_login', JSON.stringify(body));
    const stormTook = performance.now() - started;
    console.log(
      `sends before: p99 ${quantile(quiet, 0.99)} ms; in a storm of ${Math.round(stormTook)} ms (${refused.length} of 500 refused): ` +
        `median ${quantile(busy, 0.5)} ms, p99 ${quantile(busy, 0.99)} ms`,
    );
    // This process, the server and the hashing share what cores there are. What counts is that sends do not stand in line with
    // the log-ins: they would take about as long as the storm does.
    assert.ok(busy.length >= 5, `${busy.length} sends in the storm`);
    assert.ok(quantile(busy, 0.5) < Math.max(250, stormTook / 5), `median of sends ${quantile(busy, 0.5)} ms`);
  });

  test('a class behind one address registers and logs in', async () => {
    // 100 here; 1,000 in torture/slow-clients.long.ts.
    const people = Array.from({ length: 100 }, (_, i) => `pupil${i}`);
    await eightAtATime(people, async (name) => {
      const { token } = await register(url, name);
      const { body } = await call(url, '/login', { username: name, password: PASSWORD });
      assert.equal(body['message'], 'Login successful', JSON.stringify(body));
      assert.notEqual(body['token'], token);
    });
  });

  async function post(path: string, body: Buffer, type = 'application/json'): Promise<WireAnswer> {
    return readAnswer(
      await sendBytes(server.port, Buffer.concat([Buffer.from(head(path, body.length, type)), body]), PATIENCE),
    );
  }

  function head(path: string, length: number, type: string): string {
    const lines = [
      `POST ${path} HTTP/1.1`,
      'Host: x',
      `Authorization: Bearer ${cast.amy.token}`,
      `Content-Type: ${type}`,
    ];
    return `${lines.join('\r\n')}\r\nContent-Length: ${length}\r\n\r\n`;
  }

  async function open(): Promise<Socket> {
    const socket = connect(server.port, '127.0.0.1');
    socket.on('error', () => undefined);
    await new Promise((resolve) => socket.once('connect', resolve));
    return socket;
  }

  /** Writes a head and waits for the answer to it, without ever sending a body. */
  async function untilAnswered(text: string): Promise<WireAnswer> {
    const socket = await open();
    const answer = new Promise<string>((resolve) => socket.once('data', (chunk: Buffer) => resolve(chunk.toString())));
    socket.write(text);
    const read = readAnswer(await answer);
    socket.destroy();
    return read;
  }

  async function messagesOf(): Promise<unknown> {
    return (await must(url, '/get_messages', { room_code: 'G01' }, cast.amy.token))['messages'];
  }

  /** How long each send took, ms. */
  async function sendFor(ms: number, over: () => boolean = () => false): Promise<number[]> {
    const until = performance.now() + ms;
    const took: number[] = [];
    while (performance.now() < until && !over()) {
      const started = performance.now();
      await must(url, '/send_message', { room_code: 'G01', sender: 'bob', message: 'on we go' }, cast.bob.token);
      took.push(performance.now() - started);
      // Below what one session may send.
      await sleep(60);
    }
    return took;
  }
});

/** What must be answered is waited for, however busy the machine; ms. */
const PATIENCE = 15_000;
const MULTIPART = 'multipart/form-data; boundary=x';

function requireRefusal({ status, body, headers }: WireAnswer, wanted: number, code: string): void {
  const envelope = readObject(body);
  assert.deepEqual([status, envelope['status'], envelope['code']], [wanted, 'fail', code], body);
  assert.match(headers['content-type'] ?? '', /^application\/json/);
}

function untilClosed(socket: Socket): Promise<string> {
  let text = '';
  socket.on('data', (chunk: Buffer) => (text += chunk.toString()));
  return new Promise((resolve) => socket.once('close', () => resolve(text)));
}

function quantile(times: readonly number[], part: number): number {
  return Math.round(times.toSorted((a, b) => a - b)[Math.floor(times.length * part)] ?? Number.POSITIVE_INFINITY);
}

async function eightAtATime<T>(all: readonly T[], act: (one: T) => Promise<void>): Promise<void> {
  const queue = [...all];
  const work = async (): Promise<void> => {
    for (let one = queue.pop(); one !== undefined; one = queue.pop()) await act(one);
  };
  await Promise.all(Array.from({ length: 8 }, work));
}
