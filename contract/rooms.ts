import { Type } from 'typebox';
import { endpoint, optional, text } from './endpoint.ts';
import { archived, entry, roomKind } from './entry.ts';
import { roomCode } from './room-code.ts';

export const getEntries = endpoint({
  method: 'GET',
  path: '/get_entries',
  title: 'Everything that happened in a room, oldest first · 聊天室动态',
  notes: [
    'Entries as on `/ws`: messages, joins, leaves, what becomes of the room, posts, and what was changed of them. `after` takes the next ones, else the newest, or with `before` the newest before it.',
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

export const getChat = endpoint({
  method: 'GET',
  path: '/get_chat',
  title: 'One room · 聊天室信息',
  notes:
    'For its members, and for admins, who read groups and courses without being in them; that is written down. An admin follows it by `/get_entries` and `/events`.',
  access: { who: 'session' },
  input: Type.Object({ room_code: roomCode() }),
  says: ['Chat retrieved'],
  answer: Type.Object({
    room_code: Type.String(),
    room_name: Type.String(),
    kind: roomKind,
    owner: Type.String(),
    archived,
    description: Type.String({ description: 'empty: none' }),
    seq: Type.Integer({ description: 'its last entry' }),
    no: Type.Integer({ description: 'its messages' }),
    member_count: Type.Integer(),
    is_member: Type.Boolean({ description: 'false: the caller reads it as an admin' }),
  }),
  fails: ['chat_not_found'],
  examples: [
    {
      input: { room_code: 'A01' },
      answer: {
        status: 'success',
        message: 'Chat retrieved',
        room_code: 'A01',
        room_name: 'Data Science Discuss Group',
        kind: 'course',
        owner: 'tony',
        archived: false,
        description: '',
        seq: 14,
        no: 11,
        member_count: 2,
        is_member: true,
      },
    },
  ],
});

export const editChat = endpoint({
  method: 'POST',
  path: '/edit_chat',
  title: 'Change a group: its name, description, archived or not · 修改群组',
  notes: [
    'By its owner or an admin. What is left out stays; the group gets an entry `rename`, `describe` or `archive`. An archived group can only be read.',
    'A course group is named and archived with its course; its description is its instructor’s.',
  ].join('\n'),
  access: { who: 'session' },
  input: Type.Object({
    room_code: roomCode(),
    room_name: optional.text('Room name', 'at most 200 characters'),
    description: optional.text('Description', 'at most 1000 characters; spaces alone remove it'),
    archived: optional.integer('Archived', '0 or 1'),
  }),
  says: ['Chat changed'],
  answer: Type.Object({}),
  fails: ['chat_not_found', 'course_chat', 'direct_chat', 'not_chat_owner', 'invalid_room_name', 'invalid_description'],
  examples: [
    {
      input: { room_code: 'G01', room_name: 'A Better Name', description: 'For the project of the spring term' },
      answer: { status: 'success', message: 'Chat changed' },
    },
  ],
});

export const deleteChat = endpoint({
  method: 'POST',
  path: '/delete_chat',
  title: 'Delete a group · 删除群组',
  notes:
    'By its owner or an admin, for ever: its members are out at once, its messages and files are read by nobody any more. Its code stays taken. A course group stays with its course.',
  access: { who: 'session' },
  input: Type.Object({ room_code: roomCode() }),
  says: ['Chat deleted'],
  answer: Type.Object({}),
  fails: ['chat_not_found', 'course_chat', 'direct_chat', 'not_chat_owner'],
  examples: [{ input: { room_code: 'G01' }, answer: { status: 'success', message: 'Chat deleted' } }],
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
  fails: ['chat_not_found', 'course_chat', 'direct_chat', 'not_chat_owner', 'user_not_found'],
  examples: [
    { input: { room_code: 'G01', username: 'tony' }, answer: { status: 'success', message: 'Chat handed over' } },
  ],
});
