import { Type } from 'typebox';
import { endpoint, fileId, optional, text, time, ts } from './endpoint.ts';

const courseCode = () => text('Course code', '1 to 64 characters, case-sensitive');
const section = Type.Enum(['announcement', 'assignment', 'content']);
const sectionField = () => text('Section', 'announcement, assignment or content');

export const getCourses = endpoint({
  method: 'GET',
  path: '/get_courses',
  title: 'All courses · 所有课程',
  notes:
    'Signed in, `students` holds everyone for those in the course, its staff and admins; for others only the caller, if enrolled.',
  access: { who: 'caller' },
  input: Type.Object({ course_code: optional.text('Course code', 'only this course') }),
  says: ['Courses retrieved'],
  answer: Type.Object({
    courses: Type.Array(
      Type.Object({
        course_name: Type.String(),
        course_code: Type.String(),
        instructor: Type.String(),
        students: Type.Array(Type.String()),
        student_count: Type.Integer(),
      }),
    ),
  }),
  fails: ['course_not_found'],
  examples: [
    {
      input: {},
      answer: {
        status: 'success',
        message: 'Courses retrieved',
        courses: [
          { course_name: 'Data Science', course_code: 'A01', instructor: 'tony', students: ['test'], student_count: 1 },
        ],
      },
    },
  ],
});

export const createCourse = endpoint({
  method: 'POST',
  path: '/create_course',
  title: 'Create a course and its discussion group · 创建课程',
  notes: '`username` names the instructor: needed under open access, and for an admin.',
  access: { who: 'caller' },
  input: Type.Object({
    course_code: courseCode(),
    course_name: text('Course name', 'at most 200 characters'),
    username: optional.text('Username'),
  }),
  says: ['Course created'],
  answer: Type.Object({}),
  fails: [
    'course_exists',
    'chat_exists',
    'invalid_course_code',
    'invalid_course_name',
    'not_staff',
    'not_an_instructor',
    'user_not_found',
  ],
  examples: [
    {
      input: { course_code: 'A02', course_name: 'Linear Algebra', username: 'tony' },
      answer: { status: 'success', message: 'Course created' },
    },
  ],
});

export const selectCourse = endpoint({
  method: 'POST',
  path: '/select_course',
  title: 'Enrol in or drop a course · 选课、退课',
  notes: 'Enters or leaves the discussion group too. Doing it twice answers the same.',
  access: { who: 'caller' },
  input: Type.Object({
    action: text('Action', 'add or drop'),
    username: text('Username'),
    course_code: courseCode(),
  }),
  says: ['Course added', 'Course dropped'],
  answer: Type.Object({}),
  fails: ['course_not_found', 'user_not_found', 'invalid_action', 'own_course', 'not_your_course'],
  examples: [
    {
      input: { action: 'drop', username: 'test', course_code: 'A01' },
      answer: { status: 'success', message: 'Course dropped' },
    },
  ],
});

export const editAssistant = endpoint({
  method: 'POST',
  path: '/edit_assistant',
  title: 'Name or dismiss an assistant of a course · 设置助教',
  access: { who: 'session' },
  input: Type.Object({
    course_code: courseCode(),
    action: text('Action', 'add or remove'),
    username: text('Username'),
  }),
  says: ['Assistant added', 'Assistant removed'],
  answer: Type.Object({}),
  fails: ['course_not_found', 'user_not_found', 'invalid_action', 'own_course', 'not_course_instructor'],
  examples: [
    {
      input: { course_code: 'A01', action: 'add', username: 'amy' },
      answer: { status: 'success', message: 'Assistant added' },
    },
  ],
});

export const getCourseinfo = endpoint({
  method: 'GET',
  path: '/get_courseinfo',
  title: 'Announcements, assignments or content of a course · 课程内容',
  notes: 'Newest first. A section with nothing in it is an empty list.',
  access: { who: 'caller' },
  input: Type.Object({
    course_code: optional.text('Course code', 'required'),
    section: optional.text('Section', 'required: announcement, assignment or content'),
  }),
  says: ['Course info retrieved'],
  answer: Type.Object({
    infos: Type.Array(
      Type.Object({
        course_code: Type.String(),
        section,
        by: Type.String(),
        time,
        title: Type.String(),
        body: Type.String(),
        file_id: fileId,
        id: Type.Integer(),
        ts,
        file_name: Type.String(),
      }),
    ),
  }),
  fails: ['course_or_section_not_specified', 'course_not_found', 'invalid_section', 'not_in_course'],
  examples: [
    {
      input: { course_code: 'A01', section: 'announcement' },
      answer: {
        status: 'success',
        message: 'Course info retrieved',
        infos: [
          {
            course_code: 'A01',
            section: 'announcement',
            by: 'tony',
            time: '2024-11-29 00:00:12',
            title: 'Important!',
            body: 'Remember to bring your homework tomorrow.',
            file_id: '',
            id: 1,
            ts: 1732809612000,
            file_name: '',
          },
        ],
      },
    },
  ],
});

export const addCourseinfo = endpoint({
  method: 'POST',
  path: '/add_courseinfo',
  title: 'Add or replace a post of a course · 发布课程内容',
  notes:
    'The exact title is the key within course and section: body and time are replaced, a file only by another file. Assistants may post too.',
  access: { who: 'caller', self: 'username' },
  input: Type.Object({
    course_code: courseCode(),
    section: sectionField(),
    username: text('Username'),
    title: text('Title', 'at most 300 characters'),
    body: text('Body', 'at most 100000 characters'),
    file_id: optional.text('File ID'),
  }),
  says: ['Course info added', 'Course info updated'],
  answer: Type.Object({}),
  fails: [
    'course_not_found',
    'invalid_section',
    'user_not_found',
    'not_course_instructor',
    'not_in_course',
    'title_too_long',
    'body_too_long',
    'file_not_found',
  ],
  examples: [
    {
      input: {
        course_code: 'A01',
        section: 'assignment',
        username: 'tony',
        title: 'Assignment 2',
        body: 'Remember to put in your name and id',
        file_id: '6748a4a4a1565782cdc26ba1',
      },
      answer: { status: 'success', message: 'Course info added' },
    },
  ],
});

export const activity = endpoint({
  method: 'GET',
  path: '/activity',
  title: 'What is new in all courses of a user · 动态',
  notes: 'All courses the user is in or teaches, newest first.',
  access: { who: 'caller', self: 'username' },
  input: Type.Object({ username: text('Username') }),
  says: ['Activities retrieved'],
  answer: Type.Object({
    activities: Type.Array(
      Type.Object({
        course_name: Type.String(),
        course_code: Type.String(),
        instructor: Type.String(),
        info: Type.Object({ section, time, title: Type.String(), body: Type.String(), ts }),
      }),
    ),
  }),
  fails: ['user_not_found'],
  examples: [
    {
      input: { username: 'test' },
      answer: {
        status: 'success',
        message: 'Activities retrieved',
        activities: [
          {
            course_name: 'Data Science',
            course_code: 'A01',
            instructor: 'tony',
            info: {
              section: 'announcement',
              time: '2024-11-29 00:00:12',
              title: 'Important!',
              body: 'Remember to bring your homework tomorrow.',
              ts: 1732809612000,
            },
          },
        ],
      },
    },
  ],
});
