import * as courses from '../contract/courses.ts';
import * as posts from '../contract/posts.ts';
import { type Act, act, everyone, known, noSession, ofCourse, withSession } from './matrix-act.ts';

const A01 = { course_code: 'A01' };
const post = { section: 'announcement', title: 'Important!', body: 'Homework' };

export const courseActs: readonly Act[] = [
  act(courses.getCourses, 'all', () => ({}), withSession, everyone),
  act(
    courses.createCourse,
    'own',
    ({ me, fresh }) => ({ course_code: fresh, course_name: 'New', username: me }),
    '. . . not_staff not_staff not_staff not_staff not_staff not_staff 401',
    '. . . nai nai nai nai nai nai no-user',
  ),
  act(
    courses.createCourse,
    'for tony',
    ({ fresh }) => ({ course_code: fresh, course_name: 'New', username: 'tony' }),
    '. . 403 not_staff not_staff not_staff not_staff not_staff not_staff 401',
    everyone,
  ),
  act(
    courses.selectCourse,
    'add oneself to A01',
    ({ me }) => ({ action: 'add', username: me, ...A01 }),
    '. own_course . . . . . . . 401',
    '. own_course . . . . . . . no-user',
  ),
  act(
    courses.selectCourse,
    'drop oneself from A01',
    ({ me }) => ({ action: 'drop', username: me, ...A01 }),
    '. own_course . . . . . . . 401',
    '. own_course . . . . . . . no-user',
  ),
  act(
    courses.selectCourse,
    'drop amy from A01',
    () => ({ action: 'drop', username: 'amy', ...A01 }),
    '. . not_your_course not_your_course . no-user no-user no-user no-user 401',
    everyone,
  ),
  act(
    courses.editAssistant,
    'add carl to A01',
    () => ({ action: 'add', username: 'carl', ...A01 }),
    '. . nci nci nci nci nci nci nci 401',
    noSession,
  ),
  act(courses.editCourse, 'A01, nothing', () => A01, '. . nci nci nci nci nci nci nci 401', noSession),
  act(
    courses.handOverCourse,
    'A01 to tony',
    () => ({ ...A01, username: 'tony' }),
    '. . nci nci nci nci nci nci nci 401',
    noSession,
  ),
  act(courses.getCoursePeople, 'of A01', () => A01, ofCourse, noSession),
  act(
    courses.enrolList,
    'amy in A01',
    () => ({ ...A01, usernames: ['amy'] }),
    '. . nci nci nci nci nci nci nci 401',
    noSession,
  ),
  act(posts.getCourseinfo, 'of A01', () => ({ ...A01, section: 'announcement' }), ofCourse, everyone),
  act(
    posts.addCourseinfo,
    'to A01',
    ({ me }) => ({ ...A01, ...post, username: me }),
    '. . nci . nci nci nci nci nci 401',
    'nci . nci nci nci nci nci nci nci no-user',
  ),
  act(posts.activity, 'own', ({ me }) => ({ username: me }), withSession, known),
  act(
    posts.getPost,
    'of A01',
    async ({ newPost }) => ({ id: await newPost() }),
    '. . no-post . . no-post no-post no-post no-post 401',
    noSession,
  ),
  act(
    posts.editCourseinfo,
    'of A01',
    async ({ newPost, fresh }) => ({ id: await newPost(), title: fresh, body: 'b', rev: 0 }),
    '. . no-post . nci no-post no-post no-post no-post 401',
    noSession,
  ),
  act(
    posts.deleteCourseinfo,
    'of A01',
    async ({ newPost }) => ({ id: await newPost() }),
    '. . no-post . nci no-post no-post no-post no-post 401',
    noSession,
  ),
];
