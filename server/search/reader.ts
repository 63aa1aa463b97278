import { Kysely, sql } from 'kysely';
import type { PostgresDatabase, SqliteDatabase } from '../kernel/db/database.ts';
import { startSqliteThread, type SqliteThread } from '../kernel/db/sqlite-thread.ts';
import { slowSqliteDialect } from '../kernel/db/sqlite-dialect.ts';
import type { School } from '../school.ts';
import type { Tables } from '../tables.ts';
import type { Key } from './documents.ts';
import { inRoom } from './index-entry.ts';
import { quoted } from './postgres-store.ts';
import type { Wanted } from './query.ts';
import { indexPath } from './sqlite-store.ts';
import type { SearchTables } from './tables.ts';

/** Those of the index whose numbers are below `before` and not below `from`, newest first. */
export type Span = { before: number; from: number; limit: number };
export type Found = Key & { id: number };

/** Reads the index and the school beside it; on SQLite in a thread of its own, which long histories do not delay. */
export type SearchReader = {
  db: Kysely<Tables & SearchTables>;
  /** What the index has of `wanted` in these rooms. */
  find(rooms: readonly number[], wanted: Wanted, span: Span): Promise<Found[]>;
  close(): Promise<void>;
};

export function openSearchReader({ database, config, log }: School): SearchReader {
  return database.engine === 'sqlite'
    ? openSqliteReader(database, indexPath(config.dataDir), (error) =>
        log.fatal({ err: error }, 'the search thread died'),
      )
    : openPostgresReader(database);
}

type Row = { id: number; room_id: number; is_post: number; ref: number };

function openSqliteReader(
  database: SqliteDatabase<Tables>,
  attach: string,
  onFatal: (error: Error) => void,
): SearchReader {
  let started: Promise<SqliteThread> | undefined;
  const thread = () =>
    (started ??= startSqliteThread(
      { role: 'reader', path: database.path, cacheKb: CACHE_KB, procedures: {}, attach },
      (error) => {
        started = undefined;
        onFatal(error);
      },
    ));
  const db = new Kysely<Tables & SearchTables>({ dialect: slowSqliteDialect(thread) });
  return {
    db,
    async find(rooms, wanted, { before, from, limit }) {
      if (rooms.length === 0) return [];
      const match = rooms.map((room) => `(${sqliteMatch(room, wanted)})`).join(' OR ');
      // The index first, backwards through its numbers, and as few steps of it as the limit needs.
      const { rows } = await sql<Row>`
        select search_docs.id, room_id, is_post, ref from search_words
        cross join search_docs on search_docs.id = search_words.rowid
        where search_words match ${match} and search_words.rowid < ${before} and search_words.rowid >= ${from}
        order by search_words.rowid desc limit ${limit}`.execute(db);
      return rows.map(keyOfRow);
    },
    close: async () => (await started)?.close(),
  };
}

/** KiB. */
const CACHE_KB = 16_000;

function sqliteMatch(room: number, wanted: Wanted): string {
  return wanted
    .map((any) => any.map(({ token, prefix }) => `"${inRoom(room, token)}"${prefix ? '*' : ''}`).join(' OR '))
    .map((any) => `(${any})`)
    .join(' AND ');
}

/** How long one look into the index may take, ms. */
const PATIENCE = 3_000;
/** PostgreSQL reads a tsquery recursively: one of 3,000 operands was beyond its stack. */
const MOST_OPERANDS = 500;

function openPostgresReader(database: PostgresDatabase<Tables>): SearchReader {
  const db = database.slow.withTables<SearchTables>();
  return {
    db,
    async find(rooms, wanted, { before, from, limit }) {
      const each = Math.max(1, Math.floor(MOST_OPERANDS / wanted.flat().length));
      return db.transaction().execute(async (trx) => {
        // Nothing is known of how often a token is there, and the planner would rather read the whole table, from its newest row on.
        await sql`select set_config('enable_seqscan', 'off', true), set_config('jit', 'off', true),
          set_config('statement_timeout', ${String(PATIENCE)}, true)`.execute(trx);
        const found: Row[] = [];
        for (let start = 0; start < rooms.length; start += each) {
          const step = rooms.slice(start, start + each);
          const match = step.map((room) => `(${postgresMatch(room, wanted)})`).join(' | ');
          const { rows } = await sql<Row>`
            with found as materialized (
              select id, room_id, is_post, ref from search_docs
              where words @@ ${match}::tsquery and id < ${before} and id >= ${from})
            select * from found order by id desc limit ${limit}`.execute(trx);
          found.push(...rows);
        }
        return found
          .toSorted((a, b) => b.id - a.id)
          .slice(0, limit)
          .map(keyOfRow);
      });
    },
    close: async () => undefined,
  };
}

function postgresMatch(room: number, wanted: Wanted): string {
  return wanted
    .map((any) => any.map(({ token, prefix }) => `${quoted(inRoom(room, token))}${prefix ? ':*' : ''}`).join(' | '))
    .map((any) => `(${any})`)
    .join(' & ');
}

function keyOfRow({ id, room_id: roomId, is_post: isPost, ref }: Row): Found {
  return { id, roomId, isPost: isPost === 1, ref };
}
