import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Kysely, type Transaction } from 'kysely';
import { DatabaseRefused, isTransient } from './errors.ts';
import { makeDataDir } from './lock.ts';
import { copyBeside, migrate, type Migration } from './migrate.ts';
import { openPostgres, overPool, readerOf, type PostgresPools } from './postgres.ts';
import { readOnlySqliteDialect, slowSqliteDialect, sqliteDialect } from './sqlite-dialect.ts';
import { openSqliteFile, type SqliteFile } from './sqlite-file.ts';
import { startSqliteThread, type SqliteThread } from './sqlite-thread.ts';
import { createSqliteWriter } from './sqlite-writer.ts';
import { createTurnSnapshot } from './turn-snapshot.ts';

/** A database, whichever engine keeps it. */
export type Database<T> = SqliteDatabase<T> | PostgresDatabase<T>;

export type SqliteDatabase<T> = Queries<T> & {
  engine: 'sqlite';
  /** The file itself. */
  path: string;
  /** Runs a procedure in the writer's thread, in one transaction of its own, in its turn among all other writes. */
  call<I, O>(procedure: string, input: I): Promise<O>;
  /** Runs a procedure in the thread for long reads, in its turn. */
  slowCall<I, O>(procedure: string, input: I): Promise<O>;
  /** How many wait for the thread for long reads; undefined while it has not started, which the first to ask begins. */
  slowWaiting(): number | undefined;
};

export type PostgresDatabase<T> = Queries<T> & Pick<PostgresPools, 'pool' | 'byKey'> & { engine: 'postgres' };

type Queries<T> = {
  /** Transactions and short reads. On SQLite a read outside a transaction runs at once, on the main thread. */
  db: Kysely<T>;
  /** Long reads (whole history, search, export), in pages and never in a transaction; they do not delay the short ones. */
  slow: Kysely<T>;
  /**
   * A short read in plain SQL with `?` for each parameter, prepared once: for the few that nearly every request asks, where building
   * the query costs more than running it. SQLite answers at once, PostgreSQL with a promise. The rows are what the SQL says.
   */
  read<Row extends object>(sql: string, ...parameters: readonly (string | number)[]): Row[] | Promise<Row[]>;
  close(): Promise<void>;
};

export type DatabaseOptions = {
  /** Holds `lamitt.db`, unless `url` is there. */
  dataDir: string;
  /** `postgres://…` */
  url?: string | undefined;
  migrations: readonly Migration[];
  /** Modules for the writer of SQLite: each exports `prepare` (see `Procedure`). */
  procedures?: Record<string, URL>;
  /** The same for the thread that reads. */
  readProcedures?: Record<string, URL>;
  log?: (line: string) => void;
  /** Nothing is created or migrated, and every write fails. */
  readOnly?: boolean;
  /** Migrates to this one and no further: what a restore needs. */
  migrateTo?: string | undefined;
  /** False: an older database is refused, not migrated: it may be served by an older program just now. */
  upgrade?: boolean;
  /** The writer's thread died. Nothing can be written any more; unless given, the process ends by an uncaught error. */
  onFatal?: (error: Error) => void;
};

/** Opens and migrates the database. Throws `DatabaseRefused`, one sentence for the operator, when it cannot be used. */
export async function openDatabase<T>(options: DatabaseOptions): Promise<Database<T>> {
  const database = await (options.url === undefined
    ? openSqlite<T>(options)
    : openPostgresDatabase<T>(options, options.url));
  let closed: Promise<void> | undefined;
  return { ...database, close: () => (closed ??= database.close()) };
}

/**
 * Runs `fn` in one transaction. On PostgreSQL it is READ COMMITTED and may run again after a serialization failure or a
 * deadlock, so `fn` does nothing but queries on `trx`. On SQLite a transaction is alone: a lock asked for is already held.
 */
export async function transaction<T, R>(database: Database<T>, fn: (trx: Transaction<T>) => Promise<R>): Promise<R> {
  if (database.engine === 'sqlite') return database.db.transaction().execute(fn);
  for (let attempt = 1; ; attempt++) {
    try {
      return await database.db.transaction().setIsolationLevel('read committed').execute(fn);
    } catch (error) {
      if (!isTransient(error) || attempt >= ATTEMPTS) throw error;
      await sleep(attempt * 10 * (0.5 + Math.random()));
    }
  }
}

const ATTEMPTS = 5;

