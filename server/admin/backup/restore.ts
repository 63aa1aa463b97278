import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { sql } from 'kysely';
import { type Config, readConfig } from '../../config.ts';
import { ConfigError } from '../../setting-values.ts';
import { type Database, openDatabase } from '../../kernel/db/database.ts';
import { isOutOfSpace } from '../../kernel/db/errors.ts';
import { lockDataDir } from '../../kernel/db/lock.ts';
import { openPostgres, overPool } from '../../kernel/db/postgres.ts';
import { migrations } from '../../migrations/index.ts';
import type { Tables } from '../../tables.ts';
import { type EntryKind, FORMAT, kindOf, type Manifest, readArchive } from './archive.ts';
import { blobRowOf } from './blob-row.ts';
import { brokenInvariants } from './invariants.ts';
import { createProgress, inBytes, type Progress } from './progress.ts';
import { putRows } from './put-rows.ts';
import { openRestoredBytes, type RestoredBytes, syncPath } from './restore-bytes.ts';
import { isMadeAgain, isTableName } from './tables.ts';

/**
 * Fills an empty folder of data, and with DATABASE_URL an empty database, from a backup. Everything is first unpacked beside its
 * place and checked against the manifest; the database is the last to take its place, so that a restore which breaks off at any
 * point leaves no half a school. Answers the sentence that says what is there now. Throws a refusal, and leaves nothing.
 */
export async function restore(
  environment: Record<string, string | undefined>,
  path: string,
  progress: Progress = createProgress(),
): Promise<string> {
  const config = readConfig(environment);
  const lock = lockDataDir(config.dataDir);
  const restoring = join(config.dataDir, 'restoring');
  let bytes: RestoredBytes | undefined;
  try {
    await requireEmptyFolder(config.dataDir);
    if (config.databaseUrl !== undefined) await requireEmptyDatabase(config);
    bytes = await openRestoredBytes(config, restoring);
    await bytes.prepare();
    await rm(restoring, { recursive: true, force: true });
    await mkdir(join(restoring, 'rows'), { recursive: true, mode: 0o700 });
    try {
      const manifest = await unpack(resolve(path), restoring, progress);
      refuseNewer(manifest);
      await requireBytes(manifest, join(restoring, 'rows'));
      await bytes.bring(progress);
      const rows = await fillDatabase(config, restoring, manifest, progress);
      await rm(restoring, { recursive: true });
      const count = manifest.entries.filter((entry) => entry.rows === undefined).length;
      return `${config.dataDir}: ${rows} rows and ${count} files of ${manifest.madeAt} restored, all hashes and counts right.`;
    } catch (error) {
      await undo(bytes, restoring);
      if (!isOutOfSpace(error)) throw error;
      throw new ConfigError(`There is no room for the backup: nothing was restored into ${config.dataDir}.`);
    }
  } finally {
    await bytes?.close();
    lock.release();
  }
}

/** When the place of the bytes is away just now, what is unpacked stays: by it the next restore takes them back. */
async function undo(bytes: RestoredBytes, restoring: string): Promise<void> {
  try {
    await bytes.takeBack();
  } catch {
    return;
  }
  await rm(restoring, { recursive: true, force: true });
}

/** What an earlier restore left that did not come to its end may be there: its mark is the folder `restoring`. */
async function requireEmptyFolder(dataDir: string): Promise<void> {
  const there = (await readdir(dataDir)).filter((name) => !name.startsWith('lock.db'));
  const left = there.includes('restoring') ? ['restoring', 'files'] : [];
  const other = there.find((name) => !left.includes(name));
  if (other === undefined) return;
  throw new ConfigError(
    `The folder of data ${dataDir} is not empty (${other}): a restore needs an empty one, set DATA_DIR to it.`,
  );
}

async function requireEmptyDatabase(config: Config): Promise<void> {
  const database = await openDatabase<Tables>({
    dataDir: config.dataDir,
    url: config.databaseUrl,
    migrations: [],
    readOnly: true,
  });
  try {
    for (const table of await tablesOf(database)) {
      const { rows } = await sql`select 1 from ${sql.table(table)} limit 1`.execute(database.db);
      if (rows.length === 0 || table.startsWith('kysely_')) continue;
      throw new ConfigError(`The database of DATABASE_URL is not empty (${table}): a restore needs an empty one.`);
    }
  } finally {
    await database.close();
  }
}

async function tablesOf({ db }: Database<Tables>): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`select table_name as name from information_schema.tables
    where table_schema = current_schema() and table_type = 'BASE TABLE'`.execute(db);
  return rows.map((row) => row.name);
}

