import { randomBytes } from 'node:crypto';
import type { Readable } from 'node:stream';
import { fail } from '../kernel/http/failure.ts';
import type { School, Trx } from '../school.ts';
import type { Arrived } from './arrivals.ts';
import { keepBytes } from './blob.ts';
import { dimensionsOf } from './dimensions.ts';
import { refuseInfected } from './infected.ts';
import { kindAmong, sniffType } from './kinds.ts';
import { cleanFileName } from './names.ts';
import { requireSpace } from './quota.ts';
import type { Store } from './store.ts';

export type FileRow = {
  id: string;
  blob_id: string;
  name: string;
  size: number;
  sha256: string;
  type: string;
  uploader_id: number | null;
};

/**
 * Who sends a file and what it is called. `id`: of an upload that was given one before, and of the sample that the document names;
 * `blobId`: where its bytes go if nobody has brought them before.
 */
export type FileClaim = { name: string; uploaderId: number | null; id?: string; blobId?: string };

/** Takes bytes as they come and keeps them as a file. `isWhole`: false when they were cut on their way. */
export async function addFile(
  school: Pick<School, 'database' | 'clock' | 'config'>,
  store: Store,
  { source, isWhole, ...claim }: FileClaim & { source: Readable; isWhole?: () => boolean },
): Promise<FileRow> {
  const arrived = await store.receive(source);
  try {
    if (isWhole?.() === false) throw new TruncatedFile();
    return await keepFile(school, store, arrived, claim);
  } finally {
    await store.discard(arrived);
  }
}

/**
 * Makes what has arrived a file: looked into, then its bytes on disk, then its row. The arrived bytes are left to the caller. `first`
 * happens in the transaction of the row, before it. Throws `quota_used_up`, `kind_refused` and what `refuseInfected` does.
 */
export async function keepFile(
  school: Pick<School, 'database' | 'clock' | 'config'>,
  store: Store,
  arrived: Arrived,
  { name, uploaderId, id = randomBytes(12).toString('hex'), blobId: wanted }: FileClaim,
  first?: (trx: Trx) => Promise<void>,
): Promise<FileRow> {
  await refuseInfected(school, store, arrived, { name, uploaderId });
  const type = await sniffType(arrived.head);
  const shown = cleanFileName(name);
  const refused = kindAmong(school.config.refuseKinds, { type, name: shown });
  if (refused !== undefined) throw fail('kind_refused', refused);
  const about = {
    id,
    name: shown,
    size: arrived.size,
    sha256: arrived.sha256,
    type,
    ...(await dimensionsOf(arrived.path, type)),
    uploader_id: uploaderId,
    created_at: school.clock.now(),
  };
  return keepBytes({ school, store, wanted }, arrived, async (trx, blobId) => {
    const row = { ...about, blob_id: blobId };
    await first?.(trx);
    await requireSpace(trx, school, uploaderId, row.size);
    await trx.insertInto('files').values(row).execute();
    return row;
  });
}

/** The stream ended before the file did. */
export class TruncatedFile extends Error {}

export async function findFile(db: School['database']['db'], id: string): Promise<FileRow | undefined> {
  return db
    .selectFrom('files')
    .select(['id', 'blob_id', 'name', 'size', 'sha256', 'type', 'uploader_id'])
    .where('id', '=', id)
    .executeTakeFirst();
}
