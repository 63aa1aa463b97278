import { parseArgs, type ParseArgsOptionsConfig } from 'node:util';
import packageJson from '../package.json' with { type: 'json' };
import { buildWebIfStale, WebBuildFailed } from '../web/build/build.ts';
import { settingsHelp } from './config.ts';
import { ConfigError } from './setting-values.ts';
import { PlaceUnreachable } from './files/place.ts';
import { DatabaseRefused } from './kernel/db/errors.ts';
import { Failure } from './kernel/http/failure.ts';
import type { School } from './school.ts';

/** A command that was written wrongly: `message` says how it is written right. */
class UsageError extends Error {}

type Given = { values: Record<string, string | boolean | undefined>; operand: string };
type Command = {
  /** The name of its one operand; none when unset. */
  operand?: string;
  options?: ParseArgsOptionsConfig;
  usage: string;
  about: string;
  /** Answers the exit code, or undefined while it goes on serving. */
  run: (given: Given) => Promise<number | undefined>;
};

// What a command needs is imported when it runs: the door opens at once for `--help`.
const commands: Record<string, Command> = {
  start: {
    usage: 'start',
    about: 'serve the school until SIGTERM or Ctrl-C',
    run: async () => {
      await buildWeb();
      const { start } = await import('./main.ts');
      await start(process.env);
      return undefined;
    },
  },
  demo: {
    usage: 'demo [--walk | --lively]',
    options: { walk: { type: 'boolean' }, lively: { type: 'boolean' } },
    about:
      'serve a sample school from a fresh folder; --walk runs the documented calls against it and checks each answer, --lively fills one of 200 people to look around in',
    run: async ({ values }) => {
      const [walk, lively] = [values['walk'] === true, values['lively'] === true];
      if (walk && lively) throw new UsageError('lamitt demo takes --walk or --lively, not both.');
      await buildWeb();
      const { demo } = await import('./demo/demo.ts');
      return demo(process.env, { walk, lively });
    },
  },
  admin: {
    operand: 'NAME',
    usage: 'admin NAME',
    about: 'make the user NAME an administrator',
    run: ({ operand }) => operate(async (school) => (await import('./admin/make-admin.ts')).makeAdmin(school, operand)),
  },
  invite: {
    usage: 'invite --role instructor|admin',
    options: { role: { type: 'string' } },
    about: 'print a code for one registration within 24 hours',
    run: ({ values: { role } }) => {
      if (role !== 'instructor' && role !== 'admin')
        throw new UsageError('lamitt invite needs --role instructor or --role admin.');
      return operate(async (school) => (await import('./admin/invite.ts')).invite(school, role));
    },
  },
  password: {
    operand: 'NAME',
    usage: 'password NAME',
    about: "set NAME's password, asked for or read from standard input; all sessions of NAME end",
    run: ({ operand }) =>
      operate(async (school) => (await import('./admin/set-password.ts')).setPassword(school, operand, process.stdin)),
  },
  disable: {
    operand: 'NAME',
    usage: 'disable NAME',
    about: 'shut NAME out; all sessions of NAME end',
    run: ({ operand }) => operate(async (school) => (await import('./admin/disable.ts')).disable(school, operand)),
  },
  enable: {
    operand: 'NAME',
    usage: 'enable NAME',
    about: 'let NAME in again',
    run: ({ operand }) => operate(async (school) => (await import('./admin/disable.ts')).enable(school, operand)),
  },
  backup: {
    operand: 'FILE',
    usage: 'backup FILE',
    about: 'write database and files into the tar FILE while the server serves, and read it again to verify it',
    run: async ({ operand }) => {
      const { backup } = await import('./admin/backup/backup.ts');
      return finish(await backup(process.env, operand));
    },
  },
  restore: {
    operand: 'FILE',
    usage: 'restore FILE',
    about:
      'fill an empty DATA_DIR (and an empty database, if DATABASE_URL is set) from a backup; not while a server runs',
    run: async ({ operand }) => {
      const { restore } = await import('./admin/backup/restore.ts');
      return finish(await restore(process.env, operand));
    },
  },
  'files verify': {
    usage: 'files verify',
    about:
      'read all bytes of files and compare size and SHA-256, beside a server too; lists what is missing, changed or without a row, and exits with 1',
    run: async () => {
      const { verifyFiles } = await import('./admin/bytes/verify.ts');
      return judge((school) => verifyFiles(school, { write: print }));
    },
  },
  'files move': {
    usage: 'files move --to URL|FOLDER',
    options: { to: { type: 'string' } },
    about:
      'copy all bytes of files to another place, s3://… or a folder, each verified, while the server serves; says what to set then; can be run again',
    run: async ({ values: { to } }) => {
      if (typeof to !== 'string' || to === '') throw new UsageError('lamitt files move needs --to URL or --to FOLDER.');
      const { moveFiles } = await import('./admin/bytes/move.ts');
      return judge((school) => moveFiles(school, to, { write: print }));
    },
  },
};

