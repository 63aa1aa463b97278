import {
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type QueryResult,
  type SelectModifierNode,
} from 'kysely';
import type { SqliteFile } from './sqlite-file.ts';
import type { SqliteThread } from './sqlite-thread.ts';
import type { SqliteWriter, Transaction } from './sqlite-writer.ts';

/** Reads at once, on the main thread's read-only connection; writes and transactions in the writer's thread. */
export function sqliteDialect(reader: SqliteFile, writer: SqliteWriter): Dialect {
  return dialect({
    begin: () => writer.begin(),
    async run(sql, parameters) {
      const statement = reader.prepare(sql);
      return statement.readonly ? reader.run(statement, parameters) : writer.run(sql, parameters);
    },
  });
}

/** Reads alone; a write fails with SQLITE_READONLY. */
export function readOnlySqliteDialect(run: Ways['run']): Dialect {
  return dialect({ run, begin: () => Promise.reject(new Error('Transactions are not for a read-only connection')) });
}

/** Long reads, in a thread of their own: each is read to its end there, so that no snapshot stays open. */
export function slowSqliteDialect(thread: () => Promise<SqliteThread>): Dialect {
  return readOnlySqliteDialect(async (sql, parameters) => (await thread()).run(sql, parameters, false));
}

type Ways = {
  run(sql: string, parameters: readonly unknown[]): Promise<QueryResult<never>>;
  begin(): Promise<Transaction>;
};

function dialect(ways: Ways): Dialect {
  return {
    createAdapter: () => new ManyConnectionsAdapter(),
    createDriver: () => new SqliteDriver(ways),
    createIntrospector: (db) => new SqliteIntrospector(db),
    createQueryCompiler: () => new WithoutRowLocks(),
  };
}

class ManyConnectionsAdapter extends SqliteAdapter {
  // Kysely's own hands its single connection to one query at a time; here reads go past an open transaction.
  override get supportsMultipleConnections(): boolean {
    return true;
  }
  // True of SQLite. Kysely says no only because foreign keys cannot be switched off inside a transaction.
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

/** `.forUpdate()` and its like say nothing on SQLite: whoever is in a transaction is the only writer already. */
class WithoutRowLocks extends SqliteQueryCompiler {
  protected override visitSelectModifier(node: SelectModifierNode): void {
    if (node.modifier === 'Distinct' || node.rawModifier !== undefined) super.visitSelectModifier(node);
  }
}

class SqliteConnection implements DatabaseConnection {
  transaction: Transaction | undefined;
  readonly #ways: Ways;
  constructor(ways: Ways) {
    this.#ways = ways;
  }
  executeQuery({ sql, parameters }: CompiledQuery): Promise<QueryResult<never>> {
    return (this.transaction ?? this.#ways).run(sql, parameters);
  }
  streamQuery(): AsyncIterableIterator<QueryResult<never>> {
    // A stream to a slow client would hold its snapshot, and the checkpoint behind it, open.
    throw new Error('Read in pages: SQLite does not stream here');
  }
}

class SqliteDriver implements Driver {
  readonly #ways: Ways;
  constructor(ways: Ways) {
    this.#ways = ways;
  }
  async init(): Promise<void> {}
  async acquireConnection(): Promise<SqliteConnection> {
    return new SqliteConnection(this.#ways);
  }
  async beginTransaction(connection: SqliteConnection): Promise<void> {
    connection.transaction = await this.#ways.begin();
  }
  async commitTransaction(connection: SqliteConnection): Promise<void> {
    await connection.transaction?.commit();
  }
  async rollbackTransaction(connection: SqliteConnection): Promise<void> {
    await connection.transaction?.rollback();
  }
  async releaseConnection(connection: SqliteConnection): Promise<void> {
    await connection.transaction?.rollback();
    connection.transaction = undefined;
  }
  // The file and its threads belong to whoever opened them.
  async destroy(): Promise<void> {}
}
