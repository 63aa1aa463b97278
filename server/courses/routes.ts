import * as calls from '../../contract/courses.ts';
import { accessUser, getUser } from '../accounts/access.ts';
import { peopleOf } from '../chat/access.ts';
import { requireReadableFile } from '../chat/attachments.ts';
import { requireSession, sessionOf } from '../kernel/http/caller.ts';
import { fail, failMissing } from '../kernel/http/failure.ts';
import type { Serve } from '../kernel/http/serve.ts';
import type { School } from '../school.ts';
import { accessAssistants, accessCourse, accessEnrolment, accessPosting, accessTeaching, getCourse } from './access.ts';
import { addAssistant, addCourse, drop, enrol, removeAssistant } from './course.ts';
import { putPost, readSection } from './post.ts';
import { activityViews, courseViews, postViews } from './views.ts';

export function serveCourses(school: School, serve: Serve): void {
  const { db } = school.database;
  const people = peopleOf(db);

  serve(calls.getCourses, async ({ input, caller }) => {
    const courses = await courseViews(school, sessionOf(caller), input.course_code);
    if (input.course_code !== undefined && courses.length === 0) throw fail('course_not_found');
    return { message: 'Courses retrieved', courses };
  });

  serve(calls.createCourse, async ({ input, caller }) => {
    const by = sessionOf(caller);
    const named = input.username ?? by?.username;
    if (named === undefined) throw failMissing('Username');
    accessTeaching(by, named);
    const instructor = await getUser(db, named);
    const { course_code: code, course_name: name } = input;
    await addCourse(school, { code, name, instructor, by: by?.userId ?? instructor.id });
    return { message: 'Course created' };
  });

  serve(calls.selectCourse, async ({ input, caller }) => {
    const { action } = input;
    if (action !== 'add' && action !== 'drop') throw fail('invalid_action');
    const by = sessionOf(caller);
    const course = await getCourse(db, input.course_code);
    const user = await accessUser(school, by, input.username, people);
    accessEnrolment(by, course, user);
    await (action === 'add' ? enrol : drop)(school, { course, user, by: by?.userId ?? user.id });
    return { message: action === 'add' ? 'Course added' : 'Course dropped' };
  });

  serve(calls.editAssistant, async ({ input, caller }) => {
    const { action } = input;
    if (action !== 'add' && action !== 'remove') throw fail('invalid_action');
    const by = requireSession(caller);
    const course = await getCourse(db, input.course_code);
    accessAssistants(by, course);
    const user = await getUser(db, input.username);
    if (course.instructorId === user.id) throw fail('own_course');
    await (action === 'add' ? addAssistant : removeAssistant)(school, { course, user, by: by.userId });
    return { message: action === 'add' ? 'Assistant added' : 'Assistant removed' };
  });

  serve(calls.getCourseinfo, async ({ input, caller }) => {
    if (input.course_code === undefined || input.section === undefined) throw fail('course_or_section_not_specified');
    const course = await accessCourse(school, sessionOf(caller), input.course_code);
    return { message: 'Course info retrieved', infos: await postViews(school, course, readSection(input.section)) };
  });

  serve(calls.addCourseinfo, async ({ input, caller }) => {
    const session = sessionOf(caller);
    const author = await getUser(db, input.username);
    const course = await accessPosting(school, session, author, input.course_code);
    const section = readSection(input.section);
    if (input.file_id !== undefined) await requireReadableFile(school, session, input.file_id);
    const { title, body, file_id: fileId } = input;
    const done = await putPost(school, { course, section, title, body, author, fileId });
    return { message: done === 'added' ? 'Course info added' : 'Course info updated' };
  });

  serve(calls.activity, async ({ input }) => {
    const user = await getUser(db, input.username);
    return { message: 'Activities retrieved', activities: await activityViews(school, user.id) };
  });
}
