import { writeAudit } from '../audit.ts';
import { lockHead } from '../chat/log.ts';
import { erasePostCards, tellPost } from '../chat/post-cards.ts';
import { changeRooms } from '../chat/room.ts';
import { requireReadableFiles } from '../chat/attachments.ts';
import { requireCourseSpace } from '../chat/course-space.ts';
import type { SignedIn } from '../kernel/http/caller.ts';
import { fail, failWith } from '../kernel/http/failure.ts';
import type { School, Trx } from '../school.ts';
import type { Course } from './access.ts';
import { getOpenCourse } from './course.ts';
import { changeOf, checkDue, checkText } from './post.ts';
import { fileIdsOf, removeFiles, replaceFiles } from './post-files.ts';
import { postView } from './post-views.ts';
import type { Section } from './tables.ts';

type Edit = {
  course: Course;
  id: number;
  by: SignedIn;
  title: string;
  body: string;
  /** The one the change was made from. */
  rev: number;
  /** ms; null: none; undefined: the one it has stays. */
  due: number | null | undefined;
  /** Undefined: those it has stay. */
  fileIds: readonly string[] | undefined;
};

/**
 * Changes a post; who posted it and when stays. Answers its new `rev`. Throws `Changed meanwhile` with the post as it is when `rev` is
 * not the present one, and `Another post here has this title`.
 */
export async function editPost(school: School, edit: Edit): Promise<number> {
  const { course, id, by, title, body, fileIds } = edit;
  checkText(edit);
  await requireOwnOrKept(school, edit);
  return changeRooms(school, async (trx, news) => {
    const post = await getPresent(trx, school, edit);
    checkDue(post.section, edit.due);
    if (await isTitleTaken(trx, course, post.section, title, id)) throw fail('title_taken');
    const rev = post.rev + 1;
    const due = edit.due === undefined ? post.due_at : edit.due;
    await trx.updateTable('posts').set({ title, body, due_at: due, rev }).where('id', '=', id).execute();
    const change = await changeOf(trx, { id, ...post }, { title, body, due, fileIds });
    const card = { id, section: post.section, title, rev, due, deleted: false, ...change };
    const told = { user: doer(by), at: school.clock.now(), card, rootSeq: post.card_seq };
    const seq = await tellPost(trx, news, course.roomId, told);
    if (fileIds !== undefined) await replaceFiles(trx, course, id, fileIds, seq);
    await auditPost(trx, school, 'update post', edit, { section: post.section, title });
    return rev;
  });
}

/**
 * Deletes a post: its text is erased here and in the cards that the group had of it, its files are let go, and the group is told.
 * With `rev` only if it is the present one, else throws `Changed meanwhile` with the post as it is.
 */
export async function deletePost(
  school: School,
  removal: { course: Course; id: number; by: SignedIn; rev: number | undefined },
): Promise<void> {
  const { course, id, by } = removal;
  await changeRooms(school, async (trx, news) => {
    const { section, rev, card_seq: rootSeq } = await getPresent(trx, school, removal);
    await removeFiles(trx, course, id);
    await trx.deleteFrom('posts').where('id', '=', id).execute();
    await erasePostCards(trx, course.roomId, id);
    const card = { id, section, title: '', rev: rev + 1, due: null, deleted: true, changed: [] };
    await tellPost(trx, news, course.roomId, { user: doer(by), at: school.clock.now(), card, rootSeq });
    await auditPost(trx, school, 'delete post', removal, { section, post: id });
  });
}

/** The post as it is with the room's head held: it may have been changed or deleted since it was asked for. */
async function getPresent(
  trx: Trx,
  school: School,
  { course, id, rev }: { course: Course; id: number; rev: number | undefined },
): Promise<PresentPost> {
  await lockHead(trx, course.roomId);
  await getOpenCourse(trx, course.id);
  const post = await trx
    .selectFrom('posts')
    .select(['section', 'title', 'body', 'rev', 'due_at', 'card_seq'])
    .where('id', '=', id)
    .executeTakeFirst();
  if (post === undefined) throw fail('post_not_found');
  if (rev !== undefined && rev !== post.rev)
    throw failWith('changed_meanwhile', { info: await postView(school, trx, id) });
  return post;
}

type PresentPost = {
  section: Section;
  title: string;
  body: string;
  rev: number;
  due_at: number | null;
  card_seq: number | null;
};

/** What the post has already stays in it, whoever may read it; anything else only from one who may read it. */
async function requireOwnOrKept(school: School, { course, id, by, fileIds = [] }: Edit): Promise<void> {
  const kept = await fileIdsOf(school.database.db, id);
  const brought = fileIds.filter((fileId) => !kept.includes(fileId));
  if (brought.length === 0) return;
  await requireReadableFiles(school, by, brought);
  await requireCourseSpace(school, course.code, brought);
}

async function isTitleTaken(trx: Trx, course: Course, section: Section, title: string, id: number): Promise<boolean> {
  const other = await trx
    .selectFrom('posts')
    .select('id')
    .where('course_id', '=', course.id)
    .where('section', '=', section)
    .where('title', '=', title)
    .where('id', '<>', id)
    .executeTakeFirst();
  return other !== undefined;
}

function doer(by: SignedIn): { id: number; username: string } {
  return { id: by.userId, username: by.username };
}

async function auditPost(
  trx: Trx,
  school: School,
  action: string,
  { course, by }: { course: Course; by: SignedIn },
  detail: Record<string, string | number>,
): Promise<void> {
  await writeAudit(trx, school, { actorId: by.userId, action, target: `course ${course.code}`, detail });
}
