import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const program = process.env['CLAMD_PATH'];

/** For the `skip` option of a test: why there is no scanner here, or false when there is one. */
export const withoutClamd: string | false = program ? false : 'clamd is missing (CLAMD_PATH is not set)';

/** The harmless file that every scanner is to find. In pieces, so that none finds it in this file. */
export const EICAR = ['X5O!P%@AP[4\\PZX54(P^)7CC)7}', '$EICAR-STANDARD-ANTIVIRUS', '-TEST-FILE!$H+H*'].join('');
/** What this clamd calls it. */
export const FOUND = 'School.Test.UNOFFICIAL';
/** Larger files it refuses to look into. */
export const LARGEST = 32 * 1024 * 1024;

export type Clamd = {
  /** Addresses as `SCANNER_URL` takes them: a socket in a folder, and a port. */
  socket: string;
  port: string;
  start(): Promise<void>;
  /** kill -9. */
  kill(): Promise<void>;
  /** Runs nothing any more, and keeps its connections. */
  freeze(): void;
  thaw(): void;
  close(): Promise<void>;
};

/** clamd itself, with one signature of ours: the real ones are hundreds of megabytes, from elsewhere. */
export async function startClamd(): Promise<Clamd> {
  if (!program) throw new Error('CLAMD_PATH is not set: run this test through npm test');
  const folder = await mkdtemp(join(tmpdir(), 'lamitt-clamd-'));
  const [path, port] = [join(folder, 'clamd.ctl'), await freePort()];
  const settings = join(folder, 'clamd.conf');
  await writeFile(join(folder, 'school.ndb'), `School.Test:0:*:${Buffer.from(EICAR).toString('hex')}\n`);
  await writeFile(
    settings,
    [
      'Foreground yes',
      `DatabaseDirectory ${folder}`,
      `TemporaryDirectory ${folder}`,
      `LocalSocket ${path}`,
      `TCPSocket ${port}`,
      'TCPAddr 127.0.0.1',
      `StreamMaxLength ${LARGEST}`,
      'MaxThreads 2\n',
    ].join('\n'),
  );
  let running: ChildProcess | undefined;

  async function start(): Promise<void> {
    await rm(path, { force: true });
    const child = spawn(program ?? '', ['-c', settings], { stdio: ['ignore', 'pipe', 'pipe'] });
    running = child;
    let printed = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (printed += String(chunk)));
    const deadline = performance.now() + 30_000;
    while (!(await listens(path)) || !(await listens(port))) {
      if (child.exitCode !== null || performance.now() > deadline) throw new Error(`clamd does not start: ${printed}`);
      await sleep(20);
    }
  }
  async function kill(): Promise<void> {
    if (running === undefined || running.exitCode !== null || running.signalCode !== null) return;
    const gone = once(running, 'close');
    running.kill('SIGKILL');
    await gone;
  }

  await start();
  return {
    socket: `unix:${path}`,
    port: `clamd://127.0.0.1:${port}`,
    start,
    kill,
    freeze: () => void running?.kill('SIGSTOP'),
    thaw: () => void running?.kill('SIGCONT'),
    async close() {
      await kill();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function listens(where: string | number): Promise<boolean> {
  const socket = typeof where === 'string' ? connect(where) : connect(where, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no free port on the loopback');
  return address.port;
}
