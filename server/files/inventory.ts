import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { School } from '../school.ts';
import { BytesMissing, type Place, PlaceUnreachable } from './place.ts';

export type Blob = { id: string; sha256: string; size: number };
type Rows = Pick<School, 'database'>;

const STEP = 500;
const ATTEMPTS = 3;

/** Every row of bytes, in the order of ids and never all at once. One that is written meanwhile may be left out. */
export async function* eachBlob({ database }: Rows): AsyncGenerator<Blob> {
  let last = '';
  for (;;) {
    const blobs = await database.slow
      .selectFrom('blobs')
      .select(['id', 'sha256', 'size'])
      .where('id', '>', last)
      .orderBy('id')
      .limit(STEP)
      .execute();
    yield* blobs;
    last = blobs.at(-1)?.id ?? '';
    if (blobs.length < STEP) return;
  }
}

/** How many bytes there are by their rows, and how many blobs. */
export async function countBlobs({ database }: Rows): Promise<{ count: number; bytes: number }> {
  const { count, bytes } = await database.slow
    .selectFrom('blobs')
    .select(({ fn }) => [fn.countAll().as('count'), fn.sum('size').as('bytes')])
    .executeTakeFirstOrThrow();
  return { count: Number(count), bytes: Number(bytes ?? 0) };
}

export async function hasRow({ database }: Rows, blobId: string): Promise<boolean> {
  return (await withoutRow({ database }, [blobId])).length === 0;
}

/** Those of these bytes that no row knows. */
export async function withoutRow({ database }: Rows, ids: readonly string[]): Promise<string[]> {
  const unknown: string[] = [];
  // In steps: an engine takes only so many parameters.
  for (let at = 0; at < ids.length; at += STEP) {
    const some = ids.slice(at, at + STEP);
    const known = await database.db
      .selectFrom('blobs')
      .select('id')
      .where('id', 'in', some)
      // An upload is being finished there, or was when the server died: it will be again.
      .union(
        database.db
          .selectFrom('uploads')
          .select('blob_id as id')
          .$narrowType<{ id: string }>()
          .where('blob_id', 'in', some),
      )
      .execute();
    const rows = new Set(known.map((row) => row.id));
    unknown.push(...some.filter((id) => !rows.has(id)));
  }
  return unknown;
}

/** Some of the files that have these bytes, and how many there are. */
export async function filesOf(
  { database }: Rows,
  blobId: string,
  most: number,
): Promise<{ files: { id: string; name: string }[]; count: number }> {
  const having = database.slow.selectFrom('files').where('blob_id', '=', blobId);
  const files = await having.select(['id', 'name']).orderBy('created_at').orderBy('id').limit(most).execute();
  const { count } = await having.select(({ fn }) => fn.countAll().as('count')).executeTakeFirstOrThrow();
  return { files, count: Number(count) };
}

export type Finding = 'right' | 'missing' | 'changed' | `unreadable (${string})`;

/** Whether a place has these very bytes: all of them are read. Throws `PlaceUnreachable`. */
export async function examine(place: Pick<Place, 'read' | 'sizeOf'>, { id, size, sha256 }: Blob): Promise<Finding> {
  for (let attempt = 1; ; attempt++) {
    try {
      const found = await place.sizeOf(id);
      if (found === undefined) return 'missing';
      // What has another length need not be read.
      if (found !== size) return 'changed';
      return (await hashOf(await place.read(id))) === sha256 ? 'right' : 'changed';
    } catch (error) {
      if (error instanceof BytesMissing) return 'missing';
      if (error instanceof PlaceUnreachable) throw error;
      // A connection that broke off once, or a disk that cannot read what it has.
      if (attempt === ATTEMPTS) return `unreadable (${error instanceof Error ? error.message : String(error)})`;
    }
  }
}

export async function isFileOf(path: string, { sha256 }: Blob): Promise<boolean> {
  return (await hashOf(createReadStream(path))) === sha256;
}

async function hashOf(bytes: Readable): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(bytes, hash);
  return hash.digest('hex');
}
