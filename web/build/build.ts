import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';

const web = join(import.meta.dirname, '..');
const root = join(web, '..');
const DIST = join(web, 'dist');
const STAMP = join(DIST, '.stamp');

/** The web app is not there and cannot be made; `message` says what would help. */
export class WebBuildFailed extends Error {}

/**
 * Builds the web app where its build is missing or older than its sources, and says so; answers whether it did. In a process of
 * its own: what a build takes of memory is given back. Throws when the build fails.
 */
export async function buildWebIfStale(say: (line: string) => void): Promise<boolean> {
  const stamp = stampOfSources();
  if (isBuilt(stamp)) return false;
  const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js');
  if (!existsSync(vite)) {
    if (existsSync(STAMP)) return false;
    throw new WebBuildFailed('The web app is not built, and vite is not installed: run npm ci without --omit=dev.');
  }
  say('Building the web app …');
  const started = performance.now();
  // Beside the old one, which is served meanwhile, and then in its place: two starts at once do no harm either.
  const folder = mkdtempSync(join(web, 'dist-'));
  try {
    await run(process.execPath, [vite, 'build', '--logLevel', 'warn', '--outDir', folder], web);
    writeFileSync(join(folder, '.stamp'), stamp);
    takePlace(folder, stamp);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  say(`Built in ${((performance.now() - started) / 1000).toFixed(1)} s.`);
  return true;
}

function isBuilt(stamp: string): boolean {
  return existsSync(STAMP) && readFileSync(STAMP, 'utf8') === stamp;
}

function takePlace(folder: string, stamp: string): void {
  rmSync(DIST, { recursive: true, force: true });
  try {
    renameSync(folder, DIST);
  } catch (error) {
    // Another start has put the same there in between.
    if (!isBuilt(stamp)) throw error;
  }
}

/** Changes with every file that the build is made of. */
function stampOfSources(): string {
  const hash = createHash('sha256');
  const files = [join(root, 'package-lock.json'), ...filesUnder(join(root, 'contract')), ...filesUnder(web)];
  for (const file of files) hash.update(relative(root, file)).update('\0').update(readFileSync(file)).update('\0');
  return hash.digest('hex');
}

function filesUnder(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && !/\.test\.tsx?$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !path.startsWith(DIST))
    .toSorted();
}

async function run(command: string, words: string[], folder: string): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<number | null>();
  const child = spawn(command, words, { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
  child.on('error', () => resolve(null));
  child.on('close', resolve);
  if ((await promise) !== 0) throw new WebBuildFailed('The web app could not be built; what is wrong stands above.');
}

if (import.meta.main) await buildWebIfStale((line) => console.log(line));
