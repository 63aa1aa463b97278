import { openDatabase } from '../kernel/db/database.ts';
import type { Tables } from '../tables.ts';
import { createFiller } from './fill.ts';
import { openSqliteStore } from './sqlite-store.ts';

// Fills the index of the folder it is given, to be killed meanwhile.

const dataDir = process.argv[2] ?? '';
const { db } = await openDatabase<Tables>({ dataDir, migrations: [], readOnly: true });
const filler = createFiller(db, openSqliteStore(dataDir));
let waiting = Infinity;
while (waiting > 0) {
  ({ waiting } = await filler.fill());
  process.stdout.write(`${waiting}\n`);
}
process.exit(0);
