import pino from 'pino';
import { findUser, type User } from '../accounts/access.ts';
import { openSchool } from '../app.ts';
import { readConfig } from '../config.ts';
import { ConfigError } from '../setting-values.ts';
import { createClock } from '../kernel/clock.ts';
import type { School, Trx } from '../school.ts';

/**
 * Opens the school of the environment's settings for one command. The folder's lock is for servers; what a command changes, a
 * running server notices within a second.
 */
export async function withSchool<T>(
  environment: Record<string, string | undefined>,
  act: (school: School) => Promise<T>,
): Promise<T> {
  const config = readConfig(environment);
  // Standard output is for what was asked.
  const log = pino({ level: 'warn' }, pino.destination({ dest: 2, sync: true }));
  const school = await openSchool(config, log, createClock(config.timeZone), { upgrade: false });
  try {
    return await act(school);
  } finally {
    await school.database.close();
  }
}

/** Throws a refusal that says how to get somebody in. */
export async function getNamed(school: School, db: School['database']['db'] | Trx, name: string): Promise<User> {
  const user = await findUser(db, name);
  if (user !== undefined) return user;
  throw new ConfigError(
    `There is no user ${JSON.stringify(name)} in ${placeOf(school)}: they register themselves, or with a code from lamitt invite --role instructor|admin.`,
  );
}

function placeOf({ config }: School): string {
  return config.databaseUrl === undefined ? config.dataDir : 'the database of DATABASE_URL';
}
