import { createReadStream, createWriteStream } from 'node:fs';
import { link, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { codeOf } from '../kernel/db/errors.ts';
import { BytesMissing, type Place } from './place.ts';

/** In pieces of Node's usual 64 KiB a large download spends much of its time on pieces. */
const PIECE = 256 * 1024;

/**
 * Bytes in a folder of this machine. They get their name when they are whole and flushed, and then the folder is flushed, all
 * before the row that makes them a file: a crash at any point leaves nothing half visible.
 */
export async function openFolder(folder: string): Promise<Place> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const pathOf = (id: string): string => join(folder, id.slice(0, 2), id);

  return {
    shared: false,
    async put(path, id) {
      const place = pathOf(id);
      await mkdir(dirname(place), { recursive: true, mode: 0o700 });
      // A second name: until the row is written, whoever brought the bytes can bring them again.
      await rm(place, { force: true });
      await link(path, place).catch(async (error: unknown) => {
        if (!['EXDEV', 'EPERM', 'ENOTSUP'].includes(codeOf(error))) throw error;
        await copyWhole(path, place);
      });
      await syncFolder(dirname(place));
    },
    async read(id, range) {
      const handle = await open(pathOf(id), 'r').catch(missing(id));
      // The stream closes it.
      return createReadStream('', { fd: handle, highWaterMark: PIECE, ...range });
    },
    async sizeOf(id) {
      return (await stat(pathOf(id)).catch(() => undefined))?.size;
    },
    async withPath(id, use) {
      const path = pathOf(id);
      await stat(path).catch(missing(id));
      return use(path);
    },
    async remove(id) {
      await rm(pathOf(id), { force: true });
    },
    async *all() {
      for (const prefix of await readdir(folder)) {
        if (!/^[0-9a-f]{2}$/.test(prefix)) continue;
        const found = [];
        for (const id of await readdir(join(folder, prefix))) {
          const at = await stat(pathOf(id)).catch(() => undefined);
          if (at !== undefined) found.push({ id, putAt: at.ctimeMs });
        }
        yield found;
      }
    },
    async close() {},
  };
}

function missing(id: string) {
  return (error: unknown): never => {
    throw codeOf(error) === 'ENOENT' ? new BytesMissing(id) : error;
  };
}

/** From another disk, or on one that knows no second names: the copy has its name when it is whole and flushed. */
async function copyWhole(path: string, place: string): Promise<void> {
  const copy = `${place}.part`;
  await pipeline(createReadStream(path), createWriteStream(copy, { mode: 0o600, flush: true }));
  await rename(copy, place);
}

async function syncFolder(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
