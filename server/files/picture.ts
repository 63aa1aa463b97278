import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { changePicture, hasPicture } from '../accounts/pictures.ts';
import { transaction } from '../kernel/db/database.ts';
import type { SignedIn } from '../kernel/http/caller.ts';
import type { School, Trx } from '../school.ts';
import { keepBytes } from './blob.ts';
import { type FileRow, findFile } from './file.ts';
import type { Store } from './store.ts';

const PICTURE = 'image/webp';

/**
 * Keeps a picture and makes it the user's: bytes first, then in one transaction its row, its place and the end of the one before.
 * It is nobody's upload, so that it goes into no message, which would lose it with the next picture.
 */
export async function addPicture(school: School, store: Store, user: SignedIn, picture: Buffer): Promise<string> {
  const arrived = await store.receive(Readable.from([picture]));
  const id = randomBytes(12).toString('hex');
  const { size, sha256 } = arrived;
  try {
    await keepBytes({ school, store }, arrived, async (trx, blobId) => {
      const row = { id, blob_id: blobId, name: nameOf(user.userId), size, sha256, type: PICTURE };
      await trx
        .insertInto('files')
        .values({ ...row, uploader_id: null, created_at: school.clock.now() })
        .execute();
      await removeRow(trx, await changePicture(trx, school, user, id));
    });
    return id;
  } finally {
    await store.discard(arrived);
  }
}

export async function removePicture(school: School, user: SignedIn): Promise<void> {
  await transaction(school.database, async (trx) => removeRow(trx, await changePicture(trx, school, user, null)));
}

/** A file that is somebody's present picture. */
export async function findPicture(school: School, id: string): Promise<FileRow | undefined> {
  const file = await findFile(school.database.db, id);
  // Its name only says where to look.
  const userId = Number(/^(\d{1,15})\.webp$/.exec(file?.name ?? '')?.[1] ?? 0);
  return file !== undefined && (await hasPicture(school, userId, file.id)) ? file : undefined;
}

function nameOf(userId: number): string {
  return `${userId}.webp`;
}

/** Without its row it is no file any more. */
async function removeRow(trx: Trx, id: string | null): Promise<void> {
  if (id !== null) await trx.deleteFrom('files').where('id', '=', id).execute();
}
