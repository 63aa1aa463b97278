import assert from 'node:assert/strict';
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

export const project = join(import.meta.dirname, '..');
/** The command `lamitt`. */
export const door = join(project, 'lamitt.js');
/** A Node that cannot run the program itself, if this machine has one. */
export const olderNode = findOlderNode();

export type Running = {
  child: ChildProcess;
  url: string;
  port: number;
  printed(): string;
  ended: ReturnType<typeof ended>;
};

/** Starts and waits until it serves. */
export async function startServer(
  command: readonly string[],
  settings: Record<string, string>,
  cwd = tmpdir(),
): Promise<Running> {
  const [program = '', ...args] = command;
  const child = spawn(program, args, {
    cwd,
    env: environment({ PORT: '0', ...settings }),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let printed = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => void (printed += chunk.toString()));
  const end = ended(child);
  let over = false;
  void end.then(() => (over = true));
  for (let waited = 0; waited < 20_000 && !over; waited += 50) {
    const port = /(?:Lamitt serves|A sample school at) http:\/\/localhost:(\d+)[^]*\n/.exec(printed)?.[1];
    if (port !== undefined) {
      return { child, url: `http://localhost:${port}`, port: Number(port), printed: () => printed, ended: end };
    }
    await sleep(50);
  }
  child.kill('SIGKILL');
  throw new Error(`It does not serve: ${printed}`);
}

export async function runDoor(args: readonly string[], settings: Record<string, string>, input = '') {
  const child = spawn(process.execPath, [door, ...args], { cwd: tmpdir(), env: environment(settings) });
  let out = '';
  let err = '';
  child.stdout.on('data', (chunk: Buffer) => void (out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => void (err += chunk.toString()));
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
  return { ...(await ended(child)), out, err };
}

export function refused(
  result: { code: number | null; out: string; err: string },
  code: number,
  sentence: RegExp,
): void {
  assert.match(result.err, sentence);
  assert.equal(result.err.trim().split('\n').length, 1, result.err);
  assert.equal(result.code, code);
  assert.doesNotMatch(result.out, /Lamitt serves/);
}

export function ended(child: ChildProcess): Promise<{ code: number | null; signal: NodeJS.Signals | null }> {
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ code, signal }));
  });
}

/** Only what a program needs to run, so that nobody's settings get in. */
function environment(settings: Record<string, string>): Record<string, string> {
  const { PATH = '', HOME = tmpdir() } = process.env;
  return { PATH, HOME, ...settings };
}

function findOlderNode(): string | undefined {
  for (const place of (process.env['PATH'] ?? '').split(delimiter)) {
    const node = join(place, 'node');
    if (!existsSync(node)) continue;
    const [major = 0, minor = 0] = execFileSync(node, ['--version']).toString().slice(1).split('.').map(Number);
    if (major < 24 || (major === 24 && minor < 16)) return node;
  }
  return undefined;
}
