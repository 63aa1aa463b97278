import { glob, readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { buildWebIfStale } from '../web/build/build.ts';
import { canInstall, findProgram, hasChineseFont, install } from './runner/programs.ts';
import { findPostgres, type Postgres, startPostgres } from './runner/postgres.ts';
import { type FileResult, type Limits, runFile } from './runner/run-file.ts';

// npm test              every *.test.ts of contract/, server/ and test/
// npm run test:long     the programs of hours, *.long.ts under test/
// npm test -- FILE …    these files only, whatever they are called
// --timeout SECONDS     for one file; a test in it gets nine tenths of that

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { long: { type: 'boolean', default: false }, timeout: { type: 'string' } },
});

process.exitCode = await main();

async function main(): Promise<number> {
  const interrupted = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => interrupted.abort(name));

  const files = positionals.length > 0 ? positionals : await findFiles(values.long);
  if (files.length === 0) return closingLine([], ['no test file found']);
  const needs = await whatIsNeeded(files);
  await installMissing(needs);
  // What a browser is shown is what stands in the sources.
  if (needs.postgres) await buildWebIfStale((line) => console.log(line));
  namePrograms(needs);
  const postgres = needs.postgres && !interrupted.signal.aborted ? await bringUpPostgres() : undefined;
  try {
    const results = await runFiles(files, limits(), interrupted.signal);
    return closingLine(results, interrupted.signal.aborted ? [`stopped by ${String(interrupted.signal.reason)}`] : []);
  } finally {
    await postgres?.stop();
  }
}

async function findFiles(long: boolean): Promise<string[]> {
  const pattern = long ? 'test/**/*.long.ts' : '{contract,server,test}/**/*.test.ts';
  const files: string[] = [];
  for await (const file of glob(pattern)) files.push(file);
  // Those of test/ (browsers, faults) take longest: begun last, one of them would run alone at the end.
  return files.toSorted((a, b) => Number(b.startsWith('test/')) - Number(a.startsWith('test/')) || (a < b ? -1 : 1));
}

type Needs = { postgres: boolean; browser: boolean; strace: boolean; clamd: boolean };

