import { Type } from 'typebox';
import { endpoint, optional, requiredInteger, text, time, ts } from './endpoint.ts';
import { archived, mentionCount, readTo, roomKind, roomTraits } from './entry.ts';
import { fileIds } from './file-card.ts';
import { message } from './message.ts';
import { person, presence } from './person.ts';
import { roomCode } from './room-code.ts';

const lastLine = Type.Object({
  sender: Type.String(),
  nickname: Type.String({ description: 'of the sender' }),
  message: Type.String(),
  time,
  id: Type.Integer(),
  ts,
});

export const getChats = endpoint({
  method: 'GET',
  path: '/get_chats',
  title: 'The rooms of a user · 我的聊天室',
  notes: [
    '`unread`: messages since what the user has read (`/mark_read`), replies in threads not counted. `last`: the last message, its text cut to 200 characters.',
    'A direct conversation bears the nickname of the other; one that is empty and not opened by the user need not be shown. It is listed to a session alone.',
  ].join('\n'),
  access: { who: 'caller', self: 'username' },
  input: Type.Object({ username: text('Username') }),
  says: ['Chats retrieved'],
  answer: Type.Object({
    rooms: Type.Array(
      Type.Object({
        room_id: Type.String(),
        room_name: Type.String(),
        owner: Type.String(),
        room_code: Type.String({ description: 'the same as room_id' }),
        kind: roomKind,
        archived,
        seq: Type.Integer({ description: 'its last entry' }),
        read: readTo,
        last_no: Type.Integer({ description: 'how many messages the room has' }),
        unread: Type.Integer(),
        mentions: mentionCount,
        last: Type.Union([lastLine, Type.Null()]),
        ...roomTraits,
      }),
    ),
  }),
  fails: ['user_not_found'],
  examples: [
    {
      input: { username: 'test' },
      answer: {
        status: 'success',
        message: 'Chats retrieved',
        rooms: [
          {
            room_id: 'A01',
            room_name: 'Data Science Discuss Group',
            owner: 'tony',
            room_code: 'A01',
            kind: 'course',
            archived: false,
            seq: 2,
            read: { id: 1, no: 0 },
            last_no: 1,
            unread: 1,
            mentions: 0,
            last: {
              sender: 'tony',
              nickname: 'tony',
              message: 'Hello!',
              time: '2024-11-29 00:00:01',
              id: 2,
              ts: 1732809601000,
            },
            description: '',
            attention: 'all',
            blocked: false,
          },
        ],
      },
    },
  ],
});

export const createChat = endpoint({
  method: 'POST',
  path: '/create_chat',
  title: 'Create a group · 创建群组',
  notes: 'The creator owns it. Codes of courses are taken too.',
  access: { who: 'caller', self: 'username' },
  input: Type.Object({
    room_code: roomCode(),
    room_name: text('Room name', 'at most 200 characters'),
    username: text('Username'),
  }),
  says: ['Chat created'],
  answer: Type.Object({}),
  fails: ['chat_exists', 'user_not_found', 'invalid_room_code', 'invalid_room_name'],
  examples: [
    {
      input: { room_code: 'G01', room_name: 'A New Group', username: 'test' },
      answer: { status: 'success', message: 'Chat created' },
    },
  ],
});

export const getUsers = endpoint({
  method: 'GET',
  path: '/get_users',
  title: 'Members of a room · 聊天室成员',
  notes:
    'The owner first, then in order of joining. With `limit` a page: the next is `after` the `next` of this one. `presence` is `offline` under open access without a session.',
  access: { who: 'caller' },
  input: Type.Object({
    room_code: roomCode(),
    limit: optional.integer('Limit', '1 to 200; all when left out'),
    after: optional.integer('After', 'the `next` of the page before'),
  }),
  says: ['Members retrieved'],
  answer: Type.Object({
    users: Type.Array(Type.String()),
    members: Type.Array(Type.Object({ ...person.properties, presence })),
    member_count: Type.Integer({ description: 'in all' }),
    next: Type.Integer({ description: '0: nobody is left' }),
  }),
  fails: ['chat_not_found', 'invalid_limit'],
  examples: [
    {
      input: { room_code: 'A01' },
      answer: {
        status: 'success',
        message: 'Members retrieved',
        users: ['tony', 'test'],
        members: [
          { username: 'tony', nickname: 'tony', role: 'instructor', picture: '', presence: 'online' },
          { username: 'test', nickname: 'Wow', role: 'instructor', picture: '', presence: 'offline' },
        ],
        member_count: 2,
        next: 0,
      },
    },
  ],
});

export const editUser = endpoint({
  method: 'POST',
  path: '/edit_user',
  title: 'Add to a group or put out of it · 增减群组成员',
  notes:
    'A member who is added sees the earlier history. Course groups follow enrolment; the owner can be put out by nobody. Doing it twice answers the same.',
  access: { who: 'caller' },
  input: Type.Object({
    room_code: roomCode(),
    action: text('Action', 'add or remove'),
    username: text('Username', 'whom to add or remove'),
  }),
  says: ['User added', 'User removed'],
  answer: Type.Object({}),
  fails: [
    'chat_not_found',
    'user_not_found',
    'invalid_action',
    'course_chat',
    'direct_chat',
    'owner_stays',
    'not_room_owner',
  ],
  examples: [
    {
      input: { room_code: 'G01', action: 'remove', username: 'tony' },
      answer: { status: 'success', message: 'User removed' },
    },
  ],
});

