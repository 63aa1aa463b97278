import { existsSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { escapeIdentifier } from 'pg';
import type { Config } from '../../config.ts';
import { DatabaseRefused } from '../../kernel/db/errors.ts';
import { openPostgres } from '../../kernel/db/postgres.ts';
import { migrations } from '../../migrations/index.ts';
import { isMadeAgain, isTableName, type TableName, tableNames } from './tables.ts';

/** The whole database as it stood at one moment, while others go on writing. */
export type Snapshot = {
  /** The last migration it has been through. */
  migration: string;
  /** The tables there are. */
  tables: readonly TableName[];
  /** All rows of a table, in batches. */
  rows(table: TableName): AsyncGenerator<readonly object[]>;
  close(): Promise<void>;
};

const BATCH = 1_000;

/** Throws DatabaseRefused when there is no school, or a newer one than this program knows. */
export async function openSnapshot(config: Pick<Config, 'dataDir' | 'databaseUrl'>): Promise<Snapshot> {
  if (config.databaseUrl !== undefined) return openPostgresSnapshot(config.databaseUrl);
  const path = join(config.dataDir, 'lamitt.db');
  if (!existsSync(path))
    throw new DatabaseRefused(`There is no school in ${config.dataDir}: set DATA_DIR to its folder.`);
  return openSqliteSnapshot(path);
}

/** A read transaction on a connection of its own: in WAL mode it sees one moment and holds nobody up. */
function openSqliteSnapshot(path: string): Snapshot {
  const sqlite = new Sqlite(path, { readonly: true, timeout: 5_000 });
  try {
    sqlite.exec('begin');
    const names = sqlite.prepare<[], string>(
      "select name from sqlite_master where type = 'table' and name not like 'sqlite_%'",
    );
    const all = names.pluck().all();
    const done = all.includes('kysely_migration')
      ? sqlite.prepare<[], string>('select name from kysely_migration order by name').pluck().all()
      : [];
    return {
      migration: lastOf(done),
      tables: knownOf(all),
      async *rows(table) {
        let batch: object[] = [];
        for (const row of sqlite.prepare<[], object>(`select * from "${table}"`).iterate()) {
          batch.push(row);
          if (batch.length < BATCH) continue;
          yield batch;
          batch = [];
        }
        if (batch.length > 0) yield batch;
      },
      close: async () => void sqlite.close(),
    };
  } catch (error) {
    sqlite.close();
    throw error;
  }
}

async function openPostgresSnapshot(url: string): Promise<Snapshot> {
  const pools = await openPostgres(url, { readOnly: true, log: () => undefined });
  const client = await pools.slowPool.connect();
  async function close(): Promise<void> {
    client.release(true);
    await pools.close();
  }
  try {
    await client.query('begin isolation level repeatable read read only');
    // A slow disk on our side must not end the snapshot.
    await client.query('set local idle_in_transaction_session_timeout = 0');
    const { rows: there } = await client.query<{ name: string }>(
      "select table_name as name from information_schema.tables where table_schema = current_schema() and table_type = 'BASE TABLE'",
    );
    const all = there.map((row) => row.name);
    const { rows: done } = all.includes('kysely_migration')
      ? await client.query<{ name: string }>('select name from kysely_migration order by name')
      : { rows: [] };
    return {
      migration: lastOf(done.map((row) => row.name)),
      tables: knownOf(all),
      async *rows(table) {
        await client.query(`declare rows_of no scroll cursor for select * from ${escapeIdentifier(table)}`);
        for (;;) {
          const { rows } = await client.query<object>(`fetch ${BATCH} from rows_of`);
          if (rows.length > 0) yield rows;
          if (rows.length < BATCH) break;
        }
        await client.query('close rows_of');
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

function lastOf(done: readonly string[]): string {
  const unknown = done.find((name) => !migrations.some((each) => each.name === name));
  if (unknown !== undefined) {
    throw new DatabaseRefused(
      `The database is newer than this program (it has been through '${unknown}'): back it up with the newer one.`,
    );
  }
  const last = done.at(-1);
  if (last === undefined) throw new DatabaseRefused('There is no school in this database yet: start the server once.');
  return last;
}

/** A table that nobody listed would be missing from the backup. */
function knownOf(all: readonly string[]): TableName[] {
  const unknown = all.find((name) => !isTableName(name) && !isMadeAgain(name) && !name.startsWith('kysely_'));
  if (unknown !== undefined)
    throw new DatabaseRefused(
      `The database has a table '${unknown}' that a backup does not know: move it to another one.`,
    );
  return tableNames.filter((name) => all.includes(name));
}
