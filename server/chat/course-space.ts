import { fail } from '../kernel/http/failure.ts';
import type { School } from '../school.ts';

/** What the files of a room take that its messages and posts carry, each once, bytes. */
export async function usedByRoom({ database }: Pick<School, 'database'>, roomId: number): Promise<number> {
  const carried = database.db.selectFrom('attachments').select('file_id').where('room_id', '=', roomId);
  const sum = await database.db
    .selectFrom('files')
    .select((the) => the.fn.sum<number | string | null>('size').as('bytes'))
    .where('id', 'in', carried)
    .executeTakeFirst();
  return Number(sum?.bytes ?? 0);
}

/**
 * Whether a course has space for files that a message or post brings into its room. It is asked before, not in the transaction: a few
 * that come at once may go over it. Throws `quota_used_up`.
 */
export async function requireCourseSpace(school: School, roomCode: string, fileIds: readonly string[]): Promise<void> {
  const { courseQuota } = school.config;
  if (courseQuota === 0 || fileIds.length === 0) return;
  const { db } = school.database;
  const room = await db
    .selectFrom('rooms')
    .select('id')
    .where('code', '=', roomCode)
    .where('kind', '=', 'course')
    .executeTakeFirst();
  if (room === undefined) return;
  const carried = db.selectFrom('attachments').select('file_id').where('room_id', '=', room.id);
  const fresh = await db
    .selectFrom('files')
    .select('size')
    .where('id', 'in', fileIds)
    .where('id', 'not in', carried)
    .execute();
  const more = fresh.reduce((all, { size }) => all + size, 0);
  if (more === 0 || (await usedByRoom(school, room.id)) + more <= courseQuota) return;
  throw fail('quota_used_up', 'the files of this course have reached their limit (QUOTA_COURSE)');
}
