import { parentPort, workerData } from 'node:worker_threads';
import type Sqlite from 'better-sqlite3';
import { codeOf } from './errors.ts';
import { openSqliteFile, type SqliteFile } from './sqlite-file.ts';

export type ThreadSetup = {
  role: 'writer' | 'reader';
  path: string;
  cacheKb: number;
  procedures: Record<string, string>;
  /** Another file whose tables are read beside those of `path`. */
  attach?: string;
};

/** What a procedure is given is known to it alone: `never` where it is taken, whatever it is where it is sent. */
export type Order<Input = never> =
  | { kind: 'open' }
  | { kind: 'begin' }
  | { kind: 'commit' }
  | { kind: 'rollback' }
  | { kind: 'close' }
  | { kind: 'run'; sql: string; parameters: readonly unknown[]; inTransaction: boolean }
  | { kind: 'call'; procedure: string; input: Input };

export type Answer =
  | { ok: true; value: never }
  | { ok: false; error: { message: string; code: string; stack: string } };

/** What a procedure's module exports: statements are prepared once. The writer runs the function it gives inside one transaction a call. */
export type Procedure = { prepare(sqlite: Sqlite.Database): (input: never) => unknown };

// oxlint-disable-next-line typescript/no-unsafe-assignment -- put there by sqlite-thread.ts, this worker's only starter
const setup: ThreadSetup = workerData;
const modules = new Map<string, Procedure>();
for (const [name, url] of Object.entries(setup.procedures)) {
  // oxlint-disable-next-line typescript/no-unsafe-argument -- a module named by the program itself; `Procedure` is its contract
  modules.set(name, await import(url));
}
const procedures = new Map<string, (input: never) => unknown>();
let file: SqliteFile | undefined;

parentPort?.on('message', (order: Order) => {
  try {
    parentPort?.postMessage({ ok: true, value: carryOut(order) });
  } catch (error) {
    const known = error instanceof Error ? error : new Error(String(error));
    parentPort?.postMessage({
      ok: false,
      error: { message: known.message, code: codeOf(known), stack: known.stack ?? '' },
    });
  }
  if (order.kind === 'close') parentPort?.close();
});

function carryOut(order: Order): unknown {
  if (order.kind === 'open') return open();
  if (file === undefined) throw new Error('The database could not be opened');
  if (order.kind === 'close') return file.close();
  if (order.kind === 'begin') return void file.sqlite.exec('begin immediate');
  if (order.kind === 'commit') return commit(file.sqlite);
  if (order.kind === 'rollback') return rollback(file.sqlite);
  if (order.kind === 'call') return callProcedure(file.sqlite, order.procedure, order.input);
  // A full disk makes SQLite roll back by itself; what follows must not run as if it still stood in the transaction.
  if (order.inTransaction && !file.sqlite.inTransaction) throw new Error('The transaction was already rolled back');
  return file.run(file.prepare(order.sql), order.parameters);
}

function open(): void {
  file = openSqliteFile(setup.path, { readonly: setup.role === 'reader', cacheKb: setup.cacheKb });
  if (setup.attach !== undefined) file.sqlite.prepare('attach ? as attached').run(setup.attach);
}

function callProcedure(sqlite: Sqlite.Database, name: string, input: never): unknown {
  const run = procedures.get(name) ?? prepareProcedure(sqlite, name);
  if (setup.role === 'reader') return run(input);
  sqlite.exec('begin immediate');
  try {
    const output = run(input);
    sqlite.exec('commit');
    return output;
  } catch (error) {
    rollback(sqlite);
    throw error;
  }
}

/** At the first call, not at the start: its statements need the tables that the migrations make. */
function prepareProcedure(sqlite: Sqlite.Database, name: string): (input: never) => unknown {
  const module = modules.get(name);
  if (module === undefined) throw new Error(`The ${setup.role} has no procedure '${name}'`);
  const run = module.prepare(sqlite);
  procedures.set(name, run);
  return run;
}

function commit(sqlite: Sqlite.Database): void {
  if (!sqlite.inTransaction) throw new Error('The transaction was already rolled back');
  try {
    sqlite.exec('commit');
  } catch (error) {
    rollback(sqlite);
    throw error;
  }
}

function rollback(sqlite: Sqlite.Database): void {
  if (sqlite.inTransaction) sqlite.exec('rollback');
}
