import { sql, Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import { codeOf, DatabaseRefused } from './errors.ts';

/** Sizes and patience of the two pools: short work, and long reads that must not take its places. */
const SHORT = { max: 10, statement_timeout: 30_000 } as const;
const LONG = { max: 3, statement_timeout: 600_000 } as const;
const BY_KEY = { max: 4, statement_timeout: 30_000, pipeline: true } as const;

export type PostgresPools = {
  pool: pg.Pool;
  slowPool: pg.Pool;
  /**
   * For work that looks up rows by their keys and nothing else. Queries sent together travel together, and no plan ever scans a
   * table: one made while a table was small, or not yet analysed, would read all of it when it has grown.
   */
  byKey: pg.Pool;
  close(): Promise<void>;
};

/**
 * Connects and looks at the server once. Refused with one sentence: not reachable, wrong password, no such database, older than
 * version 15, not UTF-8.
 */
export async function openPostgres(
  url: string,
  options: { readOnly: boolean; log: (line: string) => void },
): Promise<PostgresPools> {
  const pool = createPool(url, SHORT, options);
  try {
    await inspect(pool, options.log);
  } catch (error) {
    await pool.end();
    if (error instanceof DatabaseRefused) throw error;
    throw new DatabaseRefused(`DATABASE_URL: PostgreSQL at ${placeOf(url)} cannot be used: ${reasonOf(error)}.`);
  }
  const slowPool = createPool(url, LONG, options);
  const byKey = createPool(url, BY_KEY, options);
  byKey.on('connect', (client) => {
    client
      .query('set enable_seqscan = off; set enable_hashjoin = off; set enable_mergejoin = off; set jit = off')
      .catch(() => undefined);
  });
  return {
    pool,
    slowPool,
    byKey,
    async close() {
      await Promise.all([pool.end(), slowPool.end(), byKey.end()]);
    },
  };
}

/** A Kysely over a pool that others use too: destroying it leaves the pool open. */
export function overPool<T>(pool: pg.Pool): Kysely<T> {
  return new Kysely<T>({ dialect: new PostgresDialect({ pool }) });
}

/** `Database.read` over a pool: `?` becomes `$1`, `$2` …, and each text is prepared once a connection, under a name of its own. */
export function readerOf(pool: pg.Pool) {
  const prepared = new Map<string, { name: string; text: string }>();
  return async <Row extends pg.QueryResultRow>(
    text: string,
    ...parameters: readonly (string | number)[]
  ): Promise<Row[]> => {
    let query = prepared.get(text);
    if (query === undefined) {
      let count = 0;
      query = { name: `read-${prepared.size}`, text: text.replaceAll('?', () => `$${++count}`) };
      prepared.set(text, query);
    }
    const { rows } = await pool.query<Row>({ ...query, values: [...parameters] });
    return rows;
  };
}

function createPool(
  url: string,
  size: { max: number; statement_timeout: number; pipeline?: boolean },
  options: { readOnly: boolean; log: (line: string) => void },
): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    ...size,
    // Whoever sits in a transaction and does nothing holds locks that others wait for.
    idle_in_transaction_session_timeout: 30_000,
    connectionTimeoutMillis: 10_000,
    application_name: 'lamitt',
    types: { getTypeParser: typeParser },
    ...(options.readOnly ? { options: '-c default_transaction_read_only=on' } : {}),
  });
  // Without a listener a connection that breaks would end the process. The pool listens to those that lie idle and drops them;
  // whoever uses one hears of it by the query that fails.
  pool.on('error', (error) => options.log(`A connection to PostgreSQL broke: ${error.message}`));
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}

/** int8, and numeric (what sum() over int8 gives): numbers on both engines. Times and counts stay far below 2^53. */
const NUMBERS = new Set<number>([20, 1700]);

async function inspect(pool: pg.Pool, log: (line: string) => void): Promise<void> {
  const settings = sql<{ version: number; encoding: string; commit: string; fsync: string }>`select
    current_setting('server_version_num')::int as version, current_setting('server_encoding') as encoding,
    current_setting('synchronous_commit') as commit, current_setting('fsync') as fsync`;
  const { rows } = await settings.execute(overPool<unknown>(pool));
  const found = rows[0];
  if (found === undefined || found.version < 150_000) {
    throw new DatabaseRefused('DATABASE_URL: this PostgreSQL is older than version 15: upgrade it.');
  }
  if (found.encoding !== 'UTF8') {
    throw new DatabaseRefused(
      `DATABASE_URL: the database's encoding is ${found.encoding}: create it with encoding UTF8.`,
    );
  }
  if (found.commit === 'off' || found.fsync === 'off') {
    log('PostgreSQL runs with synchronous_commit or fsync off: a crash of it may lose acknowledged messages.');
  }
}

/** Host, port and database; never the password. */
function placeOf(url: string): string {
  if (!URL.canParse(url)) return 'an address that is no postgres://user:password@host:port/database';
  const { hostname, port, pathname } = new URL(url);
  return `${hostname || 'the local socket'}${port === '' ? '' : `:${port}`}${pathname}`;
}

function reasonOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return reasonOf(error.errors[0]);
  const known = {
    ECONNREFUSED: 'nothing listens there',
    ENOTFOUND: 'no such host',
    EAI_AGAIN: 'the host name cannot be resolved',
  }[codeOf(error)];
  return known ?? (error instanceof Error ? error.message.replace(/\.$/, '') : String(error));
}

/** Whole numbers as numbers: none of ours passes 2^53. Everything else as pg reads it. */
function typeParser(type: number, format?: 'text' | 'binary'): (value: string) => unknown {
  if (NUMBERS.has(type)) return Number;
  // oxlint-disable-next-line typescript/no-unsafe-assignment -- pg declares its parsers as any; each takes text
  const parse: (value: string) => unknown = pg.types.getTypeParser(type, format);
  return parse;
}
