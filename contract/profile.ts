import { Type } from 'typebox';
import { endpoint, optional, picture, role, text } from './endpoint.ts';

export const uploadPicture = endpoint({
  method: 'POST',
  path: '/upload_picture',
  title: 'Change my picture · 更换头像',
  notes:
    'multipart/form-data with one png, jpeg, webp, gif or avif of at most 10 MB and 50 million pixels. Kept as a square of 256 pixels, turned upright, without what the camera wrote into it.',
  access: { who: 'session' },
  input: Type.Object({}),
  body: 'multipart',
  says: ['Picture changed'],
  answer: Type.Object({ picture }),
  fails: ['not_a_picture', 'file_infected'],
  examples: [
    { input: {}, answer: { status: 'success', message: 'Picture changed', picture: '6748a4a4a1565782cdc26bb2' } },
  ],
});

export const removePicture = endpoint({
  method: 'POST',
  path: '/remove_picture',
  title: 'Remove my picture · 移除头像',
  access: { who: 'session' },
  input: Type.Object({}),
  says: ['Picture removed'],
  answer: Type.Object({}),
  fails: [],
  examples: [{ input: {}, answer: { status: 'success', message: 'Picture removed' } }],
});

export const getPicture = endpoint({
  method: 'GET',
  path: '/get_picture',
  title: "Somebody's picture · 头像",
  notes: 'WebP, 256 by 256. A new picture has a new id, so that one may be kept for ever.',
  access: { who: 'session' },
  input: Type.Object({ picture: text('Picture', "as in the user's `picture`") }),
  body: 'bytes',
  says: [],
  answer: Type.Object({}),
  fails: ['no_such_file'],
  examples: [],
});

const sessionId = '16 hex digits; tells a session from the others, and opens nothing';

export const getSessions = endpoint({
  method: 'GET',
  path: '/get_sessions',
  title: 'Where I am signed in · 已登录的设备',
  notes: 'The latest used first. The use is written down once an hour.',
  access: { who: 'session' },
  input: Type.Object({}),
  says: ['Sessions retrieved'],
  answer: Type.Object({
    sessions: Type.Array(
      Type.Object({
        id: Type.String({ description: sessionId }),
        agent: Type.String({ description: 'what the client called itself' }),
        created: Type.Integer({ description: 'ms since the epoch' }),
        used: Type.Integer({ description: 'ms since the epoch' }),
        current: Type.Boolean({ description: 'the one that asks' }),
      }),
    ),
  }),
  fails: [],
  examples: [
    {
      input: {},
      answer: {
        status: 'success',
        message: 'Sessions retrieved',
        sessions: [
          {
            id: '3f1c9a0b5d2e7788',
            agent: 'Mozilla/5.0 (X11; Linux x86_64; rv:131.0)',
            created: 1732809600000,
            used: 1732809612000,
            current: true,
          },
        ],
      },
    },
  ],
});

export const endSession = endpoint({
  method: 'POST',
  path: '/end_session',
  title: 'Sign one of my devices out · 退出某台设备',
  access: { who: 'session' },
  input: Type.Object({ id: text('Session ID', sessionId) }),
  says: ['Session ended'],
  answer: Type.Object({}),
  fails: ['session_not_found'],
  examples: [{ input: { id: '3f1c9a0b5d2e7788' }, answer: { status: 'success', message: 'Session ended' } }],
});

export const endOtherSessions = endpoint({
  method: 'POST',
  path: '/end_other_sessions',
  title: 'Sign all my other devices out · 退出其他设备',
  access: { who: 'session' },
  input: Type.Object({}),
  says: ['Other sessions ended'],
  answer: Type.Object({}),
  fails: [],
  examples: [{ input: {}, answer: { status: 'success', message: 'Other sessions ended' } }],
});

export const findPeople = endpoint({
  method: 'GET',
  path: '/find_people',
  title: 'Find people by name · 查找用户',
  notes: [
    'Whose username or nickname contains the query, in any case; all without a query. Names that begin with it come first.',
    'A student finds staff and those who share a course or group; staff find everyone.',
  ].join('\n'),
  access: { who: 'session' },
  input: Type.Object({ query: optional.text('Query'), limit: optional.integer('Limit', '1 to 50, 20 when left out') }),
  says: ['People found'],
  answer: Type.Object({
    people: Type.Array(Type.Object({ username: Type.String(), nickname: Type.String(), role, picture })),
  }),
  fails: ['invalid_limit'],
  examples: [
    {
      input: { query: 'to', limit: 10 },
      answer: {
        status: 'success',
        message: 'People found',
        people: [{ username: 'tony', nickname: 'Tony', role: 'instructor', picture: '6748a4a4a1565782cdc26bb2' }],
      },
    },
  ],
});
