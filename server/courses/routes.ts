import * as calls from '../../contract/courses.ts';
import { acceptInvitation as acceptCall } from '../../contract/invitations.ts';
import { accessUser, getUser } from '../accounts/access.ts';
import { peopleOf } from '../chat/access.ts';
import { requireSession, sessionOf } from '../kernel/http/caller.ts';
import { fail, failMissing } from '../kernel/http/failure.ts';
import type { Serve } from '../kernel/http/serve.ts';
import type { School } from '../school.ts';
import { accessCourse, accessEnrolment, accessTeacher, accessTeaching, getCourse, isHeldToRule } from './access.ts';
import { addAssistant, addCourse, drop, enrol, removeAssistant } from './course.ts';
import { editCourse, handOverCourse, readCourseChange } from './course-edit.ts';
import { announceCourse } from './announce.ts';
import { enrolList, enrolSelf } from './enrolment.ts';
import { acceptInvitation } from './invitation.ts';
import { servePosts } from './post-routes.ts';
import { courseViews, peopleViews } from './views.ts';

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
    await announceCourse(school, code);
    return { message: 'Course created' };
  });

  serve(calls.selectCourse, async ({ input, caller }) => {
    const { action } = input;
    if (action !== 'add' && action !== 'drop') throw fail('invalid_action');
    const by = sessionOf(caller);
    const course = await getCourse(db, input.course_code);
    const user = await accessUser(school, by, input.username, people);
    accessEnrolment(by, course, user);
    const change = { course, user, by: by?.userId ?? user.id };
    if (action === 'drop') await drop(school, change);
    else if (isHeldToRule(by, user)) await enrolSelf(school, { course, user, code: input.enrolment_code });
    else await enrol(school, change);
    return { message: action === 'add' ? 'Course added' : 'Course dropped' };
  });

  serve(calls.editAssistant, async ({ input, caller }) => {
    const { action } = input;
    if (action !== 'add' && action !== 'remove') throw fail('invalid_action');
    const by = requireSession(caller);
    const course = await getCourse(db, input.course_code);
    accessTeacher(by, course);
    const user = await getUser(db, input.username);
    if (course.instructorId === user.id) throw fail('own_course');
    await (action === 'add' ? addAssistant : removeAssistant)(school, { course, user, by: by.userId });
    return { message: action === 'add' ? 'Assistant added' : 'Assistant removed' };
  });

  serve(calls.editCourse, async ({ input, caller }) => {
    const by = requireSession(caller);
    const course = await getCourse(db, input.course_code);
    accessTeacher(by, course);
    const change = readCourseChange(input);
    const enrolment_code = await editCourse(school, { course, change, by });
    if (Object.values(change).some((one) => one !== undefined)) await announceCourse(school, course.code);
    return { message: 'Course changed', enrolment_code };
  });

  serve(calls.handOverCourse, async ({ input, caller }) => {
    const by = requireSession(caller);
    const course = await getCourse(db, input.course_code);
    accessTeacher(by, course);
    await handOverCourse(school, { course, user: await getUser(db, input.username), by });
    await announceCourse(school, course.code);
    return { message: 'Course handed over' };
  });

  serve(calls.getCoursePeople, async ({ input, caller }) => {
    const course = await accessCourse(school, requireSession(caller), input.course_code);
    return { message: 'People retrieved', people: await peopleViews(school, course) };
  });

  serve(calls.enrolList, async ({ input, caller }) => {
    const by = requireSession(caller);
    const course = await getCourse(db, input.course_code);
    accessTeacher(by, course);
    const results = await enrolList(school, { course, usernames: input.usernames, by });
    return { message: 'List enrolled', results };
  });

  serve(acceptCall, async ({ input, caller }) => {
    const { code, name, kind } = await acceptInvitation(school, requireSession(caller), input.token);
    return { message: 'Invitation accepted', room_code: code, room_name: name, kind };
  });

  servePosts(school, serve);
}
