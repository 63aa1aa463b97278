import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import Sqlite from 'better-sqlite3';
import { WebSocket } from 'ws';
import { door, olderNode, project, refused, runDoor, startServer } from './door-process.ts';

let folder: string;
before(async () => void (folder = await mkdtemp(join(tmpdir(), 'lamitt-process-'))));
after(() => rm(folder, { recursive: true, force: true }));
let count = 0;
const freshFolder = (): string => join(folder, `data-${(count += 1)}`);

const ways = {
  'npm start': { command: ['npm', 'start'], cwd: project, skip: false },
  'lamitt start, elsewhere': { command: [process.execPath, door, 'start'], cwd: tmpdir(), skip: false },
  'lamitt start by an older Node': {
    command: [olderNode ?? '', door, 'start'],
    cwd: tmpdir(),
    skip: olderNode === undefined ? 'no Node older than 24.16 is in PATH' : false,
  },
};

for (const [way, { command, cwd, skip }] of Object.entries(ways)) {
  test(`${way}: serves, and on SIGTERM answers what it took and exits with 0`, { skip }, async () => {
    const server = await startServer(command, { DATA_DIR: freshFolder() }, cwd);
    const health = await fetch(`${server.url}/health`);
    assert.equal(health.status, 200);
    assert.match(server.printed(), /Become administrator[^]*"auth_code"[^]*ACCESS=signed-in/);

    const request = await beginRequest(server.port);
    const began = performance.now();
    server.child.kill('SIGTERM');
    await sleep(500);
    request.finish();
    assert.match(await request.answer, /^HTTP\/1\.1 200 [^]*"code":"invalid_login"/);
    assert.deepEqual(await server.ended, { code: 0, signal: null });
    assert.ok(performance.now() - began < 5_000, 'nothing is waited for once all is answered');
    await assert.rejects(fetch(`${server.url}/health`));
  });
}

test('the first start prints the address that makes the administrator; once there is one, none is printed', async () => {
  const settings = { DATA_DIR: freshFolder() };
  const begin = () => startServer([process.execPath, door, 'start'], settings);
  const first = await begin();
  const needsAdmin = async (url: string) =>
    /"needs_admin":(\w+)/.exec(await (await fetch(`${url}/get_school`)).text())?.[1];
  const [, code] = /^ +http:\/\/localhost:\d+\/app\/start#([0-9A-Z-]{19})$/m.exec(first.printed()) ?? [];
  assert.equal(await needsAdmin(first.url), 'true');
  const body = JSON.stringify({ username: 'head', password: 'a password', auth_code: code });
  const made = await (await fetch(`${first.url}/register`, { method: 'POST', body })).text();
  assert.match(made, /"role":"admin"/);
  assert.equal(await needsAdmin(first.url), 'false');
  first.child.kill('SIGTERM');
  await first.ended;
  const second = await begin();
  assert.doesNotMatch(second.printed(), /administrator|\/app\/start/);
  second.child.kill('SIGTERM');
  await second.ended;
});

test('Ctrl-C stops it too', async () => {
  const server = await startServer([process.execPath, door, 'start'], { DATA_DIR: freshFolder() });
  server.child.kill('SIGINT');
  assert.deepEqual(await server.ended, { code: 0, signal: null });
});

test('clients that never end do not hold the stop up', async () => {
  const server = await startServer([process.execPath, door, 'start'], {
    DATA_DIR: freshFolder(),
    ACCESS: 'open',
    SEND_RATE: '0',
  });
  const post = (path: string, body: object) => fetch(server.url + path, { method: 'POST', body: JSON.stringify(body) });
  await post('/register', { username: 'amy', password: 'password' });
  await post('/create_chat', { room_code: 'R', room_name: 'R', username: 'amy' });
  const deaf = new WebSocket(`${server.url.replace('http', 'ws')}/ws/R`);
  await new Promise((resolve) => deaf.once('open', resolve));
  deaf.pause();
  deaf.on('error', () => undefined);
  const form = new FormData();
  form.append('file', new Blob([Buffer.alloc(50_000_000)]), 'large.bin');
  const uploaded: unknown = await (await fetch(`${server.url}/upload_file`, { method: 'POST', body: form })).json();
  assert.ok(typeof uploaded === 'object' && uploaded !== null && 'file_id' in uploaded);
  const reader = connect(server.port, '127.0.0.1');
  reader.on('error', () => undefined);
  reader.write(`GET /download_file?file_id=${String(uploaded.file_id)} HTTP/1.1\r\nHost: localhost\r\n\r\n`);
  await new Promise((resolve) => reader.once('readable', resolve));
  const half = await beginRequest(server.port);
  half.answer.catch(() => undefined);

  const began = performance.now();
  server.child.kill('SIGTERM');
  assert.deepEqual(await server.ended, { code: 0, signal: null });
  assert.ok(performance.now() - began < 10_000);
  deaf.terminate();
  reader.destroy();
});

