import { join } from 'node:path';
import { ANY_FILE_ID, ANY_TIME, isList, type Json } from './printed.ts';

/** The sample's file, as the document names it. */
export const SAMPLE_FILE_ID = '6748a4a4a1565782cdc26ba1';
export const SAMPLE_FILE = join(import.meta.dirname, 'sample.pdf');
export const SAMPLE_AUTH_CODE = 'HERE IS YOUR AUTH TOKEN';

/** One of the document's lines and its answer. `path` is the address's rest, `body` what `curl -d` sends. */
export type Step = {
  method: 'GET' | 'POST';
  path: string;
  body?: string;
  /** Signed in, the call is made by this one's session. */
  as?: 'test' | 'tony';
  /** The documented values; `upload` sends the sample's file, `download` must give it back byte by byte. */
  answer: Json;
  file?: 'upload' | 'download';
};

/** The document's lines, in an order in which each gives the printed answer. One list: printed, walked and tested. */
export const steps: readonly Step[] = [
  post(
    '/register',
    `{"username":"test","password":"password","security_answer":"YourName","auth_code":"${SAMPLE_AUTH_CODE}"}`,
    { ...success('Admin registration successful'), nickname: 'test' },
  ),
  post('/login', '{"username":"test","password":"password"}', { ...success('Login successful'), nickname: 'test' }),
  get('/get_role?username=test', { ...success('Role retrieved'), role: 'instructor' }, 'test'),
  post('/change_info', '{"username":"test","nickname":"Wow"}', success('Nickname changed'), 'test'),
  get('/get_info?username=test', { ...success('Info retrieved'), nickname: 'Wow', role: 'instructor' }, 'test'),
  post('/select_course', '{"action":"add","username":"test","course_code":"A01"}', success('Course added'), 'test'),
  get(
    '/get_courses',
    {
      ...success('Courses retrieved'),
      courses: [{ course_name: 'Data Science', course_code: 'A01', instructor: 'tony', students: ['test'] }],
    },
    'test',
  ),
  get(
    '/get_courseinfo?course_code=A01&section=announcement',
    {
      ...success('Course info retrieved'),
      infos: [
        {
          course_code: 'A01',
          section: 'announcement',
          by: 'tony',
          time: '2024-11-29 00:00:12',
          title: 'Important!',
          body: 'Remember to bring your homework tomorrow.',
          file_id: '',
        },
      ],
    },
    'test',
  ),
  // The document's own line has one } too many.
  post(
    '/add_courseinfo',
    '{"course_code":"A01","section":"assignment","username":"tony","title":"Assignment 2","body":"Remember to put in your name and id","file_id":"xxx"}',
    success('Course info added'),
    'tony',
  ),
  get(
    '/activity?username=test',
    {
      ...success('Activities retrieved'),
      activities: [
        inDataScience('assignment', ANY_TIME, 'Assignment 2', 'Remember to put in your name and id'),
        inDataScience('announcement', '2024-11-29 00:00:12', 'Important!', 'Remember to bring your homework tomorrow.'),
      ],
    },
    'test',
  ),
  get(
    '/get_chats?username=test',
    {
      ...success('Chats retrieved'),
      rooms: [{ room_id: 'A01', room_name: 'Data Science Discuss Group', owner: 'tony' }],
    },
    'test',
  ),
  post(
    '/create_chat',
    '{"room_code":"G01","room_name":"A New Group","username":"test"}',
    success('Chat created'),
    'test',
  ),
  get('/get_users?room_code=A01', { ...success('Members retrieved'), users: ['tony', 'test'] }, 'test'),
  post('/edit_user', '{"room_code":"G01","action":"add","username":"tony"}', success('User added'), 'test'),
  post('/edit_user', '{"room_code":"G01","action":"remove","username":"tony"}', success('User removed'), 'test'),
  post(
    '/edit_user',
    '{"room_code":"G01","action":"remove","username":"test"}',
    { status: 'fail', message: 'Owner cannot be removed' },
    'test',
  ),
  // Before `test` has written, as printed in the document; and after.
  get('/get_messages?room_code=A01', messages([hello()]), 'test'),
  post(
    '/send_message',
    '{"room_code":"A01","sender":"test","message":"Hi.","file_id":"xxx"}',
    success('Message sent'),
    'test',
  ),
  get(
    '/get_messages?room_code=A01',
    messages([hello(), { sender: 'test', message: 'Hi.', time: ANY_TIME, file_id: 'xxx' }]),
    'test',
  ),
  {
    method: 'POST',
    path: '/upload_file',
    file: 'upload',
    as: 'test',
    answer: { ...success('File uploaded'), file_id: ANY_FILE_ID },
  },
  {
    method: 'GET',
    path: `/download_file?file_id=${SAMPLE_FILE_ID}`,
    file: 'download',
    as: 'test',
    answer: 'the PDF itself',
  },
  post('/select_course', '{"action":"drop","username":"test","course_code":"A01"}', success('Course dropped'), 'test'),
];

/** The steps for a server that asks for sessions: there a file must be one that exists, and the sample's takes the place of `xxx`. */
export const signedInSteps: readonly Step[] = steps.map((step) => ({
  ...step,
  answer: withSampleFile(step.answer),
  ...(step.body !== undefined && { body: step.body.replace('"file_id":"xxx"', `"file_id":"${SAMPLE_FILE_ID}"`) }),
}));

/** The document's lines against `base` (no slash at its end), ready to paste into a shell; `file` is the path of what is uploaded. */
export function walkLines(base: string, file = 'server/demo/sample.pdf'): string[] {
  return steps.map((step) => lineOf(step, base, file));
}

export function lineOf({ method, path, body, file }: Step, base: string, upload: string): string {
  // Quoted where a shell would take ? and & for its own.
  const address = path.includes('?') ? `'${base}${path}'` : `${base}${path}`;
  const rest = [
    ...(body === undefined ? [] : [`-d '${body}'`]),
    ...(file === 'upload' ? [`-F ${/^[\w./-]+$/.test(upload) ? `file=@${upload}` : `'file=@${upload}'`}`] : []),
    ...(file === 'download' ? ['--output some.pdf'] : []),
  ];
  return ['curl -vv', ...(method === 'POST' ? ['-X POST'] : []), address, ...rest].join(' ');
}

function post(path: string, body: string, answer: Json, as?: 'test' | 'tony'): Step {
  return { method: 'POST', path, body, answer, ...(as !== undefined && { as }) };
}

function get(path: string, answer: Json, as: 'test'): Step {
  return { method: 'GET', path, answer, as };
}

function success(message: string) {
  return { status: 'success', message };
}

function messages(list: readonly Json[]): Json {
  return { ...success('Messages retrieved'), messages: list };
}

function hello(): Json {
  return { sender: 'tony', message: 'Hello!', time: '2024-11-29 00:00:01', file_id: '' };
}

function inDataScience(section: string, time: string, title: string, body: string): Json {
  return { course_name: 'Data Science', course_code: 'A01', instructor: 'tony', info: { section, time, title, body } };
}

function withSampleFile(value: Json): Json {
  if (value === 'xxx') return SAMPLE_FILE_ID;
  if (isList(value)) return value.map(withSampleFile);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, withSampleFile(inner)]));
}
