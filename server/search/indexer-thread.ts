import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

/** Where the school is. */
export type Workplace = { dataDir: string; url: string | undefined };
export type Task = 'fill' | 'names' | 'close';
/** How many entries of logs were taken and how many wait; whether it is of use to ask again. */
export type Report = { taken: number; waiting: number; more: boolean; error?: string };

export type IndexerThread = { ask(task: Exclude<Task, 'close'>): Promise<Report>; close(): Promise<void> };

/** Starts the thread; it does one thing after another. A thread that died rejects whoever waits and whoever asks. */
export function startIndexerThread(workplace: Workplace): IndexerThread {
  const worker = new Worker(new URL('./indexer-worker.ts', import.meta.url), {
    workerData: workplace,
    name: 'search-indexer',
    resourceLimits: { maxYoungGenerationSizeMb: 8 },
  });
  const waiting: { resolve: (report: Report) => void; reject: (error: Error) => void }[] = [];
  let dead: Error | undefined;

  function die(error: Error): void {
    dead ??= error;
    for (const each of waiting.splice(0)) each.reject(error);
  }
  worker.on('message', (report: Report) => {
    const first = waiting.shift();
    if (report.error === undefined) first?.resolve(report);
    else first?.reject(new Error(report.error));
  });
  worker.on('error', (error) => die(error instanceof Error ? error : new Error(String(error))));
  worker.on('exit', () => die(new Error('The thread of the search index has ended')));

  function ask(task: Task): Promise<Report> {
    return new Promise((resolve, reject) => {
      if (dead !== undefined) return reject(dead);
      waiting.push({ resolve, reject });
      worker.postMessage(task);
    });
  }
  return {
    ask,
    async close() {
      if (dead !== undefined) return;
      const gone = once(worker, 'exit');
      await ask('close').catch(() => undefined);
      await gone;
    },
  };
}
