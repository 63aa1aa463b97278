import { MOST_FILES } from '../../contract/file-card.ts';
import * as calls from '../../contract/posts.ts';
import { getUser } from '../accounts/access.ts';
import { requireReadableFiles } from '../chat/attachments.ts';
import { requireCourseSpace } from '../chat/course-space.ts';
import { filesNamed } from '../chat/message.ts';
import { requireSession, sessionOf } from '../kernel/http/caller.ts';
import { fail } from '../kernel/http/failure.ts';
import type { Serve } from '../kernel/http/serve.ts';
import type { School } from '../school.ts';
import { accessCourse, accessPost, accessPostEdit, accessPosting } from './access.ts';
import { putPost, readSection } from './post.ts';
import { deletePost, editPost } from './post-edit.ts';
import { activityViews, postView, postViews } from './post-views.ts';

export function servePosts(school: School, serve: Serve): void {
  const { db } = school.database;

  serve(calls.getCourseinfo, async ({ input, caller }) => {
    if (input.course_code === undefined || input.section === undefined) throw fail('course_or_section_not_specified');
    const course = await accessCourse(school, sessionOf(caller), input.course_code);
    return { message: 'Course info retrieved', infos: await postViews(school, course, readSection(input.section)) };
  });

  serve(calls.getPost, async ({ input, caller }) => {
    const id = await accessPost(school, requireSession(caller), input.id);
    return { message: 'Post retrieved', info: await postView(school, db, id) };
  });

  serve(calls.addCourseinfo, async ({ input, caller }) => {
    const session = sessionOf(caller);
    const author = await getUser(db, input.username);
    const course = await accessPosting(school, session, author, input.course_code);
    const section = readSection(input.section);
    const fileIds = readFiles(input);
    if (fileIds !== undefined) {
      await requireReadableFiles(school, session, fileIds);
      await requireCourseSpace(school, course.code, fileIds);
    }
    const { title, body } = input;
    const post = { course, section, title, body, author, fileIds, due: readDue(input.due) };
    const { id, done } = await putPost(school, post);
    return { message: done === 'added' ? 'Course info added' : 'Course info updated', id };
  });

  serve(calls.editCourseinfo, async ({ input, caller }) => {
    const by = requireSession(caller);
    const { id, title, body, rev } = input;
    const course = await accessPostEdit(school, by, id);
    const edit = { course, id, by, title, body, rev, due: readDue(input.due), fileIds: readFiles(input) };
    return { message: 'Course info updated', rev: await editPost(school, edit) };
  });

  serve(calls.deleteCourseinfo, async ({ input, caller }) => {
    const by = requireSession(caller);
    const { id, rev } = input;
    await deletePost(school, { course: await accessPostEdit(school, by, id), id, by, rev });
    return { message: 'Course info deleted' };
  });

  serve(calls.activity, async ({ input }) => {
    const user = await getUser(db, input.username);
    return { message: 'Activities retrieved', activities: await activityViews(school, user.id, input) };
  });
}

/** Undefined: the post's files stay. */
function readFiles(named: { file_id?: string; file_ids?: string[] }): string[] | undefined {
  if (named.file_id === undefined && named.file_ids === undefined) return undefined;
  const fileIds = filesNamed(named);
  if (fileIds.length > MOST_FILES) throw fail('invalid_type', `at most ${MOST_FILES} files go with a post`);
  return fileIds;
}

/** The last moment that a date can name. */
const LAST = 8_640_000_000_000_000;

/** Null: none; undefined: the post's own stays. */
function readDue(due: number | undefined): number | null | undefined {
  if (due !== undefined && due > LAST) throw fail('invalid_type', '"due" must be ms since the epoch');
  return due === 0 ? null : due;
}
