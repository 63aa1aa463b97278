import { setTimeout as sleep } from 'node:timers/promises';
import type { Database } from '../../kernel/db/database.ts';
import { codeOf, isConnectionLost, isOutOfSpace, isTransient } from '../../kernel/db/errors.ts';
import { postgresFlush } from './postgres.ts';
import { sqliteFlush } from './sqlite.ts';
import {
  AppenderBusy,
  type Attempt,
  type Flush,
  type Kept,
  type Missed,
  type Outgoing,
  type Refused,
} from './types.ts';

export type Appender = {
  /**
   * Resolves once the row is on disk, or with the reason it was refused. Rejects with `AppenderBusy` when too many wait, with
   * the database's error when it could not be kept; after a lost connection it may have been kept, and the same `clientId`
   * tells at the next try.
   */
  append(row: Outgoing): Promise<Kept | Refused>;
  /** Keeps what waits, then takes no more. */
  close(): Promise<void>;
};

/** A row that was kept just now, as it was sent and as it was numbered. */
export type KeptRow = Outgoing & Kept;

/**
 * Group commit: while one flush is in flight the next gathers, and an answer leaves only after its flush is on disk.
 * `onKept` hears of newly kept rows, in seq order in each room, before their answers resolve; it must not throw.
 */
export function createAppender<T>(options: {
  database: Database<T>;
  onKept: (rows: KeptRow[]) => void;
  /** Rows of one flush at most. */
  flushRows?: number;
  /** Rows that may wait at most. */
  waitingRows?: number;
}): Appender {
  const { database, onKept, flushRows = 1000, waitingRows = 20_000 } = options;
  return gather(database.engine === 'sqlite' ? sqliteFlush(database) : postgresFlush(database.byKey), {
    onKept,
    flushRows,
    waitingRows,
  });
}

type Waiting = { row: Outgoing; resolve: (answer: Kept | Refused) => void; reject: (error: unknown) => void };

