import pino from 'pino';
import { createApp } from './app.ts';
import { type Config, ConfigError, readConfig } from './config.ts';
import { DatabaseRefused } from './kernel/db/errors.ts';
import { lockDataDir } from './kernel/db/lock.ts';
import { welcome } from './welcome.ts';

/** A stop takes at most this long; what is still going on then is cut. */
const STOP_WITHIN = 8_000;

/** Configuration, app, listening, stopping. Ends the process with one sentence where a start cannot go on. */
export async function start(environment: Record<string, string | undefined>): Promise<void> {
  const config = readConfig(environment);
  const log = pino({ level: config.logLevel, redact: REDACTED });
  const lock = lockDataDir(config.dataDir);
  const app = await createApp(config, log);
  const address = await listen(app.http, config);
  process.stdout.write(await welcome(app.school, address));

  let stopping = false;
  const stop = async (signal: string): Promise<void> => {
    if (stopping) return;
    stopping = true;
    log.info({ signal }, 'stopping');
    setTimeout(() => {
      log.error('the stop took too long, cutting what is left');
      process.exit(1);
    }, STOP_WITHIN).unref();
    await app.stop();
    lock.release();
    log.info('stopped');
    process.exit(0);
  };
  for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, () => void stop(signal));
}

/** Errors whose message is the whole sentence for the operator. */
export function isRefusal(error: unknown): error is Error {
  return error instanceof ConfigError || error instanceof DatabaseRefused;
}

const REDACTED = ['req.headers.authorization', 'req.headers.cookie', 'password', 'token', 'security_answer', 'auth_code'];

async function listen(
  http: Awaited<ReturnType<typeof createApp>>['http'],
  config: Config,
): Promise<{ host: string; port: number }> {
  try {
    await http.listen({ port: config.port, host: config.host });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : '';
    if (code === 'EADDRINUSE') {
      throw new ConfigError(`Port ${config.port} of ${config.host} is taken: stop what listens there or set PORT to another.`);
    }
    if (code === 'EACCES') throw new ConfigError(`Port ${config.port} may not be opened by this user: set PORT above 1023.`);
    if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') {
      throw new ConfigError(`HOST ${config.host} is no address of this machine: use 127.0.0.1, 0.0.0.0 or one of its own.`);
    }
    throw error;
  }
  const address = http.server.address();
  return { host: config.host, port: typeof address === 'object' && address !== null ? address.port : config.port };
}
