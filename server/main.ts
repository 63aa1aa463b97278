import { existsSync } from 'node:fs';
import module from 'node:module';
import { join } from 'node:path';
import pino from 'pino';
import { keepStandingCode } from './accounts/codes.ts';
import { type App, createApp } from './app.ts';
import { type Config, readConfig } from './config.ts';
import { ConfigError } from './setting-values.ts';
import { lockDataDir } from './kernel/db/lock.ts';
import { type Address, welcome } from './welcome.ts';

/** What was taken is answered within this long; whoever still reads or sends then is cut off. */
const DRAIN_WITHIN = 6_000;
/** And then everything is closed, or the process ends without. */
const STOP_WITHIN = 9_000;

/** What a start does besides serving. */
type Run = {
  /** Before anyone can call. */
  prepare?: (app: App) => Promise<void>;
  /** Once it serves: what the operator is told. */
  greet: (app: App, address: Address) => Promise<string>;
  /** After everything is closed. */
  end?: () => Promise<void>;
};

/** Serves the school of the environment's settings until a signal stops it. Throws a refusal where it cannot begin. */
export async function start(environment: Record<string, string | undefined>): Promise<void> {
  let newCode: string | undefined;
  await run(readConfig(environment), {
    prepare: async ({ school }) => {
      newCode = await keepStandingCode(school, school.config.authCode);
    },
    greet: ({ school, store }, address) => welcome(school, address, { newCode, store }),
  });
}

/** Takes the folder of data, serves, and stops by signal. Resolves once it serves, with how to stop it otherwise. */
export async function run(
  config: Config,
  { prepare, greet, end }: Run,
): Promise<{ address: Address; stop(): Promise<void> }> {
  const log = pino({ level: config.logLevel, redact: REDACTED });
  const lock = lockDataDir(config.dataDir);
  let app: App | undefined;
  let stopping: Promise<void> | undefined;

  async function shut(): Promise<void> {
    const cut = setTimeout(() => {
      log.warn('cutting connections that are still busy');
      app?.http.server.closeAllConnections();
    }, DRAIN_WITHIN);
    try {
      await app?.stop();
    } finally {
      clearTimeout(cut);
    }
    lock.release();
    await end?.();
  }
  const stop = (): Promise<void> => (stopping ??= shut());

  try {
    refuseHalfRestored(config.dataDir);
    app = await createApp(config, log);
    await prepare?.(app);
    const address = await listen(app.http, config);
    stopBySignal(log, stop);
    process.stdout.write(await greet(app, address));
    // Compiled code is otherwise written at the end of the process, and a process may end by force.
    module.flushCompileCache();
    return { address, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function stopBySignal(log: pino.Logger, stop: () => Promise<void>): void {
  let signalled = false;
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) {
    process.on(signal, () => {
      if (signalled) return;
      signalled = true;
      log.info({ signal }, 'stopping');
      setTimeout(() => {
        log.error('the stop took too long, ending without it');
        process.exit(1);
      }, STOP_WITHIN).unref();
      stop().then(
        () => {
          log.info('stopped');
          process.exit(0);
        },
        (error: unknown) => {
          log.error({ err: error }, 'the stop failed');
          process.exit(1);
        },
      );
    });
  }
}

const REDACTED = [
  // Whatever library logs a request's head, whole (the multipart parser does, at trace).
  '*.headers.authorization',
  '*.headers.cookie',
  'password',
  'token',
  'security_answer',
  'auth_code',
];

/** An operator who restored expects what was restored, not an empty school in its place. */
function refuseHalfRestored(dataDir: string): void {
  if (!existsSync(join(dataDir, 'restoring'))) return;
  throw new ConfigError(
    `A restore into ${dataDir} did not come to its end: run it again, or delete the folder 'restoring' there to start without it.`,
  );
}

async function listen(http: App['http'], config: Config): Promise<Address> {
  try {
    await http.listen({ port: config.port, host: config.host });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : '';
    if (code === 'EADDRINUSE') {
      throw new ConfigError(
        `Port ${config.port} of ${config.host} is taken: stop what listens there or set PORT to another.`,
      );
    }
    if (code === 'EACCES')
      throw new ConfigError(`Port ${config.port} may not be opened by this user: set PORT above 1023.`);
    if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') {
      throw new ConfigError(
        `HOST ${config.host} is no address of this machine: use 127.0.0.1, 0.0.0.0 or one of its own.`,
      );
    }
    throw error;
  }
  const address = http.server.address();
  return { host: config.host, port: typeof address === 'object' && address !== null ? address.port : config.port };
}
