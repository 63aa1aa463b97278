import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { findViolations } from './invariants.ts';
import { call, must, PASSWORD, settle, upload } from './torture/cast.ts';
import { startServer } from './torture/server-process.ts';

/** Large enough for a school to start in, small enough to fill at once; an upload asks for 64 MB of spare room beside itself. */
const MEGABYTES = 96;

test(
  'a full disk: nothing acknowledged is lost, reading and log-in go on, and it recovers by itself',
  { skip: whyNot() },
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'lamitt-disk-'));
    run('mount', '-t', 'tmpfs', '-o', `size=${MEGABYTES}m`, 'tmpfs', folder);
    const place = { dataDir: join(folder, 'data') };
    const server = await startServer(place, { SEND_RATE: '0' });
    try {
      const cast = await settle(server);
      const { url } = server;
      const kept = new Map<number, string>();
      const refused: string[] = [];
      const send = async (text: string): Promise<void> => {
        const { status, body } = await call(
          url,
          '/send_message',
          { room_code: 'G01', sender: 'amy', message: text },
          cast.amy.token,
        );
        if (body['status'] === 'success') kept.set(Number(body['id']), text);
        else {
          assert.deepEqual([status, body['code']], [503, 'out_of_space'], JSON.stringify(body));
          refused.push(text);
        }
      };
      const read = async (file: string): Promise<string> => {
        const headers = { authorization: `Bearer ${cast.amy.token}` };
        return (await fetch(`${url}/download_file?file_id=${file}`, { headers })).text();
      };
      const sendMany = async (what: string, count: number): Promise<void> => {
        await Promise.all(Array.from({ length: count }, (_, i) => send(`${what} ${i} ${'x'.repeat(4_000)}`)));
      };

      await sendMany('before', 100);
      assert.equal(refused.length, 0);
      const ballast = join(folder, 'ballast');
      await fill(ballast);
      for (let round = 0; round < 10 && refused.length < 500; round++) await sendMany(`full ${round}`, 200);
      assert.ok(refused.length >= 500, `${refused.length} refused, ${kept.size} kept`);

      const { messages } = await must(url, '/get_messages', { room_code: 'G01' }, cast.bob.token);
      assert.ok(Array.isArray(messages) && messages.length >= kept.size);
      assert.equal((await call(url, '/auth', {}, cast.amy.token)).status, 200);
      const { status, headers, body } = await upload(url, 'no room', 'a.txt', cast.amy.token);
      assert.deepEqual([status, headers.get('retry-after'), body['code']], [503, '60', 'out_of_space']);
      assert.equal(await read(cast.fileId), 'some notes');
      // A log-in writes its session: there is no room for it, and it says so instead of breaking.
      const login = await call(url, '/login', { username: 'bob', password: PASSWORD });
      assert.ok(
        login.body['status'] === 'success' || login.body['code'] === 'out_of_space',
        JSON.stringify(login.body),
      );
      assert.ok(server.running());

      await rm(ballast);
      const again = await upload(url, 'room again', 'a.txt', cast.amy.token);
      assert.equal(again.body['status'], 'success', JSON.stringify(again.body));
      assert.equal(await read(String(again.body['file_id'])), 'room again');
      const before = refused.length;
      await sendMany('after', 100);
      assert.equal(refused.length, before, 'it does not recover');
      assert.equal((await must(url, '/login', { username: 'bob', password: PASSWORD }))['message'], 'Login successful');

      const all = await must(url, '/get_messages', { room_code: 'G01' }, cast.amy.token);
      assert.ok(Array.isArray(all['messages']));
      const texts = new Map(all['messages'].map((one: { id: number; message: string }) => [one.id, one.message]));
      for (const [id, text] of kept) assert.equal(texts.get(id), text);
      const twice = refused.filter((text) => [...texts.values()].includes(text));
      assert.deepEqual(twice, [], 'what was refused was kept');
      assert.equal(await server.stop(), 0);
      assert.deepEqual(await findViolations(place), []);
    } finally {
      await server.kill();
      run('umount', folder);
      await rm(folder, { recursive: true, force: true });
    }
  },
);

/** Takes every byte there is. */
async function fill(path: string): Promise<void> {
  const file = await open(path, 'w');
  for (const size of [1 << 20, 1 << 12]) {
    for (let full = false; !full;) {
      const { bytesWritten } = await file.write(Buffer.alloc(size)).catch(() => ({ bytesWritten: 0 }));
      full = bytesWritten < size;
    }
  }
  await file.close();
}

/** Only root may mount a small disk; a container may forbid it even to root. */
function whyNot(): string | false {
  if (process.getuid?.() !== 0) return 'a small disk is mounted by root only';
  const tried = spawnSync('unshare', ['-m', 'mount', '-t', 'tmpfs', 'tmpfs', tmpdir()]);
  return tried.status === 0 ? false : 'no disk can be mounted here';
}

function run(program: string, ...words: string[]): void {
  const done = spawnSync(program, words, { encoding: 'utf8' });
  assert.equal(done.status, 0, done.stderr);
}
