import { Type } from 'typebox';
import { endpoint, optional, text, ts } from './endpoint.ts';
import { attention, entry, mentionCount, readTo, roomKind } from './entry.ts';
import { person, preferences } from './person.ts';
import { roomCode } from './room-code.ts';

export const setAttention = endpoint({
  method: 'POST',
  path: '/set_attention',
  title: 'How much I want to hear of a room · 免打扰',
  notes:
    'For all devices of the user, and for members alone. It changes what a client sounds and shows, never what is counted or delivered.',
  access: { who: 'session' },
  input: Type.Object({ room_code: roomCode(), attention: text('Attention', 'all, mentions or muted') }),
  says: ['Attention set'],
  answer: Type.Object({}),
  fails: ['chat_not_found', 'invalid_attention'],
  examples: [
    { input: { room_code: 'A01', attention: 'mentions' }, answer: { status: 'success', message: 'Attention set' } },
  ],
});

export const markAllRead = endpoint({
  method: 'POST',
  path: '/mark_all_read',
  title: 'Mark all rooms as read · 全部标为已读',
  notes: 'Every room of the user, to its end as it is now; each that moved is told in the inbox as a `read`.',
  access: { who: 'session' },
  input: Type.Object({}),
  says: ['All marked as read'],
  answer: Type.Object({ rooms: Type.Integer({ description: 'how many had something unread' }) }),
  fails: [],
  examples: [{ input: {}, answer: { status: 'success', message: 'All marked as read', rooms: 3 } }],
});

export const saveDraft = endpoint({
  method: 'POST',
  path: '/save_draft',
  title: 'Keep what is being written for my other devices · 保存草稿',
  notes:
    'One a room and one a thread in it, the latest wins; without `text` it is removed. `/send_message` and `send` remove it with `clear_draft`. For members alone; at most 100 in threads.',
  access: { who: 'session' },
  input: Type.Object({
    room_code: roomCode(),
    thread: optional.integer('Thread', 'a reply: as in `/send_message`; without it, the draft of the room'),
    text: optional.text('Text', 'at most 10000 characters'),
  }),
  says: ['Draft saved'],
  answer: Type.Object({ ts }),
  fails: ['chat_not_found', 'message_too_long', 'thread_not_found', 'too_many_drafts'],
  examples: [
    {
      input: { room_code: 'A01', text: 'I wanted to say' },
      answer: { status: 'success', message: 'Draft saved', ts: 1732809660000 },
    },
    {
      input: { room_code: 'A01', thread: 13, text: 'In reply' },
      answer: { status: 'success', message: 'Draft saved', ts: 1732809665000 },
    },
  ],
});

export const getUnread = endpoint({
  method: 'GET',
  path: '/get_unread',
  title: 'All that is unread, at one look · 未读消息汇总',
  notes: [
    'Every room with unread messages or mentions, the one with the newest first, muted ones too. `messages`: the first unread ones of each, as on `/ws`; replies in threads are in `/get_threads`.',
    'With more than 500 rooms only the first 500.',
  ].join('\n'),
  access: { who: 'session' },
  input: Type.Object({
    limit: optional.integer('Limit', 'messages of each room, 0 to 20, else 3'),
  }),
  says: ['Unread retrieved'],
  answer: Type.Object({
    rooms: Type.Array(
      Type.Object({
        room_code: Type.String(),
        room_name: Type.String(),
        kind: roomKind,
        attention,
        unread: Type.Integer(),
        mentions: mentionCount,
        read: readTo,
        seq: Type.Integer({ description: 'its last entry' }),
        messages: Type.Array(entry),
      }),
    ),
    people: Type.Array(person, { description: 'who wrote those messages' }),
  }),
  fails: ['invalid_limit'],
  examples: [
    {
      input: { limit: 1 },
      answer: {
        status: 'success',
        message: 'Unread retrieved',
        rooms: [
          {
            room_code: 'A01',
            room_name: 'Data Science Discuss Group',
            kind: 'course',
            attention: 'all',
            unread: 2,
            mentions: 0,
            read: { id: 12, no: 9 },
            seq: 14,
            messages: [
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
        ],
        people: [{ username: 'tony', nickname: 'tony', role: 'instructor', picture: '' }],
      },
    },
  ],
});

export const getPreferences = endpoint({
  method: 'GET',
  path: '/get_preferences',
  title: 'What I let others see · 我的偏好设置',
  access: { who: 'session' },
  input: Type.Object({}),
  says: ['Preferences retrieved'],
  answer: Type.Object({ preferences }),
  fails: [],
  examples: [
    {
      input: {},
      answer: { status: 'success', message: 'Preferences retrieved', preferences: { presence: true, typing: true } },
    },
  ],
});

export const setPreferences = endpoint({
  method: 'POST',
  path: '/set_preferences',
  title: 'Change what I let others see · 修改偏好设置',
  notes: 'What is left out stays. Told in the inbox of every device.',
  access: { who: 'session' },
  input: Type.Object({
    presence: optional.integer('Presence', '0: nobody sees whether I am there, or 1'),
    typing: optional.integer('Typing', '0: nobody sees that I am typing, or 1'),
  }),
  says: ['Preferences set'],
  answer: Type.Object({ preferences }),
  fails: [],
  examples: [
    {
      input: { presence: 0 },
      answer: { status: 'success', message: 'Preferences set', preferences: { presence: false, typing: true } },
    },
  ],
});
