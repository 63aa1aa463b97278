import { readFileSync } from 'node:fs';

/** Ticks a second of what Linux tells of processes, whatever the machine. */
const TICKS = 100;

/** What a process has taken until now: bytes of memory that are its own at the moment, ms of processors. Undefined where nothing tells. */
export function usageOf(pid: number): { memory: number; processor: number } | undefined {
  try {
    const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    // The name of the program comes in brackets and may contain anything; the fields are counted behind it.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
    const ticks = Number(fields[11]) + Number(fields[12]);
    if (kilobytes === undefined || Number.isNaN(ticks)) return undefined;
    return { memory: Number(kilobytes) * 1024, processor: (ticks / TICKS) * 1000 };
  } catch {
    return undefined;
  }
}