/** Exported for the tests, which hand in flushes that fail. */
export function gather(
  flush: Flush,
  options: { onKept: (rows: KeptRow[]) => void; flushRows: number; waitingRows: number },
): Appender {
  const { onKept, flushRows, waitingRows } = options;
  let waiting: Waiting[] = [];
  let running: Promise<void> | undefined;
  let closed = false;
  /** How often in a row each room's head was held by somebody else. */
  const misses = new Map<string, number>();
  /** Rooms whose head is being waited for, each with what came for it meanwhile. */
  const apart = new Map<string, Waiting[]>();
  const asides = new Set<Promise<void>>();
  let held = 0;

  function append(row: Outgoing): Promise<Kept | Refused> {
    return new Promise((resolve, reject) => {
      if (closed || held >= waitingRows)
        return reject(new AppenderBusy(closed ? 'The server is stopping' : 'Too many messages are waiting'));
      held++;
      waiting.push({ row, resolve, reject });
      running ??= run();
    });
  }

  async function run(): Promise<void> {
    while (waiting.length > 0) {
      await gatherMore();
      const batch = take();
      if (batch.length > 0) await keep(batch, false);
    }
    running = undefined;
  }

  /**
   * Whatever else this turn of the event loop brings comes along, and the next one's as long as turns bring more: a lone message
   * waits for one turn, a busy server fills its flush. Each flush costs an fsync and a page a room. Measured with 256 senders in 100
   * rooms: without it the writer took 39 µs of CPU a message, with 10 ms of it 27, but then senders and writer waited for each other
   * (0.65 of a bare route's rate; 0.76 with 3 ms).
   */
  async function gatherMore(): Promise<void> {
    const latest = performance.now() + GATHER_MS;
    let before: number;
    do {
      before = waiting.length;
      await new Promise(setImmediate);
    } while (waiting.length > before && waiting.length < flushRows && performance.now() < latest);
  }

  function take(): Waiting[] {
    const batch: Waiting[] = [];
    let next = 0;
    for (; next < waiting.length && batch.length < flushRows; next++) {
      const each = waiting[next];
      if (each === undefined) break;
      const aside = apart.get(each.row.roomCode);
      if (aside === undefined) batch.push(each);
      else aside.push(each);
    }
    waiting = waiting.slice(next);
    return batch;
  }

  /** Keeps a batch; one that throws is halved until the row that is at fault stands alone. */
  async function keep(batch: readonly Waiting[], patient: boolean): Promise<void> {
    let answers: (Kept | Refused | Missed)[];
    try {
      answers = await persist(
        flush,
        batch.map((each) => each.row),
        patient,
      );
    } catch (error) {
      if (batch.length === 1 || concernsAll(error)) {
        held -= batch.length;
        for (const each of batch) each.reject(error);
        return;
      }
      const middle = Math.ceil(batch.length / 2);
      await keep(batch.slice(0, middle), patient);
      await keep(batch.slice(middle), patient);
      return;
    }
    settle(batch, answers);
  }

  function settle(batch: readonly Waiting[], answers: readonly (Kept | Refused | Missed)[]): void {
    const kept: KeptRow[] = [];
    const missed: Waiting[] = [];
    const settled: (() => void)[] = [];
    batch.forEach((each, index) => {
      const answer = answers[index];
      if (answer === undefined || answer.outcome === 'missed') return void missed.push(each);
      if (answer.outcome === 'kept' && !answer.repeated) kept.push({ ...each.row, ...answer });
      settled.push(() => each.resolve(answer));
    });
    held -= settled.length;
    try {
      if (kept.length > 0) onKept(kept);
    } finally {
      for (const resolve of settled) resolve();
    }
    countMisses(batch, missed);
  }

  function countMisses(batch: readonly Waiting[], missed: readonly Waiting[]): void {
    const rooms = Map.groupBy(missed, (each) => each.row.roomCode);
    if (misses.size > 0) for (const each of batch) if (!rooms.has(each.row.roomCode)) misses.delete(each.row.roomCode);
    const again: Waiting[] = [];
    for (const [code, rows] of rooms) {
      const count = (misses.get(code) ?? 0) + 1;
      misses.set(code, count);
      if (count < MISSES) again.push(...rows);
      else waitApart(code, rows);
    }
    // Before what came later, so that a room keeps its order.
    waiting = [...again, ...waiting];
  }

  /** The room alone, waiting for its head, beside the flushes of all others. */
  function waitApart(code: string, rows: Waiting[]): void {
    misses.delete(code);
    const later: Waiting[] = [];
    apart.set(code, later);
    const aside = keep(rows, true).then(() => {
      apart.delete(code);
      asides.delete(aside);
      waiting = [...later, ...waiting];
      if (waiting.length > 0) running ??= run();
    });
    asides.add(aside);
  }

  return {
    append,
    async close() {
      closed = true;
      while (running !== undefined || asides.size > 0) await Promise.all([running, ...asides]);
    },
  };
}

/** A flush is held back by at most this much, ms, for what is just arriving. */
const GATHER_MS = 3;

/** How often a room may be missed before it is waited for. */
const MISSES = 3;

/** Runs a flush again after what passes by itself: a serialization failure, a deadlock, a connection that went away. */
async function persist(
  flush: Flush,
  rows: readonly Outgoing[],
  patient: boolean,
): Promise<(Kept | Refused | Missed)[]> {
  const attempt: Attempt = { unconfirmed: new Map() };
  for (let tries = 1; ; tries++) {
    try {
      return await flush(rows, { patient, attempt });
    } catch (error) {
      if (tries >= TRIES || !(isTransient(error) || isConnectionLost(error))) throw error;
      await sleep(20 * 2 ** tries * (0.5 + Math.random()));
    }
  }
}

/** With pauses of 40 ms to 5 s between them, about ten seconds: a database that restarts is not noticed. */
const TRIES = 9;

/** Not the fault of a row: halving would only fail more often. */
function concernsAll(error: unknown): boolean {
  if (error instanceof AppenderBusy || isOutOfSpace(error) || isConnectionLost(error) || isTransient(error))
    return true;
  // Another process is writing; a statement took too long.
  return ['SQLITE_BUSY', '57014'].includes(codeOf(error));
}
