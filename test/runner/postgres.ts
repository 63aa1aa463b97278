import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import {
  chownSync,
  closeSync,
  existsSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { findProgram } from './programs.ts';

/** A server of our own. `stop()` ends it and removes its folder; calling it twice is harmless. */
export type Postgres = { url: string; stop(): Promise<void> };

/** Folder with `postgres` and `initdb`: that of the PATH, else the newest that Debian's packages brought. */
export function findPostgres(): string | undefined {
  const debian = '/usr/lib/postgresql';
  const versions = existsSync(debian) ? readdirSync(debian).toSorted((a, b) => Number(b) - Number(a)) : [];
  const postgres = findProgram(
    ['postgres'],
    versions.map((version) => join(debian, version, 'bin')),
  );
  if (postgres === undefined) return undefined;
  const folder = dirname(postgres);
  return existsSync(join(folder, 'initdb')) ? folder : undefined;
}

/**
 * Starts PostgreSQL from `programs` on a free port of the loopback, with an empty cluster in a temporary folder and fsync on, since
 * durability is under test. Throws with PostgreSQL's own words when it does not come up.
 */
export async function startPostgres(programs: string): Promise<Postgres> {
  const account = postgresAccount();
  const folder = mkdtempSync(join(openFolder(), 'lamitt-postgres-'));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  // A password, not trust: on a machine with several users the loopback belongs to all of them.
  const password = randomBytes(16).toString('hex');
  try {
    const data = initCluster(programs, folder, password, account);
    const port = await freePort();
    const url = `postgres://postgres:${password}@127.0.0.1:${port}/postgres`;
    const log = join(folder, 'log');
    const server = startServer(join(programs, 'postgres'), data, port, log, account);
    await untilAnswering(url, server, log);
    return {
      url,
      async stop() {
        await stopServer(server);
        remove();
      },
    };
  } catch (error) {
    remove();
    throw error;
  }
}

type Account = { uid: number; gid: number } | undefined;

/** PostgreSQL refuses to run as root, so that root lends it another account; anybody else is fine as is. */
function postgresAccount(): Account {
  if (process.getuid?.() !== 0) return undefined;
  for (const name of ['postgres', 'nobody']) {
    const ids = ['-u', '-g'].map((option) => spawnSync('id', [option, name], { encoding: 'utf8' }));
    const [uid, gid] = ids.map((id) => (id.status === 0 ? Number(id.stdout) : undefined));
    if (uid !== undefined && gid !== undefined) return { uid, gid };
  }
  throw new Error('PostgreSQL does not run as root, and there is neither a user "postgres" nor "nobody"');
}

/** A temporary folder that the other account can reach: root's own TMPDIR is often closed to it. */
function openFolder(): string {
  const isOpen = (folder: string): boolean =>
    (statSync(folder).mode & 0o001) !== 0 && (dirname(folder) === folder || isOpen(dirname(folder)));
  return [tmpdir(), '/tmp', '/var/tmp'].find((folder) => existsSync(folder) && isOpen(folder)) ?? tmpdir();
}

function initCluster(programs: string, folder: string, password: string, account: Account): string {
  const data = join(folder, 'data');
  const passwordFile = join(folder, 'password');
  writeFileSync(passwordFile, password, { mode: 0o600 });
  if (account) for (const path of [folder, passwordFile]) chownSync(path, account.uid, account.gid);
  const words = [
    '-D',
    data,
    '-U',
    'postgres',
    '--auth=password',
    `--pwfile=${passwordFile}`,
    '--encoding=UTF8',
    '--locale=C',
    '--no-sync',
  ];
  const made = spawnSync(join(programs, 'initdb'), words, { ...account, cwd: folder, encoding: 'utf8' });
  if (made.status !== 0) throw new Error(`initdb failed: ${made.error?.message ?? made.stderr}`);
  return data;
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

function startServer(postgres: string, data: string, port: number, log: string, account: Account): ChildProcess {
  const settings = {
    listen_addresses: '127.0.0.1',
    port,
    unix_socket_directories: '',
    max_connections: 200,
    fsync: 'on',
  };
  const words = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const output = openSync(log, 'w');
  // A group of its own: Ctrl-C is for the runner, which first ends the tests and then this.
  const server = spawn(postgres, ['-D', data, ...words], {
    ...account,
    cwd: dirname(data),
    detached: true,
    stdio: ['ignore', output, output],
  });
  closeSync(output);
  return server;
}

async function untilAnswering(url: string, server: ChildProcess, log: string): Promise<void> {
  const deadline = performance.now() + 60_000;
  for (;;) {
    if (hasEnded(server)) throw new Error(`PostgreSQL did not start: ${readFileSync(log, 'utf8')}`);
    const client = new Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
    try {
      await client.connect();
      await client.end();
      return;
    } catch (error) {
      if (performance.now() > deadline) {
        await stopServer(server);
        throw new Error(`PostgreSQL does not answer: ${readFileSync(log, 'utf8')}`, { cause: error });
      }
      await sleep(50);
    }
  }
}

async function stopServer(server: ChildProcess): Promise<void> {
  if (hasEnded(server)) return;
  const ended = once(server, 'exit');
  // SIGINT is the fast shutdown: sessions are cut off, the folder is thrown away anyway.
  server.kill('SIGINT');
  const timer = setTimeout(() => server.kill('SIGQUIT'), 5_000);
  await ended;
  clearTimeout(timer);
}

function hasEnded(server: ChildProcess): boolean {
  return server.exitCode !== null || server.signalCode !== null;
}
