import { spawn } from 'node:child_process';
import { delimiter, dirname, resolve as absolute } from 'node:path';

// npm run check: everything that can be said about the program without running it. All steps run at once and are told as they
// end; whoever fails prints what it found.

type Step = { name: string; command: string; words: string[]; accepts?: (output: string) => boolean };

const trees = ['contract', 'server', 'web', 'test', 'bench'];

const steps: Step[] = [
  { name: 'format', command: 'oxfmt', words: ['--check'] },
  { name: 'lint', command: 'oxlint', words: ['--type-aware', '--deny-warnings', '--report-unused-disable-directives'] },
  { name: 'types', command: 'tsc', words: ['--noEmit', '-p', '.'] },
  { name: 'types of the web app', command: 'tsc', words: ['--noEmit', '-p', 'web'] },
  { name: 'types of its worker', command: 'tsc', words: ['--noEmit', '-p', 'web/worker'] },
  {
    name: 'arrows',
    command: 'depcruise',
    words: ['--config', '.dependency-cruiser.cjs', ...trees],
    // Without a parser for TypeScript it finds no file, and nothing wrong in them.
    accepts: (output) => /[1-9]\d* modules, [1-9]\d* dependencies cruised/.test(output),
  },
  { name: 'unused', command: 'knip', words: ['--no-progress'] },
];

const passed = await Promise.all(steps.map(runStep));
process.exitCode = passed.every(Boolean) ? 0 : 1;

async function runStep(step: Step): Promise<boolean> {
  const started = performance.now();
  const { code, output } = await runCommand(step);
  const ok = code === 0 && (step.accepts?.(output) ?? true);
  const took = `${((performance.now() - started) / 1000).toFixed(1)} s`;
  console.log(`${step.name.padEnd(20)} ${took.padStart(7)}  ${ok ? 'ok' : 'FAILED'}`);
  if (!ok) console.log(`${output.trim() || 'no output'}\n`);
  return ok;
}

function runCommand(step: Step): Promise<{ code: number | null; output: string }> {
  const { promise, resolve } = Promise.withResolvers<{ code: number | null; output: string }>();
  // The tools are scripts that ask the PATH for node: they get the one that runs this, not the host's.
  const folders = [dirname(process.execPath), absolute('node_modules/.bin'), process.env['PATH'] ?? ''];
  const child = spawn(step.command, step.words, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, PATH: folders.join(delimiter) },
  });
  let output = '';
  const keep = (chunk: Buffer) => {
    output += chunk.toString();
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  child.on('error', (error) => resolve({ code: null, output: error.message }));
  child.on('close', (code) => resolve({ code, output }));
  return promise;
}
