import type { User } from '../accounts/access.ts';
import { writeAudit } from '../audit.ts';
import { attach, detachFromPosts } from '../chat/attachments.ts';
import { lockHead } from '../chat/log.ts';
import { changeRooms, tell } from '../chat/room.ts';
import { fail } from '../kernel/http/failure.ts';
import type { School, Trx } from '../school.ts';
import type { Course } from './access.ts';
import type { Section } from './tables.ts';

type NewPost = {
  course: Course;
  section: Section;
  title: string;
  body: string;
  author: User;
  fileId: string | undefined;
};

/** Throws `Invalid section`. */
export function readSection(section: string): Section {
  if (section === 'announcement' || section === 'assignment' || section === 'content') return section;
  throw fail('invalid_section');
}

/**
 * Adds a post, or replaces body and time of the one with the same title, which is then the newest. A file replaces the file,
 * none keeps it. The course's group gets an entry of it, which carries the file. Answers whether the post is new.
 */
export async function putPost(school: School, post: NewPost): Promise<'added' | 'updated'> {
  const { course, section, title, body, author, fileId } = post;
  if ([...title].length > 300) throw fail('title_too_long');
  if (body.length > 100_000 && [...body].length > 100_000) throw fail('body_too_long');
  return changeRooms(school, async (trx, news) => {
    // The room's head first: two posts of one title at once take turns, and time grows with seq.
    await lockHead(trx, course.roomId);
    const at = await newestTime(trx, school, course, section);
    const existing = await trx
      .selectFrom('posts')
      .select(['id', 'rev'])
      .where('course_id', '=', course.id)
      .where('section', '=', section)
      .where('title', '=', title)
      .executeTakeFirst();
    const id = existing?.id ?? (await insertPost(trx, { ...post, at }));
    if (existing !== undefined) {
      await trx
        .updateTable('posts')
        .set({ body, author_id: author.id, at, rev: existing.rev + 1 })
        .where('id', '=', id)
        .execute();
    }
    const seq = await tell(trx, news, course.roomId, {
      kind: 'post',
      user: author,
      at,
      data: { post: id, section, rev: existing === undefined ? 0 : existing.rev + 1, title },
      post: { id, section, title, rev: existing === undefined ? 0 : existing.rev + 1 },
    });
    await replaceFile(trx, course, id, fileId, seq);
    const action = existing === undefined ? 'add post' : 'update post';
    await writeAudit(trx, school, {
      actorId: author.id,
      action,
      target: `course ${course.code}`,
      detail: { section, title },
    });
    return existing === undefined ? 'added' : 'updated';
  });
}

async function insertPost(trx: Trx, post: NewPost & { at: number }): Promise<number> {
  const { id } = await trx
    .insertInto('posts')
    .values({
      course_id: post.course.id,
      section: post.section,
      title: post.title,
      body: post.body,
      author_id: post.author.id,
      due_at: null,
      at: post.at,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  return id;
}

/** A file that no post of the course has any more is no longer carried by its room: only its uploader still reads it. */
async function replaceFile(
  trx: Trx,
  course: Course,
  postId: number,
  fileId: string | undefined,
  seq: number,
): Promise<void> {
  if (fileId === undefined) return;
  const old = await trx.deleteFrom('post_files').where('post_id', '=', postId).returning('file_id').execute();
  for (const { file_id } of old) {
    if (!(await isInAnyPost(trx, course, file_id))) await detachFromPosts(trx, course.roomId, file_id);
  }
  await trx.insertInto('post_files').values({ post_id: postId, position: 0, file_id: fileId }).execute();
  await attach(trx, course.roomId, fileId, seq);
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

/** Newest first must hold for two posts of one millisecond and for a clock that was set back. */
async function newestTime(trx: Trx, school: School, course: Course, section: Section): Promise<number> {
  const newest = await trx
    .selectFrom('posts')
    .select((the) => the.fn.max('at').as('at'))
    .where('course_id', '=', course.id)
    .where('section', '=', section)
    .executeTakeFirst();
  return Math.max(school.clock.now(), (newest?.at ?? 0) + 1);
}
