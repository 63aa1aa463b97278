import { sql } from 'kysely';
import { isMadeAgain } from '../../server/admin/backup/tables.ts';
import { openReadOnly } from '../invariants.ts';

export type Dump = Map<string, Map<string, Record<string, unknown>>>;

/** Every row of every table, as text keyed by its own JSON: what a change shows in. The index of the search follows in its own time. */
export async function dump(place: { dataDir: string; url?: string }): Promise<Dump> {
  const database = await openReadOnly(place);
  const { db } = database;
  try {
    const tables = (await db.introspection.getTables())
      .map((table) => table.name)
      .filter((name) => !name.startsWith('kysely') && !isMadeAgain(name));
    const all: Dump = new Map();
    for (const table of tables) {
      const { rows } = await sql<Record<string, unknown>>`select * from ${sql.table(table)}`.execute(db);
      // The seal of an audit line is added later, by a job.
      const plain = rows.map((row) => Object.fromEntries(Object.entries(row).filter(([column]) => column !== 'seal')));
      all.set(table, new Map(plain.map((row) => [JSON.stringify(row), row])));
    }
    return all;
  } finally {
    await database.close();
  }
}

/** Rows that are there now and were not before, or the other way round, by table. */
export function differences(before: Dump, after: Dump): string[] {
  const found: string[] = [];
  for (const [table, rows] of after) {
    const earlier = before.get(table) ?? new Map<string, unknown>();
    for (const row of rows.keys()) if (!earlier.has(row)) found.push(`+ ${table} ${row}`);
    for (const row of earlier.keys()) if (!rows.has(row)) found.push(`- ${table} ${row}`);
  }
  return found;
}
