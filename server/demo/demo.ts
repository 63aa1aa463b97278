import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { isAbsolute, join, relative } from 'node:path';
import { readConfig } from '../config.ts';
import { run } from '../main.ts';
import { addressHere } from '../welcome.ts';
import { addLivelySchool, livelyGreeting } from './lively.ts';
import { addSampleSchool } from './sample.ts';
import { lineOf, SAMPLE_AUTH_CODE, SAMPLE_FILE, steps, walkLines } from './walk.ts';
import { walkStep } from './walk-step.ts';

/**
 * Serves the sample school from a fresh folder that goes when it stops. With `walk` it makes the document's calls itself, ticks
 * each answer and stops: the exit code is 1 when one was missed. Without, undefined: it serves until a signal. With `lively` the
 * school is one with four weeks of life in it.
 */
export async function demo(
  environment: Record<string, string | undefined>,
  { walk, lively }: { walk: boolean; lively: boolean },
): Promise<number | undefined> {
  const dataDir = await mkdtemp(join(tmpdir(), 'lamitt-demo-'));
  const end = (): Promise<void> => rm(dataDir, { recursive: true, force: true });
  const greetingOf = lively ? livelyGreeting : walk ? () => '' : greeting;
  try {
    const config = readConfig({
      LOG_LEVEL: 'warn',
      ...environment,
      // A free port where only the walk itself calls.
      ...(walk && !environment['PORT'] && { PORT: '0' }),
      DATA_DIR: dataDir,
      // A sample never goes into a school's database.
      DATABASE_URL: undefined,
      ACCESS: 'open',
      AUTH_CODE: SAMPLE_AUTH_CODE,
    });
    const { address, stop } = await run(config, {
      prepare: (app) => (lively ? addLivelySchool(app, say) : addSampleSchool(app)),
      greet: async (_app, where) => greetingOf(addressHere(where)),
      end,
    });
    if (!walk) return undefined;
    const missed = await walkAll(addressHere(address));
    await stop();
    return missed === 0 ? 0 : 1;
  } catch (error) {
    await end();
    throw error;
  }
}

/** What is being done, while nobody can sign in yet. */
function say(line: string): void {
  process.stdout.write(`  ${line} …\n`);
}

function greeting(base: string): string {
  const lines = walkLines(base, sampleFile());
  return [
    `A sample school at ${base}, gone when this stops (Ctrl-C). ACCESS=open: there is no sign-in, on this machine only.`,
    'The lines of the document, in an order in which each gives the answer under it:',
    '',
    ...lines.flatMap((line, index) => [line, `#   ${JSON.stringify(steps[index]?.answer)}`]),
    '',
  ].join('\n');
}

async function walkAll(base: string): Promise<number> {
  let missed = 0;
  for (const step of steps) {
    const { answer, right } = await walkStep(step, base);
    if (!right) missed += 1;
    const lines = [`${right ? '✓' : '✗'} ${lineOf(step, base, sampleFile())}`, `    ${JSON.stringify(answer)}`];
    if (!right) lines.push(`    printed: ${JSON.stringify(step.answer)}`);
    process.stdout.write(`${lines.join('\n')}\n`);
  }
  process.stdout.write(`${steps.length - missed} of ${steps.length} answers as printed\n`);
  return missed;
}

/** As short as it can be pasted here. */
function sampleFile(): string {
  const here = relative(process.cwd(), SAMPLE_FILE);
  return here.startsWith('..') || isAbsolute(here) ? SAMPLE_FILE : here;
}
