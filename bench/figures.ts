import { readFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, release } from 'node:os';
import { parseArgs } from 'node:util';

/** A figure against its limit: `atLeast` or `atMost`, in the unit that `text` is written in. */
export type Figure = { name: string; value: number; text: string; atLeast?: number; atMost?: number };

/** What the figures were measured on, and what else was going on there. */
export function printMachine(): void {
  const system = /PRETTY_NAME="([^"]+)"/.exec(readFileSync('/etc/os-release', 'utf8'))?.[1] ?? 'Linux';
  const load = loadavg()[0]?.toFixed(2);
  console.log(
    `machine  ${availableParallelism()} x ${cpus()[0]?.model.trim()}, ${system}, Linux ${release()}, Node ${process.version}, load ${load}`,
  );
  console.log(`date     ${new Date().toISOString()}`);
}

/** Prints a line for each figure and leaves the exit code at 1 when a limit is not held. */
export function judge(figures: readonly Figure[]): void {
  for (const { name, value, text, atLeast, atMost } of figures) {
    const held = value >= (atLeast ?? -Infinity) && value <= (atMost ?? Infinity);
    const limit = atLeast === undefined ? `at most ${atMost}` : `at least ${atLeast}`;
    console.log(`${held ? 'PASS' : 'FAIL'}     ${name}: ${text} (limit: ${limit})`);
    if (!held) process.exitCode = 1;
  }
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/**
 * Runs both sides in turn, `count` times (ours, bare, ours, bare …): a machine that slows down slows both. The side that goes
 * first changes with each pair.
 */
export async function pairs<T>(
  count: number,
  sides: { ours: () => Promise<T>; bare: () => Promise<T> },
): Promise<{ ours: T; bare: T }[]> {
  const measured: { ours: T; bare: T }[] = [];
  for (let pair = 0; pair < count; pair++) {
    if (pair % 2 === 0) {
      const ours = await sides.ours();
      measured.push({ ours, bare: await sides.bare() });
    } else {
      const bare = await sides.bare();
      measured.push({ ours: await sides.ours(), bare });
    }
  }
  return measured;
}

/** Numbers given as `--name value`; the others are as in `defaults`. */
export function readFlags<Flags extends Record<string, number>>(defaults: Flags): Record<keyof Flags, number> {
  const options = Object.fromEntries(Object.keys(defaults).map((name) => [name, { type: 'string' } as const]));
  const { values } = parseArgs({ options });
  const flags: Record<keyof Flags, number> = { ...defaults };
  for (const name in defaults) if (values[name] !== undefined) flags[name] = Number(values[name]);
  return flags;
}
