import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { changePicture, hasPicture } from '../accounts/pictures.ts';
import { transaction } from '../kernel/db/database.ts';
import type { SignedIn } from '../kernel/http/caller.ts';
import type { School, Trx } from '../school.ts';
import { findFile } from './file.ts';
import type { FolderStore } from './folder-store.ts';

export const PICTURE = 'image/webp';

/**
 * Keeps a picture and makes it the user's: bytes first, then in one transaction its row, its place and the end of the one before.
 * It is nobody's upload, so that it goes into no message, which would lose it with the next picture.
 */
export async function addPicture(school: School, store: FolderStore, user: SignedIn, picture: Buffer): Promise<string> {
  const arrived = await store.receive(Readable.from([picture]));
  const id = randomBytes(12).toString('hex');
  try {
    await store.keep(arrived, id);
    await transaction(school.database, async (trx) => {
      const row = { id, name: nameOf(user.userId), size: arrived.size, sha256: arrived.sha256, type: PICTURE };
      await trx
        .insertInto('files')
        .values({ ...row, uploader_id: null, created_at: school.clock.now() })
        .execute();
      await removeRow(trx, await changePicture(trx, school, user, id));
    });
    return id;
  } catch (error) {
    await store.discard(arrived);
    await store.remove(id);
    throw error;
  }
}

export async function removePicture(school: School, user: SignedIn): Promise<void> {
  await transaction(school.database, async (trx) => removeRow(trx, await changePicture(trx, school, user, null)));
}

/** The id of a file that is somebody's present picture. */
export async function findPicture(school: School, id: string): Promise<string | undefined> {
  const file = await findFile(school.database.db, id);
  // Its name only says where to look.
  const userId = Number(/^(\d{1,15})\.webp$/.exec(file?.name ?? '')?.[1] ?? 0);
  return file !== undefined && (await hasPicture(school, userId, file.id)) ? file.id : undefined;
}

function nameOf(userId: number): string {
  return `${userId}.webp`;
}

/** Without its row it is no file any more. Its bytes go at the next start: a backup of this very moment still reads them. */
async function removeRow(trx: Trx, id: string | null): Promise<void> {
  if (id !== null) await trx.deleteFrom('files').where('id', '=', id).execute();
}
