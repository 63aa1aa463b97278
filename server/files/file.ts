import { randomBytes } from 'node:crypto';
import type { Readable } from 'node:stream';
import type { School } from '../school.ts';
import { dimensionsOf } from './dimensions.ts';
import type { FolderStore } from './folder-store.ts';
import { sniffType } from './kinds.ts';
import { cleanFileName } from './names.ts';

export type FileRow = { id: string; name: string; size: number; type: string; uploader_id: number | null };

/** Keeps a file: its bytes first, on disk, then its row. `id`: only for a sample that the document names. */
export async function addFile(
  school: Pick<School, 'database' | 'clock'>,
  store: FolderStore,
  file: { source: Readable; name: string; uploaderId: number | null; id?: string; isWhole?: () => boolean },
): Promise<FileRow> {
  const arrived = await store.receive(file.source);
  const id = file.id ?? randomBytes(12).toString('hex');
  try {
    if (file.isWhole?.() === false) throw new TruncatedFile();
    const type = await sniffType(arrived.head);
    const row = {
      id,
      name: cleanFileName(file.name),
      size: arrived.size,
      sha256: arrived.sha256,
      type,
      ...(await dimensionsOf(arrived.path, type)),
      uploader_id: file.uploaderId,
      created_at: school.clock.now(),
    };
    await store.keep(arrived, id);
    await school.database.db.insertInto('files').values(row).execute();
    return row;
  } catch (error) {
    await store.discard(arrived);
    await store.remove(id);
    throw error;
  }
}

/** The stream ended before the file did. */
export class TruncatedFile extends Error {}

export async function findFile(db: School['database']['db'], id: string): Promise<FileRow | undefined> {
  return db
    .selectFrom('files')
    .select(['id', 'name', 'size', 'type', 'uploader_id'])
    .where('id', '=', id)
    .executeTakeFirst();
}

/**
 * Removes what a crash left: bytes on their way in, and bytes whose row was never written. `sweepArriving` first, before
 * anything can arrive; the rest may go on while the server serves, since only bytes from before the start are looked at.
 */
export async function removeOrphans(
  school: Pick<School, 'database' | 'log'>,
  store: FolderStore,
  startedAt: number,
): Promise<void> {
  for await (const ids of store.ids()) {
    if (ids.length === 0) continue;
    const known = await school.database.slow.selectFrom('files').select('id').where('id', 'in', ids).execute();
    const rows = new Set(known.map((row) => row.id));
    for (const id of ids.filter((one) => !rows.has(one))) {
      // What was kept since the start may still be waiting for its row.
      if ((await store.keptAt(id)) >= startedAt) continue;
      await store.remove(id);
      school.log.info({ file: id }, 'removed bytes without a row');
    }
  }
}
