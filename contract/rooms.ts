import { Type } from 'typebox';
import { endpoint, optional, text } from './endpoint.ts';
import { entry } from './entry.ts';
import { roomCode } from './room-code.ts';

export const getEntries = endpoint({
  method: 'GET',
  path: '/get_entries',
  title: 'Everything that happened in a room, oldest first · 聊天室动态',
  notes: [
    'Entries as on `/ws`: messages, joins, leaves, renames, owners, posts, and what was changed of them. `after` takes the next ones, else the newest, or with `before` the newest before it.',
    '`around` takes those around an entry, for a link to it; `date` the first ones from a moment on. `timeline` leaves out what a room does not show as a line of its own: replies in threads, edits, deletions, reactions, pins.',
  ].join('\n'),
  access: { who: 'session' },
  input: Type.Object({
    room_code: roomCode(),
    before: optional.integer('Before', 'only entries with a smaller seq'),
    after: optional.integer('After', 'only entries with a greater seq'),
    limit: optional.integer('Limit', '1 to 200, else 50'),
    around: optional.integer('Around', 'the entry with this seq and as many before it as after it'),
    date: optional.integer('Date', 'ms since the epoch: only entries from then on, the first ones'),
    timeline: optional.integer('Timeline', '1: only what stands as a line of its own'),
  }),
  says: ['Entries retrieved'],
  answer: Type.Object({ entries: Type.Array(entry) }),
  fails: ['chat_not_found', 'invalid_limit', 'message_not_found'],
  examples: [
    {
      input: { room_code: 'A01', before: 14, limit: 1 },
      answer: {
        status: 'success',
        message: 'Entries retrieved',
        entries: [
          {
            kind: 'message',
            seq: 13,
            user: 'tony',
            time: '2024-11-29 00:00:01',
            ts: 1732809601000,
            no: 10,
            text: 'Hello!',
            file_ids: [],
          },
        ],
      },
    },
  ],
});

export const editChat = endpoint({
  method: 'POST',
  path: '/edit_chat',
  title: 'Rename a group · 修改群名',
  notes: 'By its owner or an admin; the group gets an entry `rename`. A course group is named after its course.',
  access: { who: 'session' },
  input: Type.Object({ room_code: roomCode(), room_name: text('Room name', 'at most 200 characters') }),
  says: ['Chat changed'],
  answer: Type.Object({}),
  fails: ['chat_not_found', 'course_chat', 'not_chat_owner', 'invalid_room_name'],
  examples: [
    {
      input: { room_code: 'G01', room_name: 'A Better Name' },
      answer: { status: 'success', message: 'Chat changed' },
    },
  ],
});

export const handOverChat = endpoint({
  method: 'POST',
  path: '/hand_over_chat',
  title: 'Hand a group over to a member · 转让群主',
  notes: 'By its owner or an admin; the group gets an entry `owner`. A course group goes with its course.',
  access: { who: 'session' },
  input: Type.Object({ room_code: roomCode(), username: text('Username', 'who owns it from now on; a member') }),
  says: ['Chat handed over'],
  answer: Type.Object({}),
  fails: ['chat_not_found', 'course_chat', 'not_chat_owner', 'user_not_found'],
  examples: [
    { input: { room_code: 'G01', username: 'tony' }, answer: { status: 'success', message: 'Chat handed over' } },
  ],
});