async function unpack(path: string, restoring: string, progress: Progress): Promise<Manifest> {
  let bytes = 0;
  const manifest = await readArchive(path, async (entry, size) => {
    progress.at(() => `${inBytes(bytes)} unpacked …`);
    bytes += size;
    const place = placeOf(restoring, entry);
    await mkdir(dirname(place), { recursive: true, mode: 0o700 });
    return createWriteStream(place, { flags: 'wx', mode: 0o600, flush: entry.kind === 'file' });
  });
  await mkdir(join(restoring, 'files'), { recursive: true, mode: 0o700 });
  progress.done(`${inBytes(bytes)} unpacked, every hash and count is right`);
  return manifest;
}

function placeOf(restoring: string, entry: EntryKind): string {
  if (entry.kind === 'rows') return join(restoring, 'rows', `${entry.table}.jsonl`);
  return join(restoring, 'files', entry.id.slice(0, 2), entry.id);
}

function refuseNewer({ format, migration, program }: Manifest): void {
  if (format <= FORMAT && migrations.some((each) => each.name === migration)) return;
  throw new ConfigError(
    `The backup was made by a newer program (${program}, at '${migration}'): restore it with that one.`,
  );
}

/** Every row has its bytes, and no bytes are nobody's. Before there were blobs, each file had its own. */
async function requireBytes({ entries }: Manifest, folder: string): Promise<void> {
  const table = entries.some(({ name }) => name === 'rows/blobs.jsonl') ? 'blobs' : 'files';
  const rows = join(folder, `${table}.jsonl`);
  const bytes = new Map(
    entries.filter(({ name }) => kindOf(name)?.kind === 'file').map((entry) => [entry.name, entry]),
  );
  for await (const line of createInterface({ input: createReadStream(rows) })) {
    const { id, size, sha256 } = blobRowOf(line);
    const entry = bytes.get(`files/${id}`);
    if (entry?.size !== size || entry.sha256 !== sha256)
      throw new ConfigError(`The backup has no bytes ${id}, or other ones.`);
    bytes.delete(entry.name);
  }
  const [extra] = bytes.keys();
  if (extra !== undefined) throw new ConfigError(`The backup has ${extra}, which no row of it knows.`);
}

/** Rows go in as they were at the backup's migration; then the database is brought to this program's. */
async function fillDatabase(
  config: Config,
  restoring: string,
  manifest: Manifest,
  progress: Progress,
): Promise<number> {
  const where = { dataDir: restoring, url: config.databaseUrl, migrations };
  const kinds = manifest.entries.map((entry) => kindOf(entry.name));
  const tables = new Set(kinds.flatMap((kind) => (kind?.kind === 'rows' ? [kind.table] : [])));
  try {
    const old = await openDatabase<Tables>({ ...where, migrateTo: manifest.migration });
    const rows = await thenClose(old, putRows(old, { folder: join(restoring, 'rows'), tables }, progress));
    const database = await openDatabase<Tables>(where);
    const broken = await thenClose(database, brokenInvariants(database.db));
    if (broken.length > 0) throw new ConfigError(`The backup is not a whole school: ${broken.join('; ')}.`);
    if (config.databaseUrl === undefined)
      await putInPlace(join(restoring, 'lamitt.db'), join(config.dataDir, 'lamitt.db'));
    return rows;
  } catch (error) {
    if (config.databaseUrl !== undefined) await emptyDatabase(config.databaseUrl);
    throw error;
  }
}

async function thenClose<T>(database: Database<Tables>, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } finally {
    await database.close();
  }
}

/** Closed, the file is whole: its log has been folded in. With its name it is the school. */
async function putInPlace(from: string, to: string): Promise<void> {
  await syncPath(from);
  await rename(from, to);
  await syncPath(dirname(to));
}

/** It was empty when the restore began: whatever is in our tables now came from it. */
async function emptyDatabase(url: string): Promise<void> {
  const pools = await openPostgres(url, { readOnly: false, log: () => undefined });
  try {
    const db = overPool<Tables>(pools.pool);
    const all = (await db.introspection.getTables({ withInternalKyselyTables: true })).map(({ name }) => name);
    const ours = all.filter((name) => isTableName(name) || isMadeAgain(name) || name.startsWith('kysely_'));
    if (ours.length > 0) await sql`drop table ${sql.join(ours.map((name) => sql.table(name)))} cascade`.execute(db);
  } finally {
    await pools.close();
  }
}
