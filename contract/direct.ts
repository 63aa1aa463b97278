import { Type } from 'typebox';
import { endpoint, text } from './endpoint.ts';
import { person } from './person.ts';

const AMY = { username: 'amy', nickname: 'Amy', role: 'student', picture: '' } as const;

export const openDirect = endpoint({
  method: 'POST',
  path: '/open_direct',
  title: 'Open the conversation of two · 打开私聊',
  notes: [
    'Finds the one conversation that the two have, or makes it. Its code begins with `~`; each sees it under the name of the other.',
    'To whom a student may write is whom they find (`/find_people`). Nobody else reads it, administrators included.',
  ].join('\n'),
  access: { who: 'session' },
  input: Type.Object({ username: text('Username', 'of the other') }),
  says: ['Chat opened'],
  answer: Type.Object({ room_code: Type.String(), other: person }),
  fails: ['user_not_found', 'yourself', 'direct_blocked'],
  examples: [
    {
      input: { username: 'amy' },
      answer: { status: 'success', message: 'Chat opened', room_code: '~4Zk2vXq9TgmL0aBc', other: AMY },
    },
  ],
});

export const blockUser = endpoint({
  method: 'POST',
  path: '/block_user',
  title: 'Block somebody · 屏蔽用户',
  notes:
    'Neither can write in the direct conversation of the two any more; both can read it. Groups and courses are not touched. Twice is once.',
  access: { who: 'session' },
  input: Type.Object({ username: text('Username', 'whom to block') }),
  says: ['User blocked'],
  answer: Type.Object({}),
  fails: ['user_not_found', 'yourself'],
  examples: [{ input: { username: 'amy' }, answer: { status: 'success', message: 'User blocked' } }],
});

export const unblockUser = endpoint({
  method: 'POST',
  path: '/unblock_user',
  title: 'Unblock somebody · 取消屏蔽',
  notes: 'The conversation opens again unless the other has blocked, too. Twice is once.',
  access: { who: 'session' },
  input: Type.Object({ username: text('Username', 'whom to unblock') }),
  says: ['User unblocked'],
  answer: Type.Object({}),
  fails: ['user_not_found', 'yourself'],
  examples: [{ input: { username: 'amy' }, answer: { status: 'success', message: 'User unblocked' } }],
});

export const getBlocked = endpoint({
  method: 'GET',
  path: '/get_blocked',
  title: 'Whom I have blocked · 屏蔽列表',
  notes: 'The latest first.',
  access: { who: 'session' },
  input: Type.Object({}),
  says: ['Blocked retrieved'],
  answer: Type.Object({ people: Type.Array(person) }),
  fails: [],
  examples: [{ input: {}, answer: { status: 'success', message: 'Blocked retrieved', people: [AMY] } }],
});
