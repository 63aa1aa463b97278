import { setTimeout as sleep } from 'node:timers/promises';
import type { School } from '../school.ts';
import { type IndexerThread, startIndexerThread } from './indexer-thread.ts';
import { prepareIndex, somethingWaits } from './prepare-index.ts';

/** How long what was said may wait for the index, ms. Nobody sees it: a search reads what is not in it yet from the logs themselves. */
const FILL_AFTER = 5_000;
/** While more entries a second than this come, the index waits, until so many have gathered: sending comes first. */
const BUSY_RATE = 200;
const MOST_WAITING = 100_000;
/** The thread takes memory; it ends when there was nothing to do for so long, ms. */
const IDLE = 20_000;
/** How old what is known of names may be when somebody asks, ms. */
const NAMES_AGE = 5_000;
/** Where several processes serve a school, what another one kept is looked for so often, ms. */
const LOOK_EVERY = 30_000;
const TELL_EVERY = 5_000;

export type Indexer = {
  /** Resolves when names as they were a few seconds ago can be found by their sounds. */
  namesKnown(): Promise<void>;
  /** Fills the index to its end now. */
  fill(): Promise<void>;
  stop(): Promise<void>;
};

/** Fills the index beside what goes on: in a thread of its own, in small batches with rests, and not while the school is busy sending. */
export async function startIndexer(school: School): Promise<Indexer> {
  const { events, log, config, database } = school;
  let thread: IndexerThread | undefined;
  let stopped = false;
  let soon: NodeJS.Timeout | undefined;
  let idle: NodeJS.Timeout | undefined;
  let filling: Promise<void> | undefined;
  let unfilled = 0;
  let unfilledSince = performance.now();
  let names: { at: number; known: Promise<void> } | undefined;

  /** One piece of work in the thread, which is there as long as there is some. */
  async function work(job: (thread: IndexerThread) => Promise<void>): Promise<void> {
    clearTimeout(idle);
    thread ??= startIndexerThread({ dataDir: config.dataDir, url: config.databaseUrl });
    try {
      await job(thread);
    } catch (error) {
      if (stopped) return;
      log.error({ err: error }, 'filling the search index failed');
      await endThread();
      fillIn(LOOK_EVERY);
    }
    clearTimeout(idle);
    idle = setTimeout(() => void endThread(), IDLE).unref();
  }
  async function endThread(): Promise<void> {
    clearTimeout(idle);
    const ended = thread;
    thread = undefined;
    await ended?.close();
  }

  function fillIn(ms: number): void {
    if (stopped || soon !== undefined) return;
    soon = setTimeout(() => {
      soon = undefined;
      const rate = (unfilled * 1000) / (performance.now() - unfilledSince);
      if (rate > BUSY_RATE && unfilled < MOST_WAITING) return fillIn(FILL_AFTER);
      void fill();
    }, ms).unref();
  }
  async function fill(): Promise<void> {
    filling ??= work(fillToEnd).finally(() => (filling = undefined));
    await filling;
  }
  async function fillToEnd(filler: IndexerThread): Promise<void> {
    unfilled = 0;
    unfilledSince = performance.now();
    let told = performance.now();
    let total = 0;
    for (let more = true; more && !stopped;) {
      const started = performance.now();
      const { taken, waiting, more: goOn } = await filler.ask('fill');
      total += taken;
      more = goOn;
      if (waiting > 0 && performance.now() - told > TELL_EVERY) {
        told = performance.now();
        log.info(`search index: ${total} entries of the rooms' logs taken in, ${waiting} wait`);
      }
      // A core is free for others half of the time.
      if (more) await sleep(Math.min(performance.now() - started, 200));
    }
  }

  function heard(_roomId: number, entries: readonly unknown[]): void {
    if (unfilled === 0) unfilledSince = performance.now();
    unfilled += entries.length;
    fillIn(FILL_AFTER);
  }
  const look =
    database.engine === 'postgres'
      ? setInterval(() => {
          somethingWaits(database).then(
            (waits) => waits && fillIn(0),
            () => undefined,
          );
        }, LOOK_EVERY).unref()
      : undefined;

  if (await prepareIndex(school)) fillIn(FILL_AFTER);
  const heardText = (): void => fillIn(FILL_AFTER);
  events.on('entries', heard);
  events.on('textRead', heardText);

  return {
    namesKnown() {
      if (names === undefined || performance.now() - names.at > NAMES_AGE) {
        const known = work(async (filler) => void (await filler.ask('names')));
        names = { at: performance.now(), known };
      }
      return names.known;
    },
    fill,
    async stop() {
      stopped = true;
      clearTimeout(soon);
      clearInterval(look);
      events.off('entries', heard);
      events.off('textRead', heardText);
      await endThread();
      await filling;
    },
  };
}
