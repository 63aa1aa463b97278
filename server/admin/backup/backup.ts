import { once } from 'node:events';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { finished, pipeline } from 'node:stream/promises';
import { pack as createPack, type Pack } from 'tar-stream';
import packageJson from '../../../package.json' with { type: 'json' };
import { type Config, readConfig } from '../../config.ts';
import { ConfigError } from '../../setting-values.ts';
import { openPlace } from '../../files/store.ts';
import { codeOf } from '../../kernel/db/errors.ts';
import { type ArchiveEntry, FORMAT, MANIFEST, type Manifest, nowhere, readArchive, writeEntry } from './archive.ts';
import { type BlobRow, blobRowOf } from './blob-row.ts';
import { createProgress, inBytes, type Progress } from './progress.ts';
import { openSnapshot, type Snapshot } from './snapshot.ts';

/**
 * Writes one moment of the school, rows and files, into the tar `path`, beside a server that goes on. The tar takes its name
 * only when it is on disk, has been read again whole, and every hash and count was right. Answers the sentence that says so.
 */
export async function backup(
  environment: Record<string, string | undefined>,
  path: string,
  progress: Progress = createProgress(),
): Promise<string> {
  const config = readConfig(environment);
  const target = resolve(path);
  const partial = `${target}.partial`;
  const rowsFolder = `${target}.partial-rows`;
  try {
    const snapshot = await openSnapshot(config);
    let tables: ArchiveEntry[];
    try {
      await requireNoFolder(target);
      await rm(rowsFolder, { recursive: true, force: true });
      await mkdir(rowsFolder, { mode: 0o700 });
      tables = await writeRows(snapshot, rowsFolder, progress);
    } finally {
      await snapshot.close();
    }
    await writeTar(partial, async (pack) => {
      const entries = [
        ...(await packRows(pack, tables, rowsFolder)),
        ...(await packBytes(pack, config, rowsFolder, progress)),
      ];
      const { migration } = snapshot;
      const madeAt = new Date().toISOString();
      const manifest: Manifest = { format: FORMAT, program: packageJson.version, migration, madeAt, entries };
      pack.entry({ name: MANIFEST, mode: 0o600 }, JSON.stringify(manifest));
      pack.finalize();
    });
    const { entries } = await verify(partial, progress);
    await rename(partial, target);
    await syncFolder(dirname(target));
    const rows = entries.reduce((sum, entry) => sum + (entry.rows ?? 0), 0);
    const files = entries.filter((entry) => entry.rows === undefined).length;
    const { size } = await stat(target);
    return `${target}: ${rows} rows and ${files} files, ${inBytes(size)}, verified.`;
  } catch (error) {
    await rm(partial, { force: true }).catch(() => undefined);
    throw explain(target, error);
  } finally {
    await rm(rowsFolder, { recursive: true, force: true }).catch(() => undefined);
  }
}

/** Rows first go into files of their own: a tar wants each entry's length before its bytes. */
async function writeRows(snapshot: Snapshot, folder: string, progress: Progress): Promise<ArchiveEntry[]> {
  const entries: ArchiveEntry[] = [];
  let total = 0;
  for (const table of snapshot.tables) {
    const out = createWriteStream(join(folder, `${table}.jsonl`), { mode: 0o600 });
    const ended = finished(out);
    ended.catch(() => undefined);
    let rows = 0;
    for await (const batch of snapshot.rows(table)) {
      rows += batch.length;
      total += batch.length;
      const goOn = out.write(`${batch.map((row) => JSON.stringify(row)).join('\n')}\n`);
      if (!goOn) await Promise.race([once(out, 'drain'), ended]);
      progress.at(() => `${total} rows …`);
    }
    out.end();
    await ended;
    entries.push({ name: `rows/${table}.jsonl`, size: out.bytesWritten, sha256: '', rows });
  }
  progress.done(`${total} rows of ${snapshot.tables.length} tables read, all of one moment`);
  return entries;
}

async function writeTar(path: string, fill: (pack: Pack) => Promise<void>): Promise<void> {
  const pack = createPack();
  // flush: synced before it closes.
  const written = pipeline(pack, createWriteStream(path, { mode: 0o600, flush: true }));
  const filled = fill(pack).catch((error: unknown) => {
    // The same error on both sides: whichever ends first says what was wrong.
    pack.destroy(error instanceof Error ? error : new Error(String(error)));
    throw error;
  });
  await Promise.all([filled, written]);
}

async function packRows(pack: Pack, tables: readonly ArchiveEntry[], folder: string): Promise<ArchiveEntry[]> {
  const entries: ArchiveEntry[] = [];
  for (const { name, size, rows } of tables) {
    const source = createReadStream(join(folder, name.slice('rows/'.length)));
    const entry = await writeEntry(pack, name, size, source);
    entries.push({ ...entry, ...(rows !== undefined && { rows }) });
  }
  return entries;
}

/** The bytes of the snapshot's files: they never change, so they can be read after its moment. */
async function packBytes(pack: Pack, config: Config, rowsFolder: string, progress: Progress): Promise<ArchiveEntry[]> {
  const entries: ArchiveEntry[] = [];
  let bytes = 0;
  const place = await openPlace(config);
  try {
    for await (const line of createInterface({ input: createReadStream(join(rowsFolder, 'blobs.jsonl')) })) {
      const row = blobRowOf(line);
      if ((await place.sizeOf(row.id)) !== row.size) throw damaged(row);
      const entry = await writeEntry(pack, `files/${row.id}`, row.size, await place.read(row.id));
      if (entry.sha256 !== row.sha256) throw damaged(row);
      entries.push(entry);
      bytes += entry.size;
      progress.at(() => `${entries.length} files, ${inBytes(bytes)} …`);
    }
  } finally {
    await place.close();
  }
  progress.done(`${entries.length} files, ${inBytes(bytes)} written`);
  return entries;
}

async function verify(path: string, progress: Progress): Promise<Manifest> {
  let bytes = 0;
  const manifest = await readArchive(path, async (_entry, size) => {
    progress.at(() => `${inBytes(bytes)} read again …`);
    bytes += size;
    return nowhere();
  });
  progress.done(`${inBytes(bytes)} read again, every hash and count is right`);
  return manifest;
}

/** A backup that quietly left out what is damaged would be taken for a whole one. */
function damaged({ id }: BlobRow): ConfigError {
  return new ConfigError(
    `The bytes ${id} are missing or changed (lamitt files verify lists whose they are): bring them back first, nothing was written.`,
  );
}

async function requireNoFolder(path: string): Promise<void> {
  const there = await stat(path).catch(() => undefined);
  if (there?.isDirectory() === true) throw new ConfigError(`${path} is a folder: name a file in it.`);
}

async function syncFolder(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function explain(target: string, error: unknown): unknown {
  const why = {
    EACCES: 'permission denied',
    ENOENT: 'there is no such folder',
    ENOTDIR: 'a file is in its path',
    EROFS: 'the file system is read-only',
    ENOSPC: 'the disk is full',
    EDQUOT: 'the quota is used up',
  }[codeOf(error)];
  return why === undefined ? error : new ConfigError(`The backup ${target} cannot be written: ${why}.`);
}
