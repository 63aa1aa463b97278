import { randomBytes } from 'node:crypto';
import { transaction } from '../kernel/db/database.ts';
import type { School, Trx } from '../school.ts';
import { cleanFileName } from './names.ts';
import { requireSpace } from './quota.ts';

/** What is not finished by then is dropped, ms. */
export const FINISH_WITHIN = 7 * 24 * 3_600_000;

/** An upload in parts that is not a file yet. It has the id that its file will have. */
export type Unfinished = { id: string; uploader_id: number | null; name: string; size: number; created_at: number };

/** Begins an upload: from now on its whole size counts for its uploader. Throws `quota_used_up`. */
export async function beginUpload(
  school: School,
  { uploaderId, name, size }: { uploaderId: number | null; name: string; size: number },
): Promise<Unfinished> {
  const row = {
    id: randomBytes(12).toString('hex'),
    uploader_id: uploaderId,
    name: cleanFileName(name),
    size,
    created_at: school.clock.now(),
  };
  await transaction(school.database, async (trx) => {
    await requireSpace(trx, school, uploaderId, size);
    await trx.insertInto('uploads').values(row).execute();
  });
  return row;
}

/** Under open access without a session (`uploaderId` null), whoever knows the id may go on. */
export async function findUnfinished(
  { database }: Pick<School, 'database'>,
  id: string,
  uploaderId: number | null,
): Promise<Unfinished | undefined> {
  const row = await database.db.selectFrom('uploads').selectAll().where('id', '=', id).executeTakeFirst();
  return row?.uploader_id === uploaderId ? row : undefined;
}

/** The id under which the bytes of a whole upload are put: the same one however often it is tried. */
export async function reserveBlob({ database }: Pick<School, 'database'>, id: string): Promise<string> {
  const row = await database.db
    .updateTable('uploads')
    .set((the) => ({ blob_id: the.fn.coalesce('blob_id', the.val(randomBytes(12).toString('hex'))) }))
    .where('id', '=', id)
    .returning('blob_id')
    .executeTakeFirst();
  return row?.blob_id ?? randomBytes(12).toString('hex');
}

export async function removeUnfinished(db: School['database']['db'] | Trx, id: string): Promise<void> {
  await db.deleteFrom('uploads').where('id', '=', id).execute();
}

/** Drops what was begun too long ago; answers the ids. */
export async function dropOldUploads({ database, clock }: School): Promise<string[]> {
  const old = await database.db
    .deleteFrom('uploads')
    .where('created_at', '<', clock.now() - FINISH_WITHIN)
    .returning('id')
    .execute();
  return old.map(({ id }) => id);
}
