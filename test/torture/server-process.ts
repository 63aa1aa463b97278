import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';

/** A server in a process of its own, as its operator would start it. */
export type ServerProcess = {
  url: string;
  port: number;
  pid: number;
  /** Standard output and error so far. */
  printed(): string;
  /** The lines of the log so far, parsed. */
  logged(): LogLine[];
  /** The first administrator's code, when this start printed one. */
  invitation: string | undefined;
  running(): boolean;
  /** kill -9. */
  kill(): Promise<void>;
  /** SIGTERM; answers the exit code. */
  stop(): Promise<number | null>;
};

export type LogLine = { level: number; msg: string; text: string };

export const INSTRUCTORS_CODE = 'INSTRUCTORS-ONLY-CODE';

/** Starts a server on a folder of data (and a database) and waits until it listens. Throws with what it printed when it ends. */
export async function startServer(
  place: { dataDir: string; url?: string },
  settings: Record<string, string> = {},
): Promise<ServerProcess> {
  const child = spawn(process.execPath, [fileURLToPath(new URL('../../lamitt.js', import.meta.url)), 'start'], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env['PATH'],
      PORT: '0',
      AUTH_CODE: INSTRUCTORS_CODE,
      TIME_ZONE: 'Asia/Shanghai',
      DATA_DIR: place.dataDir,
      ...(place.url !== undefined && { DATABASE_URL: place.url }),
      ...settings,
    },
  });
  let output = '';
  const keep = (chunk: Buffer): void => void (output += chunk.toString());
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  const port = await listeningPort(child, () => output);
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    pid: child.pid ?? 0,
    printed: () => output,
    logged: () => output.split('\n').flatMap(readLogLine),
    invitation: /"auth_code":"([^"]+)"/.exec(output)?.[1],
    running: () => !hasEnded(child),
    kill: async () => void (await end(child, 'SIGKILL')),
    stop: () => end(child, 'SIGTERM'),
  };
}

/** Lines at `error` and above, and whatever else a process only says when something broke: none of it belongs in a log of refusals. */
export function troubles(server: ServerProcess): string[] {
  const errors = server.logged().filter((line) => line.level >= 50);
  const broken = server
    .printed()
    .split('\n')
    .filter((line) => /unhandled|uncaught|^\s+at |Warning:/i.test(line));
  return [...errors.map((line) => line.text), ...broken];
}

async function listeningPort(child: ChildProcess, output: () => string): Promise<number> {
  const deadline = performance.now() + 60_000;
  for (;;) {
    // The last line of the welcome, so that all of it has been printed.
    const found = /Lamitt serves \S*:(\d+)[^]*(gets? in)/.exec(output())?.[1];
    if (found !== undefined) return Number(found);
    if (hasEnded(child)) throw new Error(`The server ended (${child.exitCode}): ${output()}`);
    if (performance.now() > deadline) throw new Error(`The server does not listen: ${output()}`);
    await sleep(10);
  }
}

function readLogLine(text: string): LogLine[] {
  if (!text.startsWith('{')) return [];
  try {
    const line: unknown = JSON.parse(text);
    if (typeof line !== 'object' || line === null || !('level' in line)) return [];
    return [{ level: Number(line.level), msg: 'msg' in line ? String(line.msg) : '', text }];
  } catch {
    return [];
  }
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  if (!hasEnded(child)) {
    const gone = once(child, 'close');
    child.kill(signal);
    await gone;
  }
  return child.exitCode;
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}
