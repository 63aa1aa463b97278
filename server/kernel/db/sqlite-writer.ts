import type { QueryResult } from 'kysely';
import type { SqliteThread } from './sqlite-thread.ts';

/** The one who writes: statements, calls and transactions, first come first served, one transaction at a time. */
export type SqliteWriter = {
  run(sql: string, parameters: readonly unknown[]): Promise<QueryResult<never>>;
  call<I, O>(procedure: string, input: I): Promise<O>;
  begin(): Promise<Transaction>;
};

export type Transaction = {
  run(sql: string, parameters: readonly unknown[]): Promise<QueryResult<never>>;
  commit(): Promise<void>;
  /** May follow a commit that failed, or another rollback; then it does nothing. */
  rollback(): Promise<void>;
};

/**
 * A transaction holds every other write back, so one that is open longer than `limitMs` is rolled back: it waits for
 * something outside the database, or for a write that waits for it.
 */
export function createSqliteWriter(thread: SqliteThread, limitMs = 30_000): SqliteWriter {
  const waiting: (() => void)[] = [];
  let open = false;

  function inTurn(job: () => void): void {
    if (open || waiting.length > 0) waiting.push(job);
    else job();
  }
  function next(): void {
    open = false;
    while (!open && waiting.length > 0) waiting.shift()?.();
  }

  async function begin(): Promise<Transaction> {
    await new Promise<void>((resolve) => inTurn(() => ((open = true), resolve())));
    try {
      await thread.control('begin');
    } catch (error) {
      next();
      throw error;
    }
    return openTransaction(thread, limitMs, next);
  }

  return {
    run: (sql, parameters) => new Promise((resolve) => inTurn(() => resolve(thread.run(sql, parameters, false)))),
    // Before all that waits: messages are not held up by a storm of log-ins. Its one caller has one call in flight at a time, so
    // that at most one goes between two others.
    call: (procedure, input) =>
      new Promise((resolve) => {
        const job = (): void => resolve(thread.call(procedure, input));
        if (open || waiting.length > 0) waiting.unshift(job);
        else job();
      }),
    begin,
  };
}

function openTransaction(thread: SqliteThread, limitMs: number, whenEnded: () => void): Transaction {
  let ended: string | undefined;
  const deadline = setTimeout(() => {
    end(`it was open for more than ${limitMs} ms`, 'rollback').catch(() => undefined);
  }, limitMs);

  async function end(reason: string, how: 'commit' | 'rollback'): Promise<void> {
    ended = reason;
    clearTimeout(deadline);
    // Nobody else's order can slip in between: the thread takes this one first.
    const done = thread.control(how);
    done.then(whenEnded, whenEnded);
    await done;
  }

  return {
    async run(sql, parameters) {
      if (ended !== undefined) throw new Error(`The transaction is over: ${ended}`);
      return thread.run(sql, parameters, true);
    },
    async commit() {
      if (ended !== undefined) throw new Error(`The transaction is over: ${ended}`);
      await end('it was committed', 'commit');
    },
    async rollback() {
      if (ended === undefined) await end('it was rolled back', 'rollback');
    },
  };
}
