import { Type } from 'typebox';
import { endpoint, list, optional, picture, role, text } from './endpoint.ts';
import { courseCode } from './post.ts';

/** How students come in by themselves. Staff of the course add anyone whatever it is. */
const enrolment = Type.Enum(['open', 'code', 'closed']);
const enrolmentCode = () => optional.text('Enrolment code', 'at most 64 characters');

export const getCourses = endpoint({
  method: 'GET',
  path: '/get_courses',
  title: 'All courses · 所有课程',
  notes:
    'Signed in, `students` and `assistants` hold everyone for those in the course, its staff and admins; for others only the caller, if in it.',
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
        instructor_nickname: Type.String(),
        assistants: Type.Array(Type.String()),
        enrolment,
        archived: Type.Boolean({ description: 'it can only be read' }),
        part: Type.Enum(['instructor', 'assistant', 'student', ''], { description: 'what the caller is in it' }),
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
          {
            course_name: 'Data Science',
            course_code: 'A01',
            instructor: 'tony',
            students: ['test'],
            student_count: 1,
            instructor_nickname: 'tony',
            assistants: [],
            enrolment: 'open',
            archived: false,
            part: 'student',
          },
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
  notes:
    'Enters or leaves the discussion group too. Doing it twice answers the same. Who enrols themself needs the course to be open, or its code.',
  access: { who: 'caller' },
  input: Type.Object({
    action: text('Action', 'add or drop'),
    username: text('Username'),
    course_code: courseCode(),
    enrolment_code: enrolmentCode(),
  }),
  says: ['Course added', 'Course dropped'],
  answer: Type.Object({}),
  fails: [
    'course_not_found',
    'user_not_found',
    'invalid_action',
    'own_course',
    'not_your_course',
    'enrolment_closed',
    'invalid_enrolment_code',
    'course_archived',
    'too_many',
  ],
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

export const editCourse = endpoint({
  method: 'POST',
  path: '/edit_course',
  title: 'Change a course: its name, how one enrols, archived or not · 修改课程',
  notes:
    'By its instructor and admins. What is left out stays; with nothing but the course code nothing changes, and the answer tells the enrolment code. An archived course and its group can only be read.',
  access: { who: 'session' },
  input: Type.Object({
    course_code: courseCode(),
    course_name: optional.text('Course name', 'at most 200 characters; the group is renamed too'),
    enrolment: optional.text('Enrolment', 'open, code or closed'),
    enrolment_code: enrolmentCode(),
    archived: optional.integer('Archived', '0 or 1'),
  }),
  says: ['Course changed'],
  answer: Type.Object({ enrolment_code: Type.String({ description: 'empty: none' }) }),
  fails: [
    'course_not_found',
    'not_course_instructor',
    'invalid_course_name',
    'invalid_enrolment',
    'enrolment_code_too_long',
  ],
  examples: [
    {
      input: { course_code: 'A01', enrolment: 'code', enrolment_code: 'spring' },
      answer: { status: 'success', message: 'Course changed', enrolment_code: 'spring' },
    },
  ],
});

export const handOverCourse = endpoint({
  method: 'POST',
  path: '/hand_over_course',
  title: 'Hand a course over to another instructor · 转交课程',
  notes: 'By its instructor and admins. The new one owns the group; the old one becomes an assistant.',
  access: { who: 'session' },
  input: Type.Object({ course_code: courseCode(), username: text('Username') }),
  says: ['Course handed over'],
  answer: Type.Object({}),
  fails: ['course_not_found', 'user_not_found', 'not_course_instructor', 'not_an_instructor'],
  examples: [
    {
      input: { course_code: 'A01', username: 'ann' },
      answer: { status: 'success', message: 'Course handed over' },
    },
  ],
});

export const getCoursePeople = endpoint({
  method: 'GET',
  path: '/get_course_people',
  title: 'The people of a course · 课程成员',
  notes: 'The instructor, the assistants, the students; each by name.',
  access: { who: 'session' },
  input: Type.Object({ course_code: courseCode() }),
  says: ['People retrieved'],
  answer: Type.Object({
    people: Type.Array(
      Type.Object({
        username: Type.String(),
        nickname: Type.String(),
        role,
        part: Type.Enum(['instructor', 'assistant', 'student']),
        picture,
      }),
    ),
  }),
  fails: ['course_not_found', 'not_in_course'],
  examples: [
    {
      input: { course_code: 'A01' },
      answer: {
        status: 'success',
        message: 'People retrieved',
        people: [
          { username: 'tony', nickname: 'tony', role: 'instructor', part: 'instructor', picture: '' },
          { username: 'test', nickname: 'Wow', role: 'student', part: 'student', picture: '' },
        ],
      },
    },
  ],
});

export const enrolList = endpoint({
  method: 'POST',
  path: '/enrol_list',
  title: 'Enrol a list of people in a course · 批量选课',
  notes:
    'By its instructor and admins. Each name gets its own result, in the given order; a name that cannot be enrolled stops no other.',
  access: { who: 'session' },
  input: Type.Object({
    course_code: courseCode(),
    usernames: list('Usernames', { least: 1, most: 1000, description: '1 to 1000 usernames' }),
  }),
  says: ['List enrolled'],
  answer: Type.Object({
    results: Type.Array(
      Type.Object({
        username: Type.String({ description: 'as given' }),
        result: Type.Enum(['added', 'already', 'user_not_found', 'own_course']),
      }),
    ),
  }),
  fails: ['course_not_found', 'not_course_instructor', 'course_archived'],
  examples: [
    {
      input: { course_code: 'A01', usernames: ['test', 'ghost'] },
      answer: {
        status: 'success',
        message: 'List enrolled',
        results: [
          { username: 'test', result: 'added' },
          { username: 'ghost', result: 'user_not_found' },
        ],
      },
    },
  ],
});