export const getMessages = endpoint({
  method: 'GET',
  path: '/get_messages',
  title: 'Messages of a room, oldest first · 消息',
  notes:
    'The whole history unless `limit`, `before` or `after` page it. `limit` alone, or with `before`, takes the newest. An edited message as it reads now, a deleted one left out, replies in threads among the others.',
  access: { who: 'caller' },
  input: Type.Object({
    room_code: roomCode(),
    before: optional.integer('Before', 'only messages with a smaller id'),
    after: optional.integer('After', 'only messages with a greater id'),
    limit: optional.integer('Limit', '1 to 1000'),
  }),
  says: ['Messages retrieved'],
  answer: Type.Object({ messages: Type.Array(message) }),
  fails: ['chat_not_found', 'invalid_page'],
  examples: [
    {
      input: { room_code: 'A01' },
      answer: {
        status: 'success',
        message: 'Messages retrieved',
        messages: [
          {
            sender: 'tony',
            message: 'Hello!',
            time: '2024-11-29 00:00:01',
            file_id: '',
            id: 2,
            ts: 1732809601000,
            file_ids: [],
          },
        ],
      },
    },
  ],
});

export const sendMessage = endpoint({
  method: 'POST',
  path: '/send_message',
  title: 'Send a message · 发消息',
  notes: [
    'Answers when the message is on disk. `username` is taken in place of `sender`.',
    'With a `client_id` a retry is safe: the same one with the same text and files answers as the first did.',
    '`@name` mentions a member; `@all` (`@所有人`) everybody, from staff of the course or the owner of the group.',
  ].join('\n'),
  access: { who: 'caller', self: 'sender' },
  input: Type.Object({
    room_code: roomCode(),
    sender: optional.text('Username', 'required'),
    message: optional.text('Message', 'at most 10000 characters; may be empty with files'),
    file_id: optional.text('File ID', 'the same as one in `file_ids`'),
    file_ids: Type.Optional(fileIds),
    username: optional.text('Username', 'in place of sender'),
    client_id: optional.text('Client ID', 'made by the client, at most 64 characters; a UUIDv7 does well'),
    thread: optional.integer('Thread', 'a reply: id of the message, or of the first card of a post, that it is below'),
    clear_draft: optional.integer(
      'Clear draft',
      '1: this was the draft of the room, or with `thread` of that thread, which is removed',
    ),
  }),
  says: ['Message sent'],
  answer: Type.Object({ id: Type.Integer(), time, ts }),
  fails: [
    'chat_not_found',
    'user_not_found',
    'message_too_long',
    'file_not_found',
    'chat_archived',
    'direct_blocked',
    'client_id_reused',
    'invalid_client_id',
    'thread_not_found',
  ],
  examples: [
    {
      input: { room_code: 'A01', sender: 'test', message: 'Hi.', file_id: '6748a4a4a1565782cdc26ba1' },
      answer: { status: 'success', message: 'Message sent', id: 3, time: '2024-11-29 00:00:09', ts: 1732809609000 },
    },
  ],
});

export const markRead = endpoint({
  method: 'POST',
  path: '/mark_read',
  title: 'Remember how far a room is read · 标记已读',
  notes: 'For all devices of the user, and for members alone. It only moves forward; with `unread` it also moves back.',
  access: { who: 'session' },
  input: Type.Object({
    room_code: roomCode(),
    id: requiredInteger('ID', 'everything up to this entry or message'),
    unread: optional.integer('Unread', '1: move back as well, to keep a message unread'),
  }),
  says: ['Marked as read'],
  answer: Type.Object({ id: Type.Integer(), no: Type.Integer({ description: 'how many messages that are' }) }),
  fails: ['chat_not_found'],
  examples: [
    { input: { room_code: 'A01', id: 2 }, answer: { status: 'success', message: 'Marked as read', id: 2, no: 1 } },
  ],
});

export const events = endpoint({
  method: 'GET',
  path: '/events',
  title: 'What happens in a room, as Server-Sent Events · 聊天室事件流',
  notes: [
    'One `message` event for each entry: `id` is its `seq`, `data` the entry as on `/ws`. By `Last-Event-ID`, or `after`, the stream goes on exactly there, else at its present end.',
    'A `resync` event in place of entries: more than 10,000 behind, begin anew at its `id`. The stream ends with the session or the membership.',
  ].join('\n'),
  access: { who: 'session' },
  input: Type.Object({
    room_code: roomCode(),
    after: optional.integer('After', 'in place of Last-Event-ID'),
  }),
  says: ['Events follow'],
  answer: Type.Object({}),
  body: 'events',
  fails: ['chat_not_found'],
  examples: [],
});
