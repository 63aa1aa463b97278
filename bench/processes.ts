import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Threads and children of a process count; in ms. The kernel counts in ticks of 10 ms. */
export function cpuMs(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

/** Memory in RAM, in MB of 1,000,000 bytes: what it is (VmRSS), or the most it was since `resetPeak` (VmHWM). */
export function memoryMb(pid: number, which: 'VmRSS' | 'VmHWM' = 'VmRSS'): number {
  const kib = new RegExp(`${which}:\\s+(\\d+) kB`).exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return (Number(kib) * 1024) / 1_000_000;
}

/** Watches a process's memory until `stop`, which gives the growth over what it was at the beginning, in MB. */
export function watchMemory(pid: number): { stop(): number } {
  const before = memoryMb(pid);
  let most = before;
  const look = (): void => void (most = Math.max(most, memoryMb(pid)));
  const timer = setInterval(look, 20);
  return {
    stop() {
      clearInterval(timer);
      look();
      return most - before;
    },
  };
}

export type BareServer = { url: string; pid: number; stop(): Promise<void> };

/** Starts `bare-server.ts`, told in JSON what to serve, and waits until it listens. */
export async function startBare(serves: Record<string, unknown>): Promise<BareServer> {
  const program = fileURLToPath(new URL('bare-server.ts', import.meta.url));
  const child = spawn(process.execPath, [program, JSON.stringify(serves)], { stdio: ['ignore', 'pipe', 'inherit'] });
  const url = await new Promise<string>((resolve, reject) => {
    child.once('exit', () => reject(new Error('The bare server ended')));
    // Its log says more lines than this one.
    child.stdout.on('data', (chunk: Buffer) => {
      const found = /READY (\S+)/.exec(chunk.toString())?.[1];
      if (found !== undefined) resolve(found);
    });
  });
  return { url, pid: child.pid ?? 0, stop: () => stop(child) };
}

async function stop(child: ChildProcess): Promise<void> {
  const gone = once(child, 'close');
  child.kill('SIGTERM');
  await gone;
}
