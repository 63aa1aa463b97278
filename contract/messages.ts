import { Type } from 'typebox';
import { endpoint, requiredInteger, text, time, ts } from './endpoint.ts';
import { entry } from './entry.ts';
import { roomCode } from './room-code.ts';

const messageId = () => requiredInteger('ID', 'of the message');
const action = (description: string) => text('Action', description);

export const editMessage = endpoint({
  method: 'POST',
  path: '/edit_message',
  title: 'Change one’s own message · 编辑消息',
  notes:
    'By its sender alone, while a member. The room gets an entry `edit`; how it read before is kept for staff. The text it has is no change. Its files stay.',
  access: { who: 'session' },
  input: Type.Object({
    room_code: roomCode(),
    id: messageId(),
    message: Type.Optional(
      Type.String({ title: 'Message', description: 'required unless it has files; at most 10000 characters' }),
    ),
  }),
  says: ['Message edited'],
  answer: Type.Object({ rev: Type.Integer({ description: 'how often it has been changed by now' }) }),
  fails: [
    'chat_not_found',
    'message_not_found',
    'not_your_message',
    'message_too_long',
    'chat_archived',
    'direct_blocked',
  ],
  examples: [
    {
      input: { room_code: 'A01', id: 13, message: 'Hello, all!' },
      answer: { status: 'success', message: 'Message edited', rev: 1 },
    },
  ],
});

export const deleteMessage = endpoint({
  method: 'POST',
  path: '/delete_message',
  title: 'Delete a message · 删除消息',
  notes:
    'One’s own; any in the course group for its instructor, in a group for its owner, and for admins. Its text, also the earlier ones, is erased, its files are let go; the room gets an entry `delete`. Twice is once.',
  access: { who: 'session' },
  input: Type.Object({ room_code: roomCode(), id: messageId() }),
  says: ['Message deleted'],
  answer: Type.Object({}),
  fails: ['chat_not_found', 'message_not_found', 'not_yours_to_delete', 'chat_archived', 'direct_blocked'],
  examples: [{ input: { room_code: 'A01', id: 13 }, answer: { status: 'success', message: 'Message deleted' } }],
});

export const getMessageHistory = endpoint({
  method: 'GET',
  path: '/get_message_history',
  title: 'How a message read before · 消息编辑记录',
  notes:
    'For the instructor and the assistants of the course, the owner of a group, and admins. The oldest first, the present one last.',
  access: { who: 'session' },
  input: Type.Object({ room_code: roomCode(), id: messageId() }),
  says: ['History retrieved'],
  answer: Type.Object({
    revisions: Type.Array(
      Type.Object({
        rev: Type.Integer({ description: '0: as it was sent' }),
        text: Type.String(),
        time,
        ts,
      }),
    ),
  }),
  fails: ['chat_not_found', 'message_not_found', 'not_staff_here'],
  examples: [
    {
      input: { room_code: 'A01', id: 13 },
      answer: {
        status: 'success',
        message: 'History retrieved',
        revisions: [
          { rev: 0, text: 'Hello!', time: '2024-11-29 00:00:01', ts: 1732809601000 },
          { rev: 1, text: 'Hello, all!', time: '2024-11-29 00:00:20', ts: 1732809620000 },
        ],
      },
    },
  ],
});

export const react = endpoint({
  method: 'POST',
  path: '/react',
  title: 'React to a message, or take it back · 表情回应',
  notes: 'By members. The room gets an entry `reaction`; what is there already, or is not, is no change.',
  access: { who: 'session' },
  input: Type.Object({
    room_code: roomCode(),
    id: messageId(),
    emoji: text('Emoji', 'exactly one, as Unicode recommends it for interchange (with U+FE0F where it needs it)'),
    action: action('add or remove'),
  }),
  says: ['Reaction added', 'Reaction removed'],
  answer: Type.Object({}),
  fails: [
    'chat_not_found',
    'message_not_found',
    'invalid_action',
    'invalid_emoji',
    'too_many_reactions',
    'chat_archived',
    'direct_blocked',
  ],
  examples: [
    {
      input: { room_code: 'A01', id: 13, emoji: '👍', action: 'add' },
      answer: { status: 'success', message: 'Reaction added' },
    },
  ],
});

export const pinMessage = endpoint({
  method: 'POST',
  path: '/pin_message',
  title: 'Pin a message, or unpin it · 置顶消息',
  notes:
    'In a course group by the instructor and the assistants, in a group by every member. The room gets an entry `pin` or `unpin`. Twice is once.',
  access: { who: 'session' },
  input: Type.Object({ room_code: roomCode(), id: messageId(), action: action('add or remove') }),
  says: ['Message pinned', 'Message unpinned'],
  answer: Type.Object({}),
  fails: [
    'chat_not_found',
    'message_not_found',
    'invalid_action',
    'not_yours_to_pin',
    'too_many_pins',
    'chat_archived',
    'direct_blocked',
  ],
  examples: [
    {
      input: { room_code: 'A01', id: 13, action: 'add' },
      answer: { status: 'success', message: 'Message pinned' },
    },
  ],
});

export const getPins = endpoint({
  method: 'GET',
  path: '/get_pins',
  title: 'The pinned messages of a room · 置顶消息列表',
  notes: 'The last pinned first.',
  access: { who: 'session' },
  input: Type.Object({ room_code: roomCode() }),
  says: ['Pins retrieved'],
  answer: Type.Object({
    pins: Type.Array(
      Type.Object({
        by: Type.String({ description: 'who pinned it' }),
        time,
        ts,
        entry,
      }),
    ),
  }),
  fails: ['chat_not_found'],
  examples: [
    {
      input: { room_code: 'A01' },
      answer: {
        status: 'success',
        message: 'Pins retrieved',
        pins: [
          {
            by: 'tony',
            time: '2024-11-29 00:00:30',
            ts: 1732809630000,
            entry: {
              kind: 'message',
              seq: 13,
              user: 'tony',
              time: '2024-11-29 00:00:01',
              ts: 1732809601000,
              no: 10,
              text: 'Hello, all!',
              file_ids: [],
              edited: 1,
              pinned: true,
            },
          },
        ],
      },
    },
  ],
});

export const getMentionReach = endpoint({
  method: 'GET',
  path: '/get_mention_reach',
  title: 'Whom @all would reach · @所有人 的范围',
  notes: 'To be shown before it is sent. Who may not use `@all` is told so: from them it is text like any other.',
  access: { who: 'session' },
  input: Type.Object({ room_code: roomCode() }),
  says: ['Reach retrieved'],
  answer: Type.Object({
    all: Type.Boolean({ description: 'whether the caller may mention all' }),
    reach: Type.Integer({ description: 'how many others are in the room' }),
  }),
  fails: ['chat_not_found'],
  examples: [
    {
      input: { room_code: 'A01' },
      answer: { status: 'success', message: 'Reach retrieved', all: true, reach: 41 },
    },
  ],
});
