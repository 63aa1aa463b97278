import { Type } from 'typebox';
import { endpoint, optional, requiredInteger, text } from './endpoint.ts';
import { entry } from './entry.ts';
import { roomCode } from './room-code.ts';

const rootId = () => requiredInteger('ID', 'of the root of the thread: a message, or the first card of a post');

const rootExample = {
  kind: 'message',
  seq: 13,
  user: 'tony',
  time: '2024-11-29 00:00:01',
  ts: 1732809601000,
  no: 10,
  text: 'Hello!',
  file_ids: [],
  replies: { count: 1, last: 15, last_time: '2024-11-29 00:00:15', last_ts: 1732809615000, users: ['test'] },
};

export const getThread = endpoint({
  method: 'GET',
  path: '/get_thread',
  title: 'A thread: its root and its replies, oldest first · 话题',
  notes:
    'What is sent with `thread` is a reply. `after` takes the next replies, else the newest, or with `before` the newest before it. Deleted ones are left out. A post as the root is told as its newest card tells it.',
  access: { who: 'session' },
  input: Type.Object({
    room_code: roomCode(),
    id: rootId(),
    before: optional.integer('Before', 'only replies with a smaller seq'),
    after: optional.integer('After', 'only replies with a greater seq'),
    limit: optional.integer('Limit', '1 to 200, else 50'),
  }),
  says: ['Thread retrieved'],
  answer: Type.Object({
    root: entry,
    entries: Type.Array(entry),
    following: Type.Boolean(),
    read: Type.Integer({ description: 'seq of the last reply that the caller has read; 0 when not following' }),
    unread: Type.Integer({ description: 'replies of others after that; 0 when not following' }),
  }),
  fails: ['chat_not_found', 'thread_not_found', 'invalid_limit'],
  examples: [
    {
      input: { room_code: 'A01', id: 13 },
      answer: {
        status: 'success',
        message: 'Thread retrieved',
        root: rootExample,
        entries: [
          {
            kind: 'message',
            seq: 15,
            user: 'test',
            time: '2024-11-29 00:00:15',
            ts: 1732809615000,
            no: 10,
            text: 'Hi.',
            file_ids: [],
            thread: 13,
          },
        ],
        following: true,
        read: 13,
        unread: 1,
      },
    },
  ],
});

export const getThreads = endpoint({
  method: 'GET',
  path: '/get_threads',
  title: 'The threads that the caller follows · 关注的话题',
  notes:
    'Those with the newest reply first. Who writes in a thread, begins it or is mentioned in it follows it. A page never ends between two of one moment: the next is `before` the `last_ts` of its last.',
  access: { who: 'session' },
  input: Type.Object({
    before: optional.integer('Before', 'ms since the epoch: only those whose last reply is older'),
    limit: optional.integer('Limit', '1 to 100, else 30'),
    unread: optional.integer('Unread', '1: only those with unread replies'),
  }),
  says: ['Threads retrieved'],
  answer: Type.Object({
    threads: Type.Array(
      Type.Object({
        room_code: Type.String(),
        root: entry,
        read: Type.Integer({ description: 'seq of the last reply that was read' }),
        unread: Type.Integer({ description: 'replies of others after that' }),
      }),
    ),
    unread: Type.Integer({ description: 'how many of all followed threads have unread replies' }),
  }),
  fails: ['invalid_limit'],
  examples: [
    {
      input: {},
      answer: {
        status: 'success',
        message: 'Threads retrieved',
        threads: [{ room_code: 'A01', root: rootExample, read: 13, unread: 1 }],
        unread: 1,
      },
    },
  ],
});

export const followThread = endpoint({
  method: 'POST',
  path: '/follow_thread',
  title: 'Follow a thread, or no longer · 关注话题',
  notes:
    'By members. Comes back as `thread` in the inbox of every device. To write in it, or to be mentioned, follows it anew.',
  access: { who: 'session' },
  input: Type.Object({ room_code: roomCode(), id: rootId(), action: text('Action', 'add or remove') }),
  says: ['Thread followed', 'Thread unfollowed'],
  answer: Type.Object({}),
  fails: ['chat_not_found', 'thread_not_found', 'invalid_action'],
  examples: [
    {
      input: { room_code: 'A01', id: 13, action: 'add' },
      answer: { status: 'success', message: 'Thread followed' },
    },
  ],
});

export const markThreadRead = endpoint({
  method: 'POST',
  path: '/mark_thread_read',
  title: 'Remember how far a thread is read · 标记话题已读',
  notes:
    'Of a thread that is followed; of another nothing is remembered. It only moves forward, and comes back as `thread` in the inbox.',
  access: { who: 'session' },
  input: Type.Object({
    room_code: roomCode(),
    id: rootId(),
    read: requiredInteger('Read', 'seq of the last reply that was read'),
  }),
  says: ['Thread marked as read'],
  answer: Type.Object({ read: Type.Integer() }),
  fails: ['chat_not_found', 'thread_not_found'],
  examples: [
    {
      input: { room_code: 'A01', id: 13, read: 15 },
      answer: { status: 'success', message: 'Thread marked as read', read: 15 },
    },
  ],
});