async function openSqlite<T>(options: DatabaseOptions): Promise<SqliteDatabase<T>> {
  const path = join(options.dataDir, 'lamitt.db');
  if (options.readOnly === true) return openSqliteReadOnly(path);
  makeDataDir(options.dataDir);
  const onFatal = options.onFatal ?? throwUncaught;
  const procedures = addresses(options.procedures);
  const thread = await startSqliteThread({ role: 'writer', path, cacheKb: WRITER_CACHE_KB, procedures }, onFatal).catch(
    (error: unknown) => {
      throw fileRefused(path, error);
    },
  );
  let reader: SqliteFile;
  try {
    reader = openToRead(path);
  } catch (error) {
    await thread.close();
    throw error;
  }
  const writer = createSqliteWriter(thread);
  const snapshot = createTurnSnapshot(reader.sqlite);
  thread.onAnswer(snapshot.end);
  const slow = slowReader(path, addresses(options.readProcedures), onFatal);
  const db = new Kysely<T>({ dialect: sqliteDialect(reader, writer) });

  async function close(): Promise<void> {
    await slow.close();
    snapshot.end();
    // The writer closes last: it is the one who can fold the log back into the file.
    reader.close();
    await thread.close();
  }
  try {
    await migrate(db, 'sqlite', options.migrations, {
      to: options.migrateTo,
      upgrade: options.upgrade,
      ...(options.log === undefined ? {} : { log: options.log }),
      async copy(pending) {
        const copy = await copyBeside(path, pending, (to) => reader.sqlite.backup(to));
        options.log?.(`A copy of the database from before ${pending} is ${copy}`);
      },
    });
  } catch (error) {
    await close();
    throw error;
  }
  const slowDb = new Kysely<T>({ dialect: slowSqliteDialect(slow.thread) });
  function read<Row>(sql: string, ...parameters: readonly (string | number)[]): Row[] {
    snapshot.begin();
    return reader.prepare(sql).all(...parameters);
  }
  return {
    engine: 'sqlite',
    path,
    db,
    slow: slowDb,
    read,
    call: writer.call,
    slowCall: async (procedure, input) => (await slow.thread()).call(procedure, input),
    slowWaiting: slow.waiting,
    close,
  };
}

function openSqliteReadOnly<T>(path: string): SqliteDatabase<T> {
  const reader = openToRead(path);
  const db = new Kysely<T>({
    dialect: readOnlySqliteDialect(async (sql, parameters) => reader.run(reader.prepare(sql), parameters)),
  });
  return {
    engine: 'sqlite',
    path,
    db,
    slow: db,
    read: (sql, ...parameters) => reader.prepare(sql).all(...parameters),
    call: (procedure) => Promise.reject(new Error(`Opened read-only: '${procedure}' cannot run`)),
    slowCall: (procedure) => Promise.reject(new Error(`Opened read-only: '${procedure}' cannot run`)),
    slowWaiting: () => undefined,
    close: async () => reader.close(),
  };
}

/** Started by the first long read; most commands of the operator never need it. */
function slowReader(
  path: string,
  procedures: Record<string, string>,
  onFatal: (error: Error) => void,
): { thread(): Promise<SqliteThread>; waiting(): number | undefined; close(): Promise<void> } {
  let starting: Promise<SqliteThread> | undefined;
  let started: SqliteThread | undefined;
  async function start(): Promise<SqliteThread> {
    started = await startSqliteThread({ role: 'reader', path, cacheKb: SLOW_CACHE_KB, procedures }, onFatal);
    return started;
  }
  const thread = () => (starting ??= start());
  return {
    thread,
    waiting() {
      // Whoever needs it next hears why it could not be opened.
      if (started === undefined) thread().catch(() => undefined);
      return started?.waiting();
    },
    close: async () => (await starting)?.close(),
  };
}

async function openPostgresDatabase<T>(options: DatabaseOptions, url: string): Promise<PostgresDatabase<T>> {
  const log = options.log ?? (() => undefined);
  const pools = await openPostgres(url, { readOnly: options.readOnly === true, log });
  const db = overPool<T>(pools.pool);
  try {
    if (options.readOnly !== true)
      await migrate(db, 'postgres', options.migrations, { to: options.migrateTo, upgrade: options.upgrade, log });
  } catch (error) {
    await pools.close();
    throw error;
  }
  return {
    engine: 'postgres',
    db,
    slow: overPool<T>(pools.slowPool),
    read: readerOf(pools.pool),
    pool: pools.pool,
    byKey: pools.byKey,
    close: pools.close,
  };
}

function addresses(modules: Record<string, URL> = {}): Record<string, string> {
  return Object.fromEntries(Object.entries(modules).map(([name, url]) => [name, url.href]));
}

function openToRead(path: string): SqliteFile {
  try {
    return openSqliteFile(path, { readonly: true, cacheKb: READER_CACHE_KB, mapped: true });
  } catch (error) {
    throw fileRefused(path, error);
  }
}

function fileRefused(path: string, error: unknown): DatabaseRefused {
  return new DatabaseRefused(
    `The database ${path} cannot be opened (${error instanceof Error ? error.message : String(error)}).`,
  );
}

function throwUncaught(error: Error): void {
  setImmediate(() => {
    throw error;
  });
}

const WRITER_CACHE_KB = 32_000;
const READER_CACHE_KB = 32_000;
/** A long read passes by each page once. */
const SLOW_CACHE_KB = 2_000;
