import { sql } from 'kysely';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { transaction } from '../kernel/db/database.ts';
import { fail } from '../kernel/http/failure.ts';
import type { School } from '../school.ts';
import type { AccountsTables } from './tables.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

type Kind = AccountsTables['attempts']['kind'];

/** How many guesses one account takes, whoever makes them: kept in the database, so that a restart forgives nothing. */
const LIMITS: Record<Kind, readonly { count: number; within: number }[]> = {
  login: [
    { count: 10, within: HOUR },
    { count: 50, within: DAY },
    { count: 100, within: 30 * DAY },
  ],
  change: [{ count: 10, within: HOUR }],
  reset: [{ count: 3, within: DAY }],
  enrol: [{ count: 10, within: HOUR }],
  report: [{ count: 30, within: HOUR }],
};

/**
 * Takes one attempt before it is tried, so that guesses made side by side are counted too. Throws 429 when there is none left.
 * Answers how to give it back: a right log-in is no guess.
 */
export async function takeAttempt(school: School, kind: Kind, subject: string): Promise<() => Promise<void>> {
  const now = school.clock.now();
  const limits = LIMITS[kind];
  const longest = Math.max(...limits.map((limit) => limit.within));
  const id = await transaction(school.database, async (trx) => {
    // One guess at a time per account: counted side by side, two would each overlook the other. SQLite has one writer anyway.
    if (school.database.engine === 'postgres') {
      await sql`select pg_advisory_xact_lock(hashtextextended(${`${kind} ${subject}`}, 0))`.execute(trx);
    }
    const taken = await trx
      .insertInto('attempts')
      .values({ kind, subject, at: now })
      .returning('id')
      .executeTakeFirstOrThrow();
    const recent = await trx
      .selectFrom('attempts')
      .select('at')
      .where('kind', '=', kind)
      .where('subject', '=', subject)
      .where('at', '>', now - longest)
      .orderBy('at', 'desc')
      .execute();
    for (const { count, within } of limits) {
      // One more than the limit, the one just inserted included.
      const over = recent[count];
      if (over !== undefined && over.at > now - within)
        throw fail('too_many', undefined, (over.at + within - now) / 1000);
    }
    return taken.id;
  });
  return async () => {
    await school.database.db.deleteFrom('attempts').where('id', '=', id).execute();
  };
}

/** A password that was just set anew has no history of guesses. */
export async function forgetAttempts(school: Pick<School, 'database'>, subject: string): Promise<void> {
  await school.database.db.deleteFrom('attempts').where('subject', '=', subject).where('kind', '<>', 'reset').execute();
}

/** Old guesses are of no use to anybody. */
export async function pruneAttempts(school: School): Promise<void> {
  await school.database.db
    .deleteFrom('attempts')
    .where('at', '<', school.clock.now() - 31 * DAY)
    .execute();
}

/**
 * Guesses of auth codes: ten wrong ones an hour from an address, and a breaker over all of them. Right codes cost nothing, and
 * who registers without a code is never counted: a class of 1,000 behind one address meets neither.
 */
export function createCodeGuard() {
  const byAddress = new RateLimiterMemory({ points: 10, duration: 3600 });
  const everyone = new RateLimiterMemory({ points: 200, duration: 3600 });
  const limits = [
    { limiter: byAddress, keyOf: (address: string) => address },
    { limiter: everyone, keyOf: () => 'all' },
  ];
  return {
    async refuseIfTripped(address: string): Promise<void> {
      for (const { limiter, keyOf } of limits) {
        const state = await limiter.get(keyOf(address));
        if (state !== null && state.remainingPoints <= 0)
          throw fail('too_many', 'auth codes', state.msBeforeNext / 1000);
      }
    },
    async countWrong(address: string): Promise<void> {
      for (const { limiter, keyOf } of limits) await limiter.penalty(keyOf(address));
    },
  };
}

/**
 * Spraying one password over many accounts: from one address at most 500 different accounts an hour may fail without
 * having got in since. A class of 1,000 that all mistype once and then get in stays under it.
 */
export function createSprayGuard(clock: { now(): number }) {
  const failing = new Map<string, Map<string, number>>();
  return {
    refuseIfSpraying(address: string): void {
      const accounts = failing.get(address);
      if (accounts === undefined || accounts.size < 500) return;
      const oldest = Math.min(...accounts.values());
      if (oldest > clock.now() - HOUR) throw fail('too_many', undefined, (oldest + HOUR - clock.now()) / 1000);
      for (const [account, at] of accounts) if (at <= clock.now() - HOUR) accounts.delete(account);
    },
    failed(address: string, account: string): void {
      const accounts = failing.get(address) ?? new Map<string, number>();
      accounts.set(account, clock.now());
      if (failing.size > 10_000) failing.clear();
      failing.set(address, accounts);
    },
    succeeded(address: string, account: string): void {
      failing.get(address)?.delete(account);
    },
  };
}

/** A flood of one kind of call; `points` of them within `seconds`. Throws 429. */
export function createFloodGuard(points: number, seconds: number) {
  const limiter = new RateLimiterMemory({ points, duration: seconds });
  return async (key: string): Promise<void> => {
    try {
      await limiter.consume(key);
    } catch (refusal) {
      if (refusal instanceof RateLimiterRes) throw fail('too_many', undefined, refusal.msBeforeNext / 1000);
      throw refusal;
    }
  };
}
