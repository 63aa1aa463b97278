import { parentPort, workerData } from 'node:worker_threads';
import { openDatabase } from '../kernel/db/database.ts';
import { openPostgres, overPool } from '../kernel/db/postgres.ts';
import type { Tables } from '../tables.ts';
import { createFiller } from './fill.ts';
import { fillNames } from './fill-names.ts';
import type { Report, Task, Workplace } from './indexer-thread.ts';
import { openPostgresStore } from './postgres-store.ts';
import { openSqliteStore } from './sqlite-store.ts';
import type { SearchTables } from './tables.ts';

// The thread that fills the index: it reads the school through connections of its own, and the main thread does nothing but ask.

// oxlint-disable-next-line typescript/no-unsafe-assignment -- put there by indexer-thread.ts, this worker's only starter
const { dataDir, url }: Workplace = workerData;
const school = await openDatabase<Tables>({ dataDir, url, migrations: [], readOnly: true });
const store = url === undefined ? openSqliteStore(dataDir) : await openPostgresIndex(url);
const filler = createFiller(school.db, store);

parentPort?.on('message', (task: Task) => {
  carryOut(task).then(
    (report) => parentPort?.postMessage(report),
    (error: unknown) => parentPort?.postMessage({ taken: 0, waiting: 0, more: false, error: String(error) }),
  );
});

async function carryOut(task: Task): Promise<Report> {
  if (task === 'close') {
    await Promise.all([store.close(), school.close()]);
    parentPort?.close();
    return { taken: 0, waiting: 0, more: false };
  }
  if (task === 'names') {
    await fillNames(school.db, store);
    return { taken: 0, waiting: 0, more: false };
  }
  const { taken, waiting } = await filler.fill();
  return { taken, waiting, more: waiting > 0 || (await store.tidy()) };
}

async function openPostgresIndex(database: string) {
  const pools = await openPostgres(database, { readOnly: false, log: () => undefined });
  const index = openPostgresStore(overPool<SearchTables>(pools.pool));
  return { ...index, close: () => pools.close() };
}
