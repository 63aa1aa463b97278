import { rename, rm } from 'node:fs/promises';
import { type Kysely, sql } from 'kysely';
import { Migrator } from 'kysely/migration';
import type { Engine } from './engine.ts';
import { DatabaseRefused } from './errors.ts';

/** Forward only. Names sort in the order they run in: `0001-school`, `0002-…`. */
export type Migration = { name: string; up(db: Kysely<unknown>, engine: Engine): Promise<void> };

/**
 * Brings the database to `to` (default: the newest), all pending migrations in one transaction, under a lock.
 * `copy` runs before a database that already holds something is changed; it gets the first pending name.
 * Refused with one sentence: a database that has seen migrations this program does not know, or is past `to`.
 */
export async function migrate<T>(
  db: Kysely<T>,
  engine: Engine,
  migrations: readonly Migration[],
  options: {
    to?: string | undefined;
    /** False: a database that already holds something is left as it is, and refused when migrations are pending. */
    upgrade?: boolean | undefined;
    copy?: (pending: string) => Promise<void>;
    log?: (line: string) => void;
  } = {},
): Promise<void> {
  const done = await appliedMigrations(db, engine);
  const wanted = options.to === undefined ? migrations : migrations.slice(0, indexOf(migrations, options.to) + 1);
  refuseNewer(done, wanted, options.to);
  const first = wanted.find((each) => !done.includes(each.name));
  if (first === undefined) return;

  if (done.length > 0 && options.upgrade === false) {
    throw new DatabaseRefused(
      'The database is older than this program: start the server once, which brings it up to date, then run the command again.',
    );
  }
  if (done.length > 0) await options.copy?.(first.name);
  const migrator = new Migrator({
    db,
    provider: {
      getMigrations: async () =>
        Object.fromEntries(wanted.map((each) => [each.name, { up: (trx: Kysely<unknown>) => each.up(trx, engine) }])),
    },
    // Another process may have come first, with the same list or a longer one; the lock decides, and the names are the order.
    nameComparator: (a, b) => (a < b ? -1 : 1),
  });
  const { error, results } = await migrator.migrateToLatest();
  if (error !== undefined) {
    refuseNewer(await appliedMigrations(db, engine), wanted, options.to);
    throw error instanceof Error ? error : new Error('A migration failed', { cause: error });
  }
  for (const result of results ?? []) options.log?.(`Migration ${result.migrationName} done`);
}

/** Names of the migrations that this database has been through, in order; empty for an empty database. */
async function appliedMigrations<T>(db: Kysely<T>, engine: Engine): Promise<string[]> {
  const there =
    engine === 'sqlite'
      ? sql`select 1 from sqlite_master where type = 'table' and name = 'kysely_migration'`
      : sql`select 1 where to_regclass('kysely_migration') is not null`;
  if ((await there.execute(db)).rows.length === 0) return [];
  const { rows } = await sql<{ name: string }>`select name from kysely_migration order by name`.execute(db);
  return rows.map((row) => row.name);
}

/** Copies a file of SQLite by `backup`, under its final name only when it is whole. */
export async function copyBeside(
  path: string,
  pending: string,
  backup: (to: string) => Promise<unknown>,
): Promise<string> {
  const copy = `${path}.before-${pending}`;
  const unfinished = `${copy}.unfinished`;
  await rm(unfinished, { force: true });
  await backup(unfinished);
  await rename(unfinished, copy);
  return copy;
}

function refuseNewer(done: readonly string[], wanted: readonly Migration[], to: string | undefined): void {
  const unknown = done.find((name) => !wanted.some((each) => each.name === name));
  if (unknown === undefined) return;
  throw new DatabaseRefused(
    to === undefined
      ? `The database is newer than this program (it has been through '${unknown}', unknown here): start the newer program, or restore a backup made by this one.`
      : `The database is already past '${to}' (it has been through '${unknown}').`,
  );
}

function indexOf(migrations: readonly Migration[], name: string): number {
  const index = migrations.findIndex((each) => each.name === name);
  if (index < 0)
    throw new DatabaseRefused(`This program knows no migration '${name}': it is older than what asks for it.`);
  return index;
}
