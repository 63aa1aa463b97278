import { createReadStream } from 'node:fs';
import { mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import type { FastifyBaseLogger } from 'fastify';
import { fail } from '../kernel/http/failure.ts';
import type { FileRow } from './file.ts';
import { type Looker, TooMuch } from './looking/looker.ts';
import { Unshowable } from './looking/look.ts';
import { BytesMissing, type Place } from './place.ts';

/** Pixels of the longer side: a picture in the flow on a screen of two pixels a point, and a whole screen. */
const SIDES = { thumb: 640, screen: 2_048 };
export type PreviewSize = keyof typeof SIDES;
const SHOWABLE = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp', 'image/avif', 'application/pdf']);
const HOUR = 3_600_000;
/** Whose files have stopped the process so often within an hour gets none made: it would be there for nobody else. */
const MOST_STOPS = 5;
const MOST_REMEMBERED = 1_000;

export function isPreviewSize(size: string): size is PreviewSize {
  return Object.hasOwn(SIDES, size);
}

type Shown = Pick<FileRow, 'id' | 'blob_id' | 'type' | 'uploader_id'>;
/** Read as a file is. `size`: bytes. */
export type Preview = { size: number; read: Place['read'] };
export type Previews = Awaited<ReturnType<typeof openPreviews>>;

/**
 * Small pictures of what is in files, made when they are first asked for and kept in a folder of this machine, by the bytes they
 * are of. All of it can be made again.
 */
export async function openPreviews(
  { dataDir, log }: { dataDir: string; log: FastifyBaseLogger },
  store: Pick<Place, 'withPath'>,
  looker: Pick<Looker, 'draw'>,
) {
  const folder = join(dataDir, 'files', 'previews');
  const making = join(folder, 'making');
  // What a crash left.
  await rm(making, { recursive: true, force: true });
  await mkdir(making, { recursive: true, mode: 0o700 });
  const pathOf = (blobId: string, size: PreviewSize): string =>
    join(folder, blobId.slice(0, 2), `${blobId}-${size}.webp`);
  const underWay = new Map<string, Promise<Uint8Array>>();
  const failures = rememberFailures();

  async function make(file: Shown, size: PreviewSize): Promise<Uint8Array> {
    if (failures.has(file)) throw fail('no_preview');
    try {
      const bytes = await looker.draw({ type: file.type, side: SIDES[size] }, (use) =>
        store.withPath(file.blob_id, use),
      );
      await keep(file.blob_id, size, bytes);
      return bytes;
    } catch (error) {
      if (error instanceof BytesMissing) {
        log.error({ file: file.id, blob: file.blob_id }, 'the bytes of a file are missing');
        throw fail('no_such_file');
      }
      if (!(error instanceof Unshowable)) throw error;
      failures.add(file, error instanceof TooMuch);
      log.warn({ file: file.id, blob: file.blob_id, why: error.message }, 'a file has no preview');
      throw fail('no_preview');
    }
  }

  /** A full disk is no reason not to show it. */
  async function keep(blobId: string, size: PreviewSize, bytes: Uint8Array): Promise<void> {
    const temporary = join(making, `${blobId}-${size}`);
    const place = pathOf(blobId, size);
    try {
      await writeFile(temporary, bytes, { mode: 0o600 });
      await mkdir(dirname(place), { recursive: true, mode: 0o700 });
      await rename(temporary, place);
    } catch (error) {
      await rm(temporary, { force: true });
      log.warn({ err: error, blob: blobId }, 'a preview could not be kept');
    }
  }

  return {
    /** Of a file whose reader has been found good. Throws `no_preview`, also for an hour after it failed, and 503 when too many wait. */
    async get(file: Shown, size: PreviewSize): Promise<Preview> {
      if (!SHOWABLE.has(file.type)) throw fail('no_preview');
      const path = pathOf(file.blob_id, size);
      const kept = await stat(path).catch(() => undefined);
      if (kept !== undefined) return { size: kept.size, read: async (_id, range) => createReadStream(path, range) };
      const wish = underWay.get(path) ?? make(file, size).finally(() => underWay.delete(path));
      underWay.set(path, wish);
      const bytes = await wish;
      const piece = (range?: { start: number; end: number }) =>
        range === undefined ? bytes : bytes.subarray(range.start, range.end + 1);
      return { size: bytes.length, read: async (_id, range) => Readable.from([piece(range)]) };
    },
    /** Of bytes that are gone. */
    async remove(blobId: string): Promise<void> {
      for (const size of ['thumb', 'screen'] as const) await rm(pathOf(blobId, size), { force: true });
    },
    /** Removes those of bytes that are gone, as a crash or a folder put back leaves them. `gone`: which of these there are no more. */
    async sweep(gone: (blobIds: readonly string[]) => Promise<readonly string[]>): Promise<void> {
      for (const prefix of await readdir(folder)) {
        if (!/^[0-9a-f]{2}$/.test(prefix)) continue;
        const names = await readdir(join(folder, prefix));
        const ids = [...new Set(names.map((name) => name.slice(0, 24)))];
        for (const id of await gone(ids)) await this.remove(id);
      }
    },
  };
}

/** What could not be shown, so that it is not tried again at every look, and whose files were too much. */
function rememberFailures() {
  const failed = new Map<string, { at: number; stopped: number | null | undefined }>();
  const forget = (): void => {
    for (const [blob, { at }] of failed) {
      if (performance.now() - at < HOUR && failed.size <= MOST_REMEMBERED) return;
      failed.delete(blob);
    }
  };
  return {
    has({ blob_id: blob, uploader_id: uploader }: Shown): boolean {
      forget();
      return (
        failed.has(blob) || [...failed.values()].filter(({ stopped }) => stopped === uploader).length >= MOST_STOPS
      );
    },
    add({ blob_id: blob, uploader_id: uploader }: Shown, wasTooMuch: boolean): void {
      failed.set(blob, { at: performance.now(), stopped: wasTooMuch ? uploader : undefined });
      forget();
    },
  };
}