try {
  const code = await main(process.argv.slice(2));
  if (code !== undefined) process.exitCode = code;
} catch (error) {
  const code = error instanceof UsageError ? 2 : 1;
  process.stderr.write(`${sentenceOf(error)}\n`);
  // Threads and sockets of what was begun may still be open.
  process.exit(code);
}

async function main(args: string[]): Promise<number | undefined> {
  const [name] = args;
  if (name === '--version' || name === '-v') return finish(packageJson.version);
  if (name === '--help' || name === '-h' || name === 'help') return finish(help());
  if (name === undefined) throw new UsageError(help());
  const { command, called, rest } = findCommand(name, args);
  const { values, positionals } = parse(called, command, rest);
  if (values['help'] === true) return finish(helpOf(command));
  const operand = positionals[0] ?? '';
  if (
    positionals.length !== (command.operand === undefined ? 0 : 1) ||
    (command.operand !== undefined && operand === '')
  ) {
    throw new UsageError(`It is written: lamitt ${command.usage}`);
  }
  return command.run({ values, operand });
}

/** The name of a command is one word, or two where several belong together. */
function findCommand(name: string, args: string[]): { command: Command; called: string; rest: string[] } {
  for (const words of [2, 1]) {
    const called = args.slice(0, words).join(' ');
    const command = Object.hasOwn(commands, called) ? commands[called] : undefined;
    if (command !== undefined) return { command, called, rest: args.slice(words) };
  }
  const group = Object.keys(commands).filter((one) => one.startsWith(`${name} `));
  if (group.length > 0) {
    const usages = group.map((one) => `lamitt ${commands[one]?.usage ?? one}`);
    throw new UsageError(`It is written: ${usages.join(', or ')}`);
  }
  throw new UsageError(
    `There is no ${name.startsWith('-') ? 'option' : 'command'} ${name}: lamitt --help lists what there is.`,
  );
}

function parse(name: string, command: Command, args: string[]) {
  const options: ParseArgsOptionsConfig = { ...command.options, help: { type: 'boolean', short: 'h' } };
  try {
    const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
    const plain = Object.entries(values).map(
      ([key, value]) => [key, Array.isArray(value) ? undefined : value] as const,
    );
    return { values: Object.fromEntries(plain), positionals };
  } catch (error) {
    const what = error instanceof Error ? (error.message.split(/\. |\n/)[0] ?? '') : String(error);
    throw new UsageError(`lamitt ${name}: ${what}; lamitt ${name} --help lists its options.`);
  }
}

async function operate(act: (school: School) => Promise<string>): Promise<number> {
  const { withSchool } = await import('./admin/operator.ts');
  return finish(await withSchool(process.env, act));
}

/** A check beside the server: its closing line, and 1 when something is wrong. */
async function judge(check: (school: School) => Promise<{ isWhole: boolean; summary: string }>): Promise<number> {
  const { withSchool } = await import('./admin/operator.ts');
  const { isWhole, summary } = await withSchool(process.env, check);
  print(summary);
  return isWhole ? 0 : 1;
}

async function buildWeb(): Promise<void> {
  await buildWebIfStale((line) => process.stdout.write(`${line}\n`));
}

function finish(text: string): number {
  print(text);
  return 0;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

function help(): string {
  const width = Math.max(...Object.values(commands).map(({ usage }) => usage.length));
  return [
    'lamitt: one server for a school, behind a documented API',
    '',
    ...Object.values(commands).map(({ usage, about }) => `  lamitt ${usage.padEnd(width)}  ${about}`),
    `  lamitt ${'--version'.padEnd(width)}  print the version`,
    '',
    'Settings are environment variables: lamitt start --help lists them.',
  ].join('\n');
}

function helpOf(command: Command): string {
  const lines = [
    `lamitt ${command.usage}`,
    `  ${command.about}`,
    '',
    'Settings, read from the environment (default in brackets):',
  ];
  for (const { name, fallback, about } of settingsHelp()) lines.push(`  ${name.padEnd(21)} ${about} [${fallback}]`);
  return lines.join('\n');
}

/** One sentence where the operator can do something about it; anything else is a fault of ours and shows where it lies. */
function sentenceOf(error: unknown): string {
  if (error instanceof PlaceUnreachable) return `The store of the files does not answer (${error.why}).`;
  const known = [UsageError, ConfigError, DatabaseRefused, Failure, WebBuildFailed];
  if (known.some((kind) => error instanceof kind) && error instanceof Error) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