describe('a start that cannot go on says why in one sentence', () => {
  const start = (settings: Record<string, string>, args: readonly string[] = ['start']) =>
    runDoor(args, { PORT: '0', ...settings });

  test('a second process on the same folder of data', async () => {
    const dataDir = freshFolder();
    const first = await startServer([process.execPath, door, 'start'], { DATA_DIR: dataDir });
    refused(await start({ DATA_DIR: dataDir }), 1, /data-\d+ is in use by another process/);
    assert.equal((await fetch(`${first.url}/health`)).status, 200);
    first.child.kill('SIGTERM');
    await first.ended;
  });

  test('a database newer than the program', async () => {
    const dataDir = freshFolder();
    const server = await startServer([process.execPath, door, 'start'], { DATA_DIR: dataDir });
    server.child.kill('SIGTERM');
    await server.ended;
    const sqlite = new Sqlite(join(dataDir, 'lamitt.db'));
    sqlite.exec("insert into kysely_migration (name, timestamp) values ('9999-future', '2030-01-01')");
    sqlite.close();
    refused(await start({ DATA_DIR: dataDir }), 1, /newer than this program.*9999-future/);
  });

  test('a folder that cannot be written', async () => {
    await writeFile(join(folder, 'a-file'), '');
    refused(await start({ DATA_DIR: join(folder, 'a-file') }), 1, /a-file cannot be written.*set DATA_DIR/);
    refused(await start({ DATA_DIR: join(folder, 'a-file', 'below') }), 1, /cannot be written.*set DATA_DIR/);
  });

  test('a port that is taken', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const address = other.address();
    const port = String(typeof address === 'object' && address !== null ? address.port : 0);
    refused(await start({ DATA_DIR: freshFolder(), PORT: port }), 1, new RegExp(`Port ${port} .*is taken`));
    other.close();
  });

  test('settings and commands that there are not', async () => {
    const DATA_DIR = freshFolder();
    refused(await start({ DATA_DIR, LAMITT_PORT: '1' }), 1, /There is no setting LAMITT_PORT/);
    refused(await start({ DATA_DIR, PORT: 'http' }), 1, /PORT must be a whole number/);
    refused(await start({ DATA_DIR, ACCESS: 'open', HOST: '0.0.0.0' }), 1, /ACCESS=open trusts every caller/);
    refused(
      await start({ DATA_DIR: freshFolder(), DATABASE_URL: 'postgres://nobody:secret@127.0.0.1:1/none' }),
      1,
      /^(?!.*secret).*nothing listens there/,
    );
    refused(await start({ DATA_DIR }, ['start', '--quickly']), 2, /Unknown option '--quickly'/);
    refused(await start({ DATA_DIR }, ['start', 'now']), 2, /It is written: lamitt start/);
    refused(await start({ DATA_DIR }, ['begin']), 2, /There is no command begin/);
    refused(await start({ DATA_DIR }, ['constructor']), 2, /There is no command constructor/);
    refused(await start({ DATA_DIR }, ['admin']), 2, /It is written: lamitt admin NAME/);
    refused(await start({ DATA_DIR }, ['invite', '--role', 'god']), 2, /needs --role instructor or --role admin/);
    assert.equal(existsSync(DATA_DIR), false);
  });
});

/** A log-in whose body is half sent: the server has taken it and cannot answer yet. */
async function beginRequest(port: number): Promise<{ finish(): void; answer: Promise<string> }> {
  const body = JSON.stringify({ username: 'nobody', password: 'no password' });
  const socket: Socket = connect(port, '127.0.0.1');
  await new Promise((resolve) => socket.once('connect', resolve));
  socket.write(`POST /login HTTP/1.1\r\nHost: localhost\r\nContent-Length: ${body.length}\r\n\r\n${body.slice(0, 10)}`);
  await sleep(200);
  const answer = new Promise<string>((resolve, reject) => {
    let text = '';
    socket.on('data', (chunk: Buffer) => void (text += chunk.toString()));
    socket.on('end', () => resolve(text));
    socket.on('error', reject);
  });
  return { finish: () => void socket.write(body.slice(10)), answer };
}