/** The contract needs nothing; a browser, strace and clamd are looked for only where a file names them, since they may be installed. */
async function whatIsNeeded(files: readonly string[]): Promise<Needs> {
  const texts = await Promise.all(files.map((file) => readFile(file, 'utf8').catch(() => '')));
  return {
    postgres: files.some((file) => !/^(\.\/)?contract\//.test(file)),
    browser:
      files.some((file) => file.includes('test/e2e/')) ||
      texts.some((text) => /\bbrowser\.ts'|CHROMIUM_PATH/.test(text)),
    strace: texts.some((text) => text.includes('STRACE_PATH')),
    clamd: texts.some((text) => /\bclamd\.ts'/.test(text)),
  };
}

function findBrowser(): string | undefined {
  const onMac = '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome';
  const names = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', onMac];
  return process.env['CHROMIUM_PATH'] || findProgram(names);
}

function findClamd(): string | undefined {
  return findProgram(['clamd'], ['/usr/sbin', '/usr/local/sbin']);
}

async function installMissing(needs: Needs): Promise<void> {
  const missing = [
    ...(needs.postgres && !process.env['TEST_POSTGRES_URL'] && !findPostgres() ? ['postgresql'] : []),
    ...(needs.browser && !findBrowser() ? ['chromium'] : []),
    ...(needs.browser && !hasChineseFont() ? ['fonts-noto-cjk', 'fontconfig'] : []),
    ...(needs.strace && !findProgram(['strace']) ? ['strace'] : []),
    ...(needs.clamd && !findClamd() ? ['clamav-daemon'] : []),
  ];
  if (missing.length > 0 && canInstall()) await install(missing);
}

function namePrograms(needs: Needs): void {
  const browser = findBrowser();
  const strace = findProgram(['strace']);
  const clamd = findClamd();
  if (browser) process.env['CHROMIUM_PATH'] = browser;
  if (strace) process.env['STRACE_PATH'] = strace;
  if (clamd) process.env['CLAMD_PATH'] = clamd;
  if (needs.browser && !browser)
    console.log('Chromium is missing (apt-get install chromium): the tests in a browser are skipped.');
  if (needs.browser && !hasChineseFont())
    console.log('No Chinese font (apt-get install fonts-noto-cjk): pictures will show boxes.');
  if (needs.strace && !strace)
    console.log('strace is missing (apt-get install strace): the tests that watch system calls are skipped.');
  if (needs.clamd && !clamd)
    console.log('clamd is missing (apt-get install clamav-daemon): the tests of the malware scanner are skipped.');
}

async function bringUpPostgres(): Promise<Postgres | undefined> {
  if (process.env['TEST_POSTGRES_URL']) return undefined;
  const programs = findPostgres();
  if (programs === undefined) return skipPostgres('PostgreSQL is missing (apt-get install postgresql)');
  try {
    const postgres = await startPostgres(programs);
    process.env['TEST_POSTGRES_URL'] = postgres.url;
    return postgres;
  } catch (error) {
    return skipPostgres(error instanceof Error ? error.message : String(error));
  }
}

function skipPostgres(why: string): undefined {
  console.log(`${why.trim()}: the server's tests run on SQLite only, those on PostgreSQL are skipped.`);
  // test/engines.ts turns this into a skipped test in every file that would have run on both.
  process.env['TEST_POSTGRES_SKIPPED'] = why.trim().split('\n')[0];
}

function limits(): Limits {
  const seconds = values.timeout === undefined ? (values.long ? 6 * 3600 : 300) : Number(values.timeout);
  if (!(seconds > 0)) throw new Error(`--timeout wants a number of seconds, not ${values.timeout ?? ''}`);
  return { file: seconds * 1000, test: Math.round(seconds * 900) };
}

/**
 * A program of hours measures, and so does `*.alone.test.ts`: they get the machine to themselves, the latter after all others. What
 * hardly does more than wait, `*.waiting.test.ts`, goes first in one of the lanes, beside those that work.
 */
async function runFiles(files: readonly string[], each: Limits, signal: AbortSignal): Promise<FileResult[]> {
  const [queue, waiting, alone] = [
    files.filter((file) => !isWaiting(file) && !isAlone(file)),
    files.filter(isWaiting),
    files.filter(isAlone),
  ];
  const running = new Map<string, number>();
  const results: FileResult[] = [];
  const tick = setInterval(() => {
    for (const [file, since] of running) console.log(`  … ${file} (${inSeconds(performance.now() - since)})`);
  }, 30_000);
  const work = async (left: string[]) => {
    for (let file = left.shift(); file !== undefined && !signal.aborted; file = left.shift()) {
      running.set(file, performance.now());
      const result = await runFile(file, each, signal);
      running.delete(file);
      results.push(result);
      print(result);
    }
  };
  // One more than there are processors: what runs in a browser waits half of the time.
  const lanes = values.long ? 1 : Math.min(4, availableParallelism() + 1);
  const first = async () => {
    await work(waiting);
    await work(queue);
  };
  await Promise.all([first(), ...Array.from({ length: lanes - 1 }, () => work(queue))]);
  await work(alone);
  clearInterval(tick);
  return results;
}

function isWaiting(file: string): boolean {
  return file.endsWith('.waiting.test.ts');
}

function isAlone(file: string): boolean {
  return file.endsWith('.alone.test.ts');
}

function print(result: FileResult): void {
  const skipped = result.skipped > 0 ? `, ${result.skipped} skipped` : '';
  const failed = result.failures.length > 0 ? `, ${result.failures.length} FAILED` : '';
  console.log(
    `${failed ? '✗' : '✓'} ${result.file}  ${result.passed} passed${failed}${skipped}  ${inSeconds(result.took)}`,
  );
  for (const failure of result.failures) {
    console.log(indent(`✗ ${failure.name}  (${failure.place})\n${indent(failure.why)}`));
  }
  // What a long program prints is its result; what a failed file printed may say why.
  if (result.output !== '' && (failed || values.long))
    console.log(indent(`what it printed:\n${indent(result.output.trimEnd())}`));
}

/** Prints the totals as the last line, and answers the exit code: 0 only when something ran and nothing failed. */
function closingLine(results: readonly FileResult[], troubles: readonly string[]): number {
  const failures = results.flatMap((result) => result.failures.map((failure) => `${result.file}: ${failure.name}`));
  const passed = results.reduce((sum, result) => sum + result.passed, 0);
  const skipped = results.reduce((sum, result) => sum + result.skipped, 0);
  if (failures.length > 0) console.log(`\nfailed:\n${indent(failures.join('\n'))}`);
  for (const trouble of troubles) console.log(`\n${trouble}`);
  console.log(`\n${passed} passed, ${failures.length} failed, ${skipped} skipped`);
  return failures.length === 0 && troubles.length === 0 && passed > 0 ? 0 : 1;
}

function inSeconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}

function indent(text: string): string {
  return text.replace(/^(?=.)/gm, '    ');
}
