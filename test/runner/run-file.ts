import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Value } from 'typebox/value';
import { TestLine } from './test-line.ts';

/** Milliseconds: `test` fails one test and lets the next begin, `file` ends the whole process. */
export type Limits = { test: number; file: number };

export type Failure = { name: string; place: string; why: string };

/** What became of one file: numbers of tests, its failures, what it printed (the last 64 KB), how long it took in ms. */
export type FileResult = {
  file: string;
  passed: number;
  skipped: number;
  failures: Failure[];
  output: string;
  took: number;
};

const linesFile = 'test-lines';
const keptOutput = 64 * 1024;
const reporter = new URL('reporter.ts', import.meta.url).href;

/**
 * Runs one test file in a process group of its own. The group is killed when the limit is over, when `signal` fires, and when
 * the file has ended, so that no server started by a test outlives it. Never rejects for what a test does: that is a failure.
 */
export async function runFile(file: string, limits: Limits, signal: AbortSignal): Promise<FileResult> {
  const folder = await mkdtemp(join(tmpdir(), 'lamitt-run-'));
  const started = performance.now();
  try {
    const ended = await runProcess(file, folder, limits, signal);
    const lines = readLines(await readFile(join(folder, linesFile), 'utf8').catch(() => ''));
    const failures: Failure[] = lines.filter((line) => line.kind === 'failed');
    const why = whyTheFileFailed(ended, lines, failures.length, limits);
    if (why) failures.push({ name: 'the file itself', place: file, why });
    return {
      file,
      passed: lines.filter((line) => line.kind === 'passed').length,
      skipped: lines.filter((line) => line.kind === 'skipped').length,
      failures,
      output: ended.output,
      took: performance.now() - started,
    };
  } finally {
    // A browser that was just killed may still be writing there.
    await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
  }
}

type Ended = { code: number | null; by: string | null; output: string; overdue: boolean };

function runProcess(file: string, folder: string, limits: Limits, signal: AbortSignal): Promise<Ended> {
  const { promise, resolve, reject } = Promise.withResolvers<Ended>();
  const child = spawn(
    process.execPath,
    [
      '--enable-source-maps',
      `--test-timeout=${limits.test}`,
      `--test-reporter=${reporter}`,
      `--test-reporter-destination=${join(folder, linesFile)}`,
      file,
    ],
    // What a killed test leaves in the temporary folder goes with it.
    { detached: true, stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, TMPDIR: folder } },
  );
  let output = '';
  let overdue = false;
  const keep = (chunk: Buffer) => {
    output = (output + chunk.toString()).slice(-keptOutput);
  };
  const kill = () => killGroup(child.pid);
  const timer = setTimeout(() => {
    overdue = true;
    kill();
  }, limits.file);
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  signal.addEventListener('abort', kill);
  child.on('error', reject);
  // Whatever the file left running holds the pipes open: end it at exit, or 'close' never comes.
  child.on('exit', kill);
  child.on('close', (code, by) => {
    clearTimeout(timer);
    signal.removeEventListener('abort', kill);
    resolve({ code, by, output, overdue });
  });
  if (signal.aborted) kill();
  return promise;
}

function killGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // Nothing of the group is left.
  }
}

function readLines(text: string): TestLine[] {
  // The last line may be cut when the process was killed.
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  return whole
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => Value.Parse(TestLine, JSON.parse(line)));
}

function whyTheFileFailed(ended: Ended, lines: TestLine[], failures: number, limits: Limits): string | undefined {
  if (ended.overdue) {
    const begun = unfinished(lines);
    const where = begun.length > 0 ? `in: ${begun.join(', ')}` : 'after its last test: something keeps it alive';
    return `still running after ${limits.file / 1000} s, ${where}`;
  }
  if (ended.by !== null) return `ended by ${ended.by} in: ${unfinished(lines).join(', ') || 'no test'}`;
  if (ended.code !== 0 && failures === 0) return `exit code ${ended.code ?? 'unknown'} although no test failed`;
  if (lines.length === 0) return 'no test in it';
  if (failures === 0 && !lines.some((line) => line.kind === 'over')) {
    return `the process left in the middle of: ${unfinished(lines).join(', ') || 'its tests'}`;
  }
  return undefined;
}

function unfinished(lines: TestLine[]): string[] {
  const ended = new Set(lines.flatMap((line) => (line.kind === 'ended' ? [line.id] : [])));
  return lines.flatMap((line) => (line.kind === 'begun' && !ended.has(line.id) ? [line.name] : []));
}
