import { createHash, randomBytes } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, readdir, rm, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { type Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { SNIFFED_BYTES } from './kinds.ts';

/** Bytes that have arrived and are on this machine's disk, but nobody's file yet. `head`: the first of them, for sniffing. */
export type Arrived = { path: string; size: number; sha256: string; head: Buffer };

/** Where bytes come in, wherever they are kept then: a folder of this machine, where each has a temporary name. */
export async function openArrivals(folder: string) {
  await mkdir(folder, { recursive: true, mode: 0o700 });

  return {
    /** Bytes free on the disk. */
    async free(): Promise<number> {
      const { bavail, bsize } = await statfs(folder);
      return bavail * bsize;
    },
    /** Takes bytes as they come. Whatever breaks, nothing stays. */
    async receive(source: Readable): Promise<Arrived> {
      const path = join(folder, randomBytes(12).toString('hex'));
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
    async discard(arrived: Pick<Arrived, 'path'>): Promise<void> {
      await rm(arrived.path, { force: true });
    },
    /** What a crash left behind on its way in. Only for the start, when nothing is arriving. */
    async sweepArriving(): Promise<number> {
      const left = await readdir(folder);
      for (const name of left) await rm(join(folder, name), { force: true });
      return left.length;
    },
  };
}

export type Arrivals = Awaited<ReturnType<typeof openArrivals>>;

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
