import { Worker } from 'node:worker_threads';
import Sqlite from 'better-sqlite3';
import type { QueryResult } from 'kysely';
import type { Answer, Order, ThreadSetup } from './sqlite-worker.ts';

/** A thread with its own connection to the file; orders are carried out one after another, in the order they were given. */
export type SqliteThread = {
  run(sql: string, parameters: readonly unknown[], inTransaction: boolean): Promise<QueryResult<never>>;
  control(order: 'begin' | 'commit' | 'rollback'): Promise<void>;
  call<I, O>(procedure: string, input: I): Promise<O>;
  /** Orders that have no answer yet. */
  waiting(): number;
  /** Calls `hear` at every answer, before whoever waits for it is told. */
  onAnswer(hear: () => void): void;
  close(): Promise<void>;
};

/**
 * Starts the thread and waits until its file is open; rejects with SQLite's error when it cannot be.
 * A thread that dies later rejects everything asked of it, then and afterwards, and calls `onFatal`.
 */
export async function startSqliteThread(setup: ThreadSetup, onFatal: (error: Error) => void): Promise<SqliteThread> {
  const worker = new Worker(new URL('./sqlite-worker.ts', import.meta.url), {
    workerData: setup,
    name: `sqlite-${setup.role}`,
    // Rows on their way out are short-lived: a small nursery holds them, and a large one would only fill before it is swept.
    resourceLimits: { maxYoungGenerationSizeMb: 4 },
  });
  // Answers come in the order of the orders, so the first who waits is the one who is answered.
  const waiting: { resolve: (value: never) => void; reject: (error: Error) => void }[] = [];
  let state: 'running' | 'closing' | Error = 'running';

  function die(error: Error): void {
    if (state === 'closing' || state instanceof Error) return;
    state = error;
    for (const each of waiting.splice(0)) each.reject(error);
    onFatal(error);
  }
  let hearAnswer = (): void => undefined;
  function tell(answer: Answer): void {
    hearAnswer();
    const first = waiting.shift();
    if (answer.ok) first?.resolve(answer.value);
    else first?.reject(revive(answer.error));
  }
  // In a turn of its own: what goes on from inside a port's callback holds on to the whole of its requests until a major garbage
  // collection. Seen in V8's own trace with 256 senders: 5.5 KB a message grew old that way, and none does from here.
  worker.on('message', (answer: Answer) => void setImmediate(tell, answer));
  worker.on('error', (error) => die(error instanceof Error ? error : new Error(String(error))));
  worker.on('exit', (code) => die(new Error(`The ${setup.role} thread of the database ended with exit code ${code}`)));

  function ask<O>(order: Order<unknown>): Promise<O> {
    return new Promise((resolve, reject) => {
      if (state instanceof Error) return reject(state);
      if (state === 'closing') return reject(new Error('The database is closed'));
      waiting.push({ resolve, reject });
      worker.postMessage(order);
    });
  }

  try {
    await ask({ kind: 'open' });
  } catch (error) {
    state = 'closing';
    await worker.terminate();
    throw error;
  }
  return {
    run: (sql, parameters, inTransaction) => ask({ kind: 'run', sql, parameters, inTransaction }),
    control: (kind) => ask({ kind }),
    call: (procedure, input) => ask({ kind: 'call', procedure, input }),
    waiting: () => waiting.length,
    onAnswer: (hear) => void (hearAnswer = hear),
    async close() {
      if (state !== 'running') return;
      const gone = new Promise((resolve) => worker.once('exit', resolve));
      const closed = ask<void>({ kind: 'close' });
      state = 'closing';
      await closed;
      await gone;
    },
  };
}

/** An error that crosses a thread keeps nothing but its message; SQLite's code travels beside it. */
function revive(sent: { message: string; code: string; stack: string }): Error {
  const error = sent.code === '' ? new Error(sent.message) : new Sqlite.SqliteError(sent.message, sent.code);
  error.stack = sent.stack;
  return error;
}
