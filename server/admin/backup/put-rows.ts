import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type Kysely, sql } from 'kysely';
import { ConfigError } from '../../setting-values.ts';
import { type Database, transaction } from '../../kernel/db/database.ts';
import { codeOf } from '../../kernel/db/errors.ts';
import type { Tables } from '../../tables.ts';
import type { Progress } from './progress.ts';
import { type TableName, tableNames } from './tables.ts';

const BATCH = 1_000;

/**
 * Puts the rows of a backup, `TABLE.jsonl` in `folder`, into an empty database, which must have exactly its tables. PostgreSQL
 * takes all of them in one transaction, since a half-filled database there would look like a school; a file of SQLite is not
 * in its place yet, and is filled batch by batch. Throws a refusal for a row that does not fit.
 */
export async function putRows(
  database: Database<Tables>,
  { folder, tables }: { folder: string; tables: ReadonlySet<TableName> },
  progress: Progress,
): Promise<number> {
  let total = 0;
  const put = async (run: Runner): Promise<void> => {
    // In this order rows refer to rows that are there.
    for (const table of tableNames) {
      const columns = await columnsOf(database, table);
      if (columns.length > 0 !== tables.has(table))
        throw new ConfigError(`The backup should ${tables.has(table) ? 'not ' : ''}have rows of ${table}.`);
      if (columns.length === 0) continue;
      for await (const batch of batches(table, join(folder, `${table}.jsonl`), columns)) {
        await run((db) => putBatch(db, database.engine, table, columns, batch)).catch((error: unknown) => {
          throw explain(table, error);
        });
        total += batch.length;
        progress.at(() => `${total} rows put in …`);
      }
    }
  };
  if (database.engine === 'sqlite') await put((work) => transaction(database, work));
  else {
    await database.db.transaction().execute(async (trx) => {
      await put((work) => work(trx));
      for (const table of tables) await setSequence(trx, table);
    });
  }
  progress.done(`${total} rows put in`);
  return total;
}

type Runner = (work: (db: Kysely<Tables>) => Promise<void>) => Promise<void>;

async function columnsOf(database: Database<Tables>, table: TableName): Promise<string[]> {
  const query =
    database.engine === 'sqlite'
      ? sql<{ name: string }>`select name from pragma_table_info(${table}) order by cid`
      : sql<{ name: string }>`select column_name as name from information_schema.columns
          where table_schema = current_schema() and table_name = ${table} order by ordinal_position`;
  const { rows } = await query.execute(database.db);
  return rows.map((row) => row.name);
}

/** Lines, not rows: they go to the database as they are. */
async function* batches(table: TableName, path: string, columns: readonly string[]): AsyncGenerator<string[]> {
  let batch: string[] = [];
  for await (const line of createInterface({ input: createReadStream(path) })) {
    requireRow(table, columns, line);
    batch.push(line);
    if (batch.length < BATCH) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

function requireRow(table: string, columns: readonly string[], line: string): void {
  const row: unknown = JSON.parse(line);
  const whole =
    typeof row === 'object' &&
    row !== null &&
    Object.keys(row).length === columns.length &&
    columns.every((column) => Object.hasOwn(row, column)) &&
    Object.values(row).every((value) => value === null || typeof value === 'string' || typeof value === 'number');
  if (!whole) throw new ConfigError(`The backup has a row of ${table} that does not have the columns of ${table}.`);
}

/** One statement a table and one parameter a batch, on both engines: the database itself takes the JSON apart. */
async function putBatch(
  db: Kysely<Tables>,
  engine: Database<Tables>['engine'],
  table: TableName,
  columns: readonly string[],
  batch: readonly string[],
): Promise<void> {
  const into = sql`${sql.table(table)} (${sql.join(columns.map((column) => sql.ref(column)))})`;
  const json = `[${batch.join(',')}]`;
  if (engine === 'sqlite') {
    const values = columns.map((column) => sql`value ->> ${sql.lit(column)}`);
    await sql`insert into ${into} select ${sql.join(values)} from json_each(${json})`.execute(db);
  } else {
    const values = columns.map((column) => sql.ref(column));
    await sql`insert into ${into} overriding system value
      select ${sql.join(values)} from json_populate_recordset(null::${sql.table(table)}, ${json}::json)`.execute(db);
  }
}

/** The ids that were brought along are not given out again; SQLite sees to that itself. */
async function setSequence(db: Kysely<Tables>, table: TableName): Promise<void> {
  const { rows } = await sql<{ column: string }>`select column_name as column from information_schema.columns
    where table_schema = current_schema() and table_name = ${table} and is_identity = 'YES'`.execute(db);
  for (const { column } of rows) {
    await sql`select setval(pg_get_serial_sequence(${table}, ${column}), max(${sql.ref(column)})) from ${sql.table(table)}
      having max(${sql.ref(column)}) is not null`.execute(db);
  }
}

/** A row that the database itself refuses: not one of a whole backup. The reason may hold the row's text, its code does not. */
function explain(table: string, error: unknown): unknown {
  const code = codeOf(error);
  if (!/^(SQLITE_CONSTRAINT|SQLITE_MISMATCH|22|23)/.test(code)) return error;
  return new ConfigError(`The backup has a row of ${table} that the database refuses (${code}).`);
}
