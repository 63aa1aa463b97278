import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { DatabaseRefused } from './errors.ts';
import { lockDataDir } from './lock.ts';

async function folder(t: TestContext): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'lamitt-lock-'));
  t.after(() => rm(path, { recursive: true, force: true }));
  return path;
}

/** A process of its own that takes the lock and holds it until it is killed. */
async function holder(dataDir: string) {
  const program = `import { lockDataDir } from ${JSON.stringify(new URL('./lock.ts', import.meta.url).href)};
    lockDataDir(process.argv[1]); console.log('held'); setInterval(() => undefined, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program, dataDir], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  return child;
}

function refusedWith(pattern: RegExp) {
  return (error: unknown) => {
    assert.ok(error instanceof DatabaseRefused);
    assert.match(error.message, pattern);
    assert.doesNotMatch(error.message, /\n/);
    return true;
  };
}

describe('the lock of a folder of data', () => {
  it('keeps a second process out, and is gone with the first, killed', async (t) => {
    const dataDir = await folder(t);
    const child = await holder(dataDir);
    assert.throws(() => lockDataDir(dataDir), refusedWith(/in use by another process/));
    child.kill('SIGKILL');
    await once(child, 'exit');
    lockDataDir(dataDir).release();
    assert.deepEqual(await readdir(dataDir), ['lock.db']);
  });

  it('keeps a second one in the same process out until it is released', async (t) => {
    const dataDir = await folder(t);
    const lock = lockDataDir(dataDir);
    assert.throws(() => lockDataDir(dataDir), refusedWith(/in use/));
    lock.release();
    lockDataDir(dataDir).release();
  });

  it('makes the folder for its owner alone', async (t) => {
    const dataDir = join(await folder(t), 'deep', 'er');
    lockDataDir(dataDir).release();
    assert.equal((await stat(dataDir)).mode & 0o777, 0o700);
  });

  it('says why a folder cannot be written', async (t) => {
    const inTheWay = join(await folder(t), 'file');
    await writeFile(inTheWay, '');
    assert.throws(() => lockDataDir(inTheWay), refusedWith(/cannot be written \(a file is in its place\)/));
    assert.throws(
      () => lockDataDir(join(inTheWay, 'data')),
      refusedWith(/cannot be written \(a file is in its path\)/),
    );
  });
});
