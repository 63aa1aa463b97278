import { attach, detachFromPosts } from '../chat/attachments.ts';
import type { School, Trx } from '../school.ts';
import type { Course } from './access.ts';

/** The files of a post, in their order. */
export async function fileIdsOf(db: School['database']['db'] | Trx, postId: number): Promise<string[]> {
  const rows = await db
    .selectFrom('post_files')
    .select('file_id')
    .where('post_id', '=', postId)
    .orderBy('position')
    .execute();
  return rows.map((row) => row.file_id);
}

/** Gives a post that has none its files: the entry `seq` of the room carries them. */
export async function addFiles(
  trx: Trx,
  course: Course,
  postId: number,
  fileIds: readonly string[],
  seq: number,
): Promise<void> {
  await insertFiles(trx, postId, fileIds);
  for (const fileId of fileIds) await attach(trx, course.roomId, fileId, seq);
}

/** Replaces the files of a post. One that stays is still carried by the entry that brought it. */
export async function replaceFiles(
  trx: Trx,
  course: Course,
  postId: number,
  fileIds: readonly string[],
  seq: number,
): Promise<void> {
  const old = new Set(await removeFiles(trx, course, postId, fileIds));
  await insertFiles(trx, postId, fileIds);
  for (const fileId of fileIds) if (!old.has(fileId)) await attach(trx, course.roomId, fileId, seq);
}

/**
 * Takes a post's files away; answers which. A file that no post of the course has any more is no longer carried by its room: only its
 * uploader still reads it, unless it is among those that `stay`.
 */
export async function removeFiles(
  trx: Trx,
  course: Course,
  postId: number,
  stay: readonly string[] = [],
): Promise<string[]> {
  const old = await trx.deleteFrom('post_files').where('post_id', '=', postId).returning('file_id').execute();
  for (const { file_id: fileId } of old) {
    if (!stay.includes(fileId) && !(await isInAnyPost(trx, course, fileId)))
      await detachFromPosts(trx, course.roomId, fileId);
  }
  return old.map((row) => row.file_id);
}

async function insertFiles(trx: Trx, postId: number, fileIds: readonly string[]): Promise<void> {
  if (fileIds.length === 0) return;
  const rows = fileIds.map((fileId, position) => ({ post_id: postId, position, file_id: fileId }));
  await trx.insertInto('post_files').values(rows).execute();
}

async function isInAnyPost(trx: Trx, course: Course, fileId: string): Promise<boolean> {
  const row = await trx
    .selectFrom('post_files')
    .innerJoin('posts', 'posts.id', 'post_files.post_id')
    .select('post_id')
    .where('post_files.file_id', '=', fileId)
    .where('posts.course_id', '=', course.id)
    .executeTakeFirst();
  return row !== undefined;
}
