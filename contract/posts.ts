import { Type } from 'typebox';
import { endpoint, optional, requiredInteger, text, time, ts } from './endpoint.ts';
import { fileIds } from './file-card.ts';
import { changedMeanwhile, courseCode, due, info, section } from './post.ts';

const title = () => text('Title', 'at most 300 characters');
const body = () => text('Body', 'at most 100000 characters');
const files = () => Type.Optional(fileIds);
const dueField = (description: string) =>
  optional.integer('Due', `ms since the epoch, of assignments alone; ${description}`);
const postId = () => requiredInteger('ID', 'of the post');

const infoExample = {
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
  by_nickname: 'tony',
  file_ids: [],
  files: [],
  due: null,
  rev: 0,
  thread: 14,
  replies: 0,
};

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
  answer: Type.Object({ infos: Type.Array(info) }),
  fails: ['course_or_section_not_specified', 'course_not_found', 'invalid_section', 'not_in_course'],
  examples: [
    {
      input: { course_code: 'A01', section: 'announcement' },
      answer: { status: 'success', message: 'Course info retrieved', infos: [infoExample] },
    },
  ],
});

export const getPost = endpoint({
  method: 'GET',
  path: '/get_post',
  title: 'One post of a course · 单条课程内容',
  notes: 'A post that the caller may not read answers as one that is not there.',
  access: { who: 'session' },
  input: Type.Object({ id: postId() }),
  says: ['Post retrieved'],
  answer: Type.Object({ info }),
  fails: ['post_not_found'],
  examples: [{ input: { id: 1 }, answer: { status: 'success', message: 'Post retrieved', info: infoExample } }],
});

export const addCourseinfo = endpoint({
  method: 'POST',
  path: '/add_courseinfo',
  title: 'Add or replace a post of a course · 发布课程内容',
  notes:
    'The exact title is the key within course and section: body and time are replaced, a file only by another file, all of them by `file_ids` (an empty list removes them). Assistants may post too.',
  access: { who: 'caller', self: 'username' },
  input: Type.Object({
    course_code: courseCode(),
    section: text('Section', 'announcement, assignment or content'),
    username: text('Username'),
    title: title(),
    body: body(),
    file_id: optional.text('File ID'),
    file_ids: files(),
    due: dueField('0 for none; a post that is replaced keeps its own unless given'),
  }),
  says: ['Course info added', 'Course info updated'],
  answer: Type.Object({ id: Type.Integer() }),
  fails: [
    'course_not_found',
    'invalid_section',
    'user_not_found',
    'not_course_instructor',
    'not_in_course',
    'title_too_long',
    'body_too_long',
    'file_not_found',
    'invalid_due',
    'course_archived',
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
      answer: { status: 'success', message: 'Course info added', id: 2 },
    },
  ],
});

export const editCourseinfo = endpoint({
  method: 'POST',
  path: '/edit_courseinfo',
  title: 'Change a post of a course · 修改课程内容',
  notes:
    'By those who may post. `rev` is the one the change was made from: when the post has changed since, `changed_meanwhile` carries it as it is now. Who posted it and when stays; files and due date stay unless given.',
  access: { who: 'session' },
  input: Type.Object({
    id: postId(),
    title: title(),
    body: body(),
    rev: requiredInteger('Rev', 'of the post as it was read'),
    due: dueField('0 for none'),
    file_ids: files(),
  }),
  says: ['Course info updated'],
  answer: Type.Object({ rev: Type.Integer() }),
  fails: [
    'post_not_found',
    'not_course_instructor',
    'changed_meanwhile',
    'title_taken',
    'title_too_long',
    'body_too_long',
    'file_not_found',
    'invalid_due',
    'course_archived',
  ],
  failsWith: { changed_meanwhile: changedMeanwhile },
  examples: [
    {
      input: { id: 1, title: 'Important!', body: 'Remember to bring your homework on Friday.', rev: 0 },
      answer: { status: 'success', message: 'Course info updated', rev: 1 },
    },
  ],
});

export const deleteCourseinfo = endpoint({
  method: 'POST',
  path: '/delete_courseinfo',
  title: 'Delete a post of a course · 删除课程内容',
  notes:
    'By those who may post. Its text is erased and its cards in the group lose their title. With `rev` only as it was read.',
  access: { who: 'session' },
  input: Type.Object({ id: postId(), rev: optional.integer('Rev', 'of the post as it was read') }),
  says: ['Course info deleted'],
  answer: Type.Object({}),
  fails: ['post_not_found', 'not_course_instructor', 'changed_meanwhile', 'course_archived'],
  failsWith: { changed_meanwhile: changedMeanwhile },
  examples: [{ input: { id: 1 }, answer: { status: 'success', message: 'Course info deleted' } }],
});

export const activity = endpoint({
  method: 'GET',
  path: '/activity',
  title: 'What is new in all courses of a user · 动态',
  notes:
    'All courses the user is in or teaches, newest first. A page never ends between two of one moment, so it may hold a few more than `limit`: the next is `before` the `ts` of its last.',
  access: { who: 'caller', self: 'username' },
  input: Type.Object({
    username: text('Username'),
    limit: optional.integer('Limit', '1 to 200; all when left out'),
    before: optional.integer('Before', 'ms since the epoch: only what is older'),
  }),
  says: ['Activities retrieved'],
  answer: Type.Object({
    activities: Type.Array(
      Type.Object({
        course_name: Type.String(),
        course_code: Type.String(),
        instructor: Type.String(),
        info: Type.Object({
          section,
          time,
          title: Type.String(),
          body: Type.String(),
          ts,
          id: Type.Integer(),
          due,
          by: Type.String(),
          by_nickname: Type.String(),
          file_count: Type.Integer(),
        }),
      }),
    ),
  }),
  fails: ['user_not_found', 'invalid_limit'],
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
              id: 1,
              due: null,
              by: 'tony',
              by_nickname: 'tony',
              file_count: 0,
            },
          },
        ],
      },
    },
  ],
});
