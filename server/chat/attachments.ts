import type { SignedIn } from '../kernel/http/caller.ts';
import { fail } from '../kernel/http/failure.ts';
import type { School, Trx } from '../school.ts';
import { readableFiles } from './access.ts';

/** Lets everyone who may read a room read a file: the entry `seq` carries it. */
export async function attach(trx: Trx, roomId: number, fileId: string, seq: number): Promise<void> {
  await trx.insertInto('attachments').values({ file_id: fileId, room_id: roomId, seq }).execute();
}

/** The room's posts carry a file no longer; a message that does still lets it be read. */
export async function detachFromPosts(trx: Trx, roomId: number, fileId: string): Promise<void> {
  const posts = trx.selectFrom('entries').select('seq').where('room_id', '=', roomId).where('kind', '=', 'post');
  await trx
    .deleteFrom('attachments')
    .where('file_id', '=', fileId)
    .where('room_id', '=', roomId)
    .where('seq', 'in', posts)
    .execute();
}

/** Only what one may read may be put into a message or post; under open access an unknown id is kept as given. */
export async function requireReadableFiles(
  school: School,
  viewer: SignedIn | undefined,
  fileIds: readonly string[],
): Promise<void> {
  if (fileIds.some((id) => id === '' || id.length > 200)) throw fail('file_not_found');
  if (viewer === undefined) return;
  const readable = await readableFiles(school, viewer, fileIds);
  if (fileIds.some((id) => !readable.has(id))) throw fail('file_not_found');
}
