import { createHash, randomBytes } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, open, readdir, rename, rm, stat, statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { SNIFFED_BYTES } from './kinds.ts';

/** Bytes that have arrived and are on disk, but nobody's file yet. `head`: the first of them, for sniffing. */
export type Arrived = { path: string; size: number; sha256: string; head: Buffer };

/**
 * Where bytes live: a folder. They arrive under a temporary name, are flushed, renamed, and the folder is flushed, all before
 * the row that makes them a file: a crash at any point leaves nothing half visible.
 */
export async function openFolderStore(folder: string) {
  const arriving = join(folder, 'arriving');
  await mkdir(arriving, { recursive: true, mode: 0o700 });

  const pathOf = (id: string): string => join(folder, id.slice(0, 2), id);

  return {
    pathOf,
    /** Bytes free on the disk. */
    async free(): Promise<number> {
      const { bavail, bsize } = await statfs(folder);
      return bavail * bsize;
    },
    /** Takes bytes as they come. Whatever breaks, nothing stays. */
    async receive(source: Readable): Promise<Arrived> {
      const path = join(arriving, randomBytes(12).toString('hex'));
      const meter = createMeter();
      try {
        // flush: the file is synced before it closes.
        await pipeline(source, meter.stream, createWriteStream(path, { flags: 'wx', mode: 0o600, flush: true }));
        return { path, ...meter.read() };
      } catch (error) {
        await rm(path, { force: true });
        throw error;
      }
    },
    /** Gives arrived bytes their lasting name. */
    async keep(arrived: Arrived, id: string): Promise<void> {
      const path = pathOf(id);
      await mkdir(dirname(path), { recursive: true, mode: 0o700 });
      await rename(arrived.path, path);
      await syncFolder(dirname(path));
    },
    async discard(arrived: Arrived): Promise<void> {
      await rm(arrived.path, { force: true });
    },
    async remove(id: string): Promise<void> {
      await rm(pathOf(id), { force: true });
    },
    /** When the bytes got their lasting name, ms since the epoch by the disk's clock. */
    async keptAt(id: string): Promise<number> {
      return (await stat(pathOf(id))).ctimeMs;
    },
    /** What a crash left behind on its way in. Only for the start, when nothing is arriving. */
    async sweepArriving(): Promise<number> {
      const left = await readdir(arriving);
      for (const name of left) await rm(join(arriving, name), { force: true });
      return left.length;
    },
    /** The ids of all kept bytes, a folder of them at a time. */
    async *ids(): AsyncGenerator<string[]> {
      for (const prefix of await readdir(folder)) {
        if (/^[0-9a-f]{2}$/.test(prefix)) yield await readdir(join(folder, prefix));
      }
    },
  };
}

export type FolderStore = Awaited<ReturnType<typeof openFolderStore>>;

/** Counts, hashes and samples what flows through. */
function createMeter() {
  const hash = createHash('sha256');
  const first: Buffer[] = [];
  let sampled = 0;
  let size = 0;
  const stream = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      size += chunk.length;
      if (sampled < SNIFFED_BYTES) {
        // A copy: the sample must not keep a large chunk alive.
        first.push(Buffer.from(chunk.subarray(0, SNIFFED_BYTES - sampled)));
        sampled += chunk.length;
      }
      done(null, chunk);
    },
  });
  return { stream, read: () => ({ size, sha256: hash.digest('hex'), head: Buffer.concat(first) }) };
}

async function syncFolder(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
