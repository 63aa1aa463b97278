import type { User } from '../accounts/access.ts';
import { writeAudit } from '../audit.ts';
import { lockHead } from '../chat/log.ts';
import type { PostCard } from '../chat/entry.ts';
import { tellPost } from '../chat/post-cards.ts';
import { changeRooms } from '../chat/room.ts';
import { fail } from '../kernel/http/failure.ts';
import type { School, Trx } from '../school.ts';
import type { Course } from './access.ts';
import { getOpenCourse } from './course.ts';
import { addFiles, fileIdsOf, replaceFiles } from './post-files.ts';
import type { Section } from './tables.ts';

type NewPost = {
  course: Course;
  section: Section;
  title: string;
  body: string;
  author: User;
  /** Undefined: those it has stay. */
  fileIds?: readonly string[] | undefined;
  /** ms; null: none; undefined: the one it has stays. */
  due?: number | null | undefined;
};

/** Throws `Invalid section`. */
export function readSection(section: string): Section {
  if (section === 'announcement' || section === 'assignment' || section === 'content') return section;
  throw fail('invalid_section');
}

/** Throws when a title or body is too long. */
export function checkText({ title, body }: { title: string; body: string }): void {
  if ([...title].length > 300) throw fail('title_too_long');
  if (body.length > 100_000 && [...body].length > 100_000) throw fail('body_too_long');
}

/** Throws `Only an assignment has a due date`. */
export function checkDue(section: Section, due: number | null | undefined): void {
  if (typeof due === 'number' && section !== 'assignment') throw fail('invalid_due');
}

/**
 * Adds a post, or replaces body and time of the one with the same title, which is then the newest. Files, where given, replace all
 * of its files. The course's group gets a card of it, which carries the files. Answers whether the post is new.
 */
export async function putPost(school: School, post: NewPost): Promise<{ id: number; done: 'added' | 'updated' }> {
  const { course, section, title, body, author } = post;
  checkText(post);
  checkDue(section, post.due);
  return changeRooms(school, async (trx, news) => {
    // The room's head first: two posts of one title at once take turns, and time grows with seq.
    await lockHead(trx, course.roomId);
    await getOpenCourse(trx, course.id);
    const at = await newestTime(trx, school, course, section);
    const existing = await trx
      .selectFrom('posts')
      .select(['id', 'rev', 'due_at', 'title', 'body', 'card_seq'])
      .where('course_id', '=', course.id)
      .where('section', '=', section)
      .where('title', '=', title)
      .executeTakeFirst();
    const due = post.due === undefined ? (existing?.due_at ?? null) : post.due;
    const rev = existing === undefined ? 0 : existing.rev + 1;
    const id = existing?.id ?? (await insertPost(trx, { ...post, due, at }));
    if (existing !== undefined) {
      await trx
        .updateTable('posts')
        .set({ body, author_id: author.id, due_at: due, at, rev })
        .where('id', '=', id)
        .execute();
    }
    const change =
      existing === undefined
        ? { changed: [] }
        : await changeOf(trx, existing, { title, body, due, fileIds: post.fileIds });
    const card = { id, section, title, rev, due, deleted: false, ...change };
    const rootSeq = existing?.card_seq ?? null;
    const seq = await tellPost(trx, news, course.roomId, { user: author, at, card, rootSeq });
    if (existing === undefined) await addFiles(trx, course, id, post.fileIds ?? [], seq);
    else if (post.fileIds !== undefined) await replaceFiles(trx, course, id, post.fileIds, seq);
    if (rootSeq === null) await trx.updateTable('posts').set({ card_seq: seq }).where('id', '=', id).execute();
    const action = existing === undefined ? 'add post' : 'update post';
    await writeAudit(trx, school, {
      actorId: author.id,
      action,
      target: `course ${course.code}`,
      detail: { section, title },
    });
    return { id, done: existing === undefined ? 'added' : 'updated' };
  });
}

type Present = { id: number; title: string; body: string; due_at: number | null };
type Next = { title: string; body: string; due: number | null; fileIds: readonly string[] | undefined };

/** What a change changes of a post, as its card says it. */
export async function changeOf(
  trx: Trx,
  present: Present,
  { title, body, due, fileIds }: Next,
): Promise<Pick<PostCard, 'changed' | 'due_before'>> {
  const kept = fileIds === undefined ? undefined : await fileIdsOf(trx, present.id);
  const changed: PostCard['changed'] = [];
  if (title !== present.title) changed.push('title');
  if (body !== present.body) changed.push('body');
  if (due !== present.due_at) changed.push('due');
  if (kept !== undefined && fileIds !== undefined && kept.join(' ') !== fileIds.join(' ')) changed.push('files');
  return { changed, ...(due !== present.due_at && { due_before: present.due_at }) };
}

async function insertPost(trx: Trx, post: NewPost & { due: number | null; at: number }): Promise<number> {
  const { id } = await trx
    .insertInto('posts')
    .values({
      course_id: post.course.id,
      section: post.section,
      title: post.title,
      body: post.body,
      author_id: post.author.id,
      due_at: post.due,
      at: post.at,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  return id;
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
