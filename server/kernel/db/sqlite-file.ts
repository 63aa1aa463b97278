import Sqlite from 'better-sqlite3';
import type { QueryResult } from 'kysely';

/** One connection to the file; its statements are kept by their text. */
export type SqliteFile = {
  sqlite: Sqlite.Database;
  prepare(sql: string): Statement;
  run(statement: Statement, parameters: readonly unknown[]): QueryResult<never>;
  close(): void;
};

/** Rows are `never`: their shape is the query's, and only whoever compiled it knows it. */
export type Statement = Sqlite.Statement<unknown[], never>;

/**
 * Opens the file. `cacheKb` bounds the pages held in memory (KiB); a writer creates the file when it is missing. `mapped`: pages
 * are read through a memory map, which takes a third off a cold page of messages; the system takes that memory back when it is needed.
 */
export function openSqliteFile(
  path: string,
  options: { readonly: boolean; cacheKb: number; mapped?: boolean },
): SqliteFile {
  const sqlite = new Sqlite(path, { readonly: options.readonly, timeout: BUSY_MS });
  sqlite.pragma(`cache_size = -${options.cacheKb}`);
  if (options.mapped === true) sqlite.pragma(`mmap_size = ${MAPPED_BYTES}`);
  if (!options.readonly) {
    sqlite.pragma('journal_mode = WAL');
    // FULL, not NORMAL: in WAL mode NORMAL may lose acknowledged commits at a power cut.
    sqlite.pragma('synchronous = FULL');
    sqlite.pragma('foreign_keys = ON');
    sqlite.pragma(`wal_autocheckpoint = ${CHECKPOINT_PAGES}`);
  }
  const statements = new Map<string, Statement>();

  return {
    sqlite,
    prepare(sql) {
      const kept = statements.get(sql);
      if (kept !== undefined) return kept;
      const statement = sqlite.prepare<unknown[], never>(sql);
      // Lists in `in (…)` make texts without end; the oldest goes, and is prepared anew if it comes again.
      if (statements.size >= STATEMENTS_KEPT)
        for (const oldest of statements.keys()) if (statements.delete(oldest)) break;
      statements.set(sql, statement);
      return statement;
    },
    run(statement, parameters) {
      if (statement.reader) {
        const rows = statement.all(...parameters);
        return statement.readonly ? { rows } : { rows, numAffectedRows: BigInt(rows.length) };
      }
      const { changes, lastInsertRowid } = statement.run(...parameters);
      return { rows: [], numAffectedRows: BigInt(changes), insertId: BigInt(lastInsertRowid) };
    },
    close() {
      statements.clear();
      sqlite.close();
    },
  };
}

/** How long a write waits for another process (the operator's commands) before it fails with SQLITE_BUSY. */
const BUSY_MS = 5000;
/** 24 MB of log: fewer, longer checkpoints, each of which costs two more fsyncs than a commit. */
const CHECKPOINT_PAGES = 6000;
const STATEMENTS_KEPT = 500;
const MAPPED_BYTES = 4 * 1024 ** 3;
