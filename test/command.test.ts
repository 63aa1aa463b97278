import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import packageJson from '../package.json' with { type: 'json' };
import { settingsHelp } from '../server/config.ts';
import { door, ended, olderNode, refused, runDoor, startServer } from './door-process.ts';

let folder: string;
before(async () => void (folder = await mkdtemp(join(tmpdir(), 'lamitt-command-'))));
after(() => rm(folder, { recursive: true, force: true }));
let count = 0;
const freshFolder = (): string => join(folder, `data-${(count += 1)}`);

test('help says what there is, for all and for each command', async () => {
  const all = await runDoor(['--help'], {});
  const names = [
    'start',
    'demo',
    'admin NAME',
    'invite --role',
    'password NAME',
    'disable NAME',
    'enable NAME',
    'backup FILE',
    'restore FILE',
    'files verify',
    'files move --to URL|FOLDER',
  ];
  for (const name of names) assert.ok(all.out.includes(`lamitt ${name}`), name);
  const start = await runDoor(['start', '--help'], {});
  for (const { name, fallback } of settingsHelp())
    assert.ok(start.out.includes(`  ${name} `) && start.out.includes(`[${fallback}]`), name);
  assert.deepEqual([all.code, start.code, all.err, start.err], [0, 0, '', '']);
  assert.equal((await runDoor(['--version'], {})).out, `${packageJson.version}\n`);
  assert.equal((await runDoor([], {})).code, 2);
});

test(
  'the door opens by a link to it, and gives the exit code through',
  { skip: olderNode === undefined ? 'no older Node' : false },
  async () => {
    const link = join(folder, 'lamitt');
    await symlink(door, link);
    assert.deepEqual(await ended(spawn(link, ['--version'])), { code: 0, signal: null });
    assert.deepEqual(await ended(spawn(olderNode ?? '', [door, 'begin'])), { code: 2, signal: null });
  },
);

test('demo --walk ticks every answer and leaves nothing', async () => {
  const temporary = await mkdtemp(join(folder, 'tmp-'));
  const { code, out } = await runDoor(['demo', '--walk'], { TMPDIR: temporary, TIME_ZONE: 'Asia/Shanghai' });
  assert.equal(code, 0, out);
  const [, right, all] = /(\d+) of (\d+) answers as printed/.exec(out) ?? [];
  assert.ok(Number(all) >= 20 && right === all, out);
  assert.equal(out.match(/^✓ curl/gm)?.length, Number(all));
  assert.deepEqual(
    (await readdir(temporary)).filter((name) => name.startsWith('lamitt')),
    [],
  );
});

test('demo serves the sample in a folder of its own, which goes when it stops', async () => {
  const temporary = await mkdtemp(join(folder, 'tmp-'));
  const dataDir = freshFolder();
  const server = await startServer([process.execPath, door, 'demo'], { TMPDIR: temporary, DATA_DIR: dataDir });
  assert.match(server.printed(), new RegExp(`curl -vv -X POST ${server.url}/register -d '\\{"username":"test"`));
  assert.equal(
    (await fetch(`${server.url}/download_file?file_id=6748a4a4a1565782cdc26ba1`)).headers.get('content-type'),
    'application/pdf',
  );
  const folders = async () => (await readdir(temporary)).filter((name) => name.startsWith('lamitt-demo'));
  assert.equal((await folders()).length, 1);
  server.child.kill('SIGTERM');
  assert.deepEqual(await server.ended, { code: 0, signal: null });
  assert.deepEqual(await folders(), []);
  assert.equal(existsSync(dataDir), false);
});

test('an operator’s command works beside the server, and standard output holds what was asked', async () => {
  const DATA_DIR = freshFolder();
  const server = await startServer([process.execPath, door, 'start'], { DATA_DIR });
  const invited = await runDoor(['invite', '--role', 'admin'], { DATA_DIR });
  const code = /^\S+/.exec(invited.out)?.[0];
  const body = JSON.stringify({ username: 'head', password: 'a good password', auth_code: code });
  const registered: unknown = await (await fetch(`${server.url}/register`, { method: 'POST', body })).json();
  assert.ok(
    typeof registered === 'object' && registered !== null && 'role' in registered && registered.role === 'admin',
  );
  refused(await runDoor(['disable', 'head'], { DATA_DIR }), 1, /head is the last administrator/);
  const set = await runDoor(['password', 'head'], { DATA_DIR }, 'another password\n');
  assert.deepEqual(
    [set.code, set.out, set.err],
    [0, 'The password of head is set; every session of head ended.\n', ''],
  );
  const saved = await runDoor(['backup', join(folder, 'school.tar')], { DATA_DIR });
  assert.match(saved.out, /^\S+school\.tar: \d+ rows and 0 files, .*, verified\.\n$/);
  refused(await runDoor(['restore', join(folder, 'school.tar')], { DATA_DIR }), 1, /is in use by another process/);
  const other = freshFolder();
  assert.equal((await runDoor(['restore', join(folder, 'school.tar')], { DATA_DIR: other })).code, 0);
  const right = await runDoor(['files', 'verify'], { DATA_DIR });
  assert.deepEqual([right.code, right.out], [0, '0 blobs, 0 bytes, read: every size and hash is right.\n'], right.err);
  const moved = await runDoor(['files', 'move', '--to', join(folder, 'moved')], { DATA_DIR });
  assert.match(moved.out, /^0 blobs copied, .*\nNext: stop the server, .*, and start it\.\n$/);
  server.child.kill('SIGTERM');
  await server.ended;
});

test('a command of two words is written as its help says, and its exit code tells what it found', async () => {
  const DATA_DIR = freshFolder();
  refused(await runDoor(['files'], { DATA_DIR }), 2, /^It is written: lamitt files verify, or lamitt files move --to/);
  refused(await runDoor(['files', 'mend'], { DATA_DIR }), 2, /^It is written: lamitt files verify, or/);
  refused(await runDoor(['files', 'verify', 'a'], { DATA_DIR }), 2, /^It is written: lamitt files verify$/m);
  refused(await runDoor(['files', 'move'], { DATA_DIR }), 2, /^lamitt files move needs --to URL or --to FOLDER\.$/m);
  refused(await runDoor(['files', 'move', '--from', 'x'], { DATA_DIR }), 2, /^lamitt files move: .*--help lists/);
  const help = await runDoor(['files', 'move', '--help'], { DATA_DIR });
  assert.match(help.out, /^lamitt files move --to URL\|FOLDER\n/);

  const server = await startServer([process.execPath, door, 'start'], { DATA_DIR, ACCESS: 'open' });
  const body = new FormData();
  body.append('file', new File(['homework'], 'a.txt'));
  const sent: unknown = await (await fetch(`${server.url}/upload_file`, { method: 'POST', body })).json();
  assert.ok(typeof sent === 'object' && sent !== null && 'file_id' in sent, JSON.stringify(sent));
  const files = join(DATA_DIR, 'files');
  for (const name of await readdir(files)) {
    if (name !== 'arriving') await rm(join(files, name), { recursive: true });
  }
  const found = await runDoor(['files', 'verify'], { DATA_DIR });
  assert.equal(found.code, 1, found.err);
  assert.match(found.out, /^missing: blob [0-9a-f]{24}, 8 bytes: a\.txt \(file [0-9a-f]{24}\)\n1 blobs, .*: 1 missing/);
  server.child.kill('SIGTERM');
  await server.ended;
});
