import { sql } from 'kysely';
import type { PostgresDatabase, SqliteDatabase } from '../kernel/db/database.ts';
import type { School } from '../school.ts';
import type { Tables } from '../tables.ts';
import { lastTextNo } from '../files/texts.ts';
import { type Cursor, OF_TEXTS } from './index-entry.ts';
import { openIndexFile } from './sqlite-store.ts';
import { INDEX_VERSION } from './tables.ts';

/**
 * Sees to an index that is of this program and this school: any other is emptied, to be filled anew. Answers whether something waits
 * to be filled in.
 */
export async function prepareIndex({ database, config }: School): Promise<boolean> {
  if (database.engine === 'postgres') return preparePostgres(database);
  return prepareSqlite(database, config.dataDir);
}

async function prepareSqlite(database: SqliteDatabase<Tables>, dataDir: string): Promise<boolean> {
  const at = 'select at from entries where room_id = ? and seq = ?';
  const lastText = await lastTextNo(database.db);
  const timeOf = async (cursor: Cursor) =>
    cursor.roomId === OF_TEXTS
      ? cursor.seq <= lastText
        ? cursor.at
        : undefined
      : (await database.read<{ at: number }>(at, cursor.roomId, cursor.seq)).at(0)?.at;
  const known = new Map<Cursor, number | undefined>();
  const cursors = await openIndexFile(dataDir, async (all) => {
    // A folder may have been put back to an earlier day beside its index.
    for (const cursor of all) known.set(cursor, await timeOf(cursor));
    return all.every((cursor) => known.get(cursor) === cursor.at);
  });
  const filled = new Map(cursors.map((cursor) => [cursor.roomId, cursor.seq]));
  const heads = await database.db.selectFrom('room_heads').select(['room_id', 'last_seq']).execute();
  if (lastText > (filled.get(OF_TEXTS) ?? 0)) return true;
  return heads.some((head) => head.last_seq > (filled.get(head.room_id) ?? 0));
}

async function preparePostgres(database: PostgresDatabase<Tables>): Promise<boolean> {
  await database.db.transaction().execute(async (trx) => {
    // Of several processes that start, one empties it.
    await sql`lock table search_state in exclusive mode`.execute(trx);
    const { rows } = await sql<{ value: string }>`select value from search_state where name = 'version'`.execute(trx);
    if (rows[0]?.value === INDEX_VERSION) return;
    await sql`truncate search_rooms, search_docs, search_names`.execute(trx);
    await sql`insert into search_state (name, value) values ('version', ${INDEX_VERSION})
      on conflict (name) do update set value = excluded.value`.execute(trx);
  });
  return somethingWaits(database);
}

/** On PostgreSQL: whether a log is not in the index to its end, or the text of a file. */
export async function somethingWaits({ db }: Pick<PostgresDatabase<Tables>, 'db'>): Promise<boolean> {
  const { rows } =
    await sql`select 1 from room_heads left join search_rooms on search_rooms.room_id = room_heads.room_id
    where last_seq > coalesce(seq, 0)
    union all select 1 from file_texts
    where no > coalesce((select seq from search_rooms where room_id = ${OF_TEXTS}), 0) limit 1`.execute(db);
  return rows.length > 0;
}
