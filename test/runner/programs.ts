import { spawn, spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Path of the first of these programs that the PATH, or one of these folders, has. Names may be absolute. */
export function findProgram(names: readonly string[], folders: readonly string[] = []): string | undefined {
  const path = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  const candidates = names.flatMap((name) =>
    name.startsWith('/') ? [name] : [...path, ...folders].map((folder) => join(folder, name)),
  );
  return candidates.find(isExecutable);
}

/** Whether this process may install packages of Debian (or of a descendant). */
export function canInstall(): boolean {
  return process.getuid?.() === 0 && existsSync('/etc/debian_version') && findProgram(['apt-get']) !== undefined;
}

/** Installs Debian packages, telling how long it takes; false, with apt's own last words printed, when it could not. */
export async function install(packages: readonly string[]): Promise<boolean> {
  console.log(`Installing ${packages.join(', ')} with apt-get (once on this machine) …`);
  const started = performance.now();
  const tick = setInterval(() => console.log(`  … ${Math.round((performance.now() - started) / 1000)} s`), 15_000);
  try {
    // An update that fails (one dead mirror among several) does not mean that the package cannot be had.
    await aptGet(['update']);
    const { ok, output } = await aptGet(['install', '--yes', '--no-install-recommends', ...packages]);
    console.log(ok ? `Installed in ${Math.round((performance.now() - started) / 1000)} s.` : lastLines(output));
    return ok;
  } finally {
    clearInterval(tick);
  }
}

/** Whether a font with Chinese characters is there; without one a browser draws boxes. */
export function hasChineseFont(): boolean {
  const list = spawnSync('fc-list', [':lang=zh', 'family'], { encoding: 'utf8' });
  return list.status === 0 && list.stdout.trim() !== '';
}

function aptGet(words: readonly string[]): Promise<{ ok: boolean; output: string }> {
  const { promise, resolve } = Promise.withResolvers<{ ok: boolean; output: string }>();
  const options = [
    '-q',
    '-o',
    'DPkg::Lock::Timeout=300',
    '-o',
    'Acquire::Retries=2',
    '-o',
    'Acquire::http::Timeout=30',
  ];
  const child = spawn('apt-get', [...options, ...words], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  });
  let output = '';
  const keep = (chunk: Buffer) => (output += chunk.toString());
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  child.on('error', (error) => resolve({ ok: false, output: error.message }));
  child.on('close', (code) => resolve({ ok: code === 0, output }));
  return promise;
}

function lastLines(text: string): string {
  return text.trim().split('\n').slice(-5).join('\n');
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
