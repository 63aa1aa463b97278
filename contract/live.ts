import { type Static, Type } from 'typebox';
import { role } from './endpoint.ts';
import { entry, inboxEntry, roomCard } from './entry.ts';
import { event, type LiveEvent } from './event.ts';
import { fileIds } from './file-card.ts';
import { preferences, presence } from './person.ts';
import { said } from './said.ts';

/** Further behind than this a room is not caught up but begun anew. */
export const MOST_BEHIND = 10_000;

const cursor = Type.Integer({ minimum: 0, maximum: 2_147_483_647 });
const code = Type.String({ minLength: 1, maxLength: 300 });
const clientId = Type.String({
  minLength: 1,
  maxLength: 64,
  description: 'made by the client; a retry with it is safe',
});

export const hello = event({
  direction: 'up',
  title: 'The first frame, within 10 s · 首帧',
  notes: [
    '`token` is needed unless the upgrade carried `Authorization: Bearer` or the cookie from our own page. It never stands in the address.',
    '`rooms` holds the last `seq` known of each room: what came after it follows. A room that is not named begins at its present end.',
  ].join('\n'),
  frame: Type.Object({
    type: Type.Literal('hello'),
    token: Type.Optional(Type.String({ maxLength: 200 })),
    rooms: Type.Optional(Type.Record(Type.String(), cursor)),
    inbox: Type.Optional(cursor),
  }),
  examples: [{ type: 'hello', token: '…', rooms: { A01: 12 }, inbox: 3 }],
});

export const send = event({
  direction: 'up',
  title: 'Send a message · 发消息',
  notes: 'Answered by a `reply` with its `client_id` once it is on disk.',
  frame: Type.Object({
    type: Type.Literal('send'),
    room: code,
    text: Type.Optional(Type.String()),
    file_id: Type.Optional(Type.String()),
    file_ids: Type.Optional(fileIds),
    client_id: clientId,
    thread: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 2_147_483_647, description: 'a reply: as in `/send_message`' }),
    ),
    clear_draft: Type.Optional(
      Type.Boolean({
        description: 'this was the draft of the room, or with `thread` of that thread: it is removed with it',
      }),
    ),
  }),
  examples: [{ type: 'send', room: 'A01', text: 'Hi.', client_id: '0193a5c2-1111-7000-8000-000000000000' }],
});

export const typing = event({
  direction: 'up',
  title: 'Typing · 正在输入',
  notes:
    'Told to whoever listens in the room, at most once a second, and never kept; not at all when `/set_preferences` says so.',
  frame: Type.Object({ type: Type.Literal('typing'), room: code }),
  examples: [{ type: 'typing', room: 'A01' }],
});

export const read = event({
  direction: 'up',
  title: 'Read up to an entry · 已读',
  notes: 'As `/mark_read`. Refused by a `reply`; done, it comes back in the inbox of every device.',
  frame: Type.Object({
    type: Type.Literal('read'),
    room: code,
    id: cursor,
    unread: Type.Optional(Type.Boolean({ description: 'may go back as well' })),
  }),
  examples: [{ type: 'read', room: 'A01', id: 12 }],
});

export const beHere = event({
  direction: 'up',
  title: 'Here, or away · 在线状态',
  notes:
    'Who has said hello is online. A client whose user has not touched it for a while says `away`; whoever is online on one device is online.',
  frame: Type.Object({ type: Type.Literal('presence'), presence: Type.Enum(['online', 'away']) }),
  examples: [{ type: 'presence', presence: 'away' }],
});

export const ping = event({
  direction: 'up',
  title: 'Are you there? · 心跳',
  notes: 'Answered by `pong`, so that a page, which cannot see the protocol’s own pings, finds a dead connection.',
  frame: Type.Object({ type: Type.Literal('ping') }),
  examples: [{ type: 'ping' }],
});

const welcome = event({
  direction: 'down',
  title: 'The answer to hello · 欢迎',
  notes: [
    'All rooms of the user; those of the hello that are missing here have been left. For each what came after its cursor follows in order.',
    '`inbox` is the present end of the inbox: entries up to it, from `inbox_from` on, are told again, but `rooms` and `preferences` hold them already.',
    '`present`: who of those that share a room is there, at most 500; anybody else is offline until a `said` tells otherwise.',
  ].join('\n'),
  frame: Type.Object({
    type: Type.Literal('welcome'),
    you: Type.Object({ username: Type.String(), nickname: Type.String(), role }),
    rooms: Type.Array(roomCard),
    inbox: Type.Integer(),
    inbox_from: Type.Integer({
      description: 'as in the hello, or `inbox` when that is unknown here or pruned (30 days)',
    }),
    preferences,
    present: Type.Array(Type.Object({ user: Type.String(), presence })),
  }),
  examples: [
    {
      type: 'welcome',
      you: { username: 'test', nickname: 'Wow', role: 'student' },
      rooms: [
        {
          room_code: 'A01',
          room_name: 'Data Science Discuss Group',
          kind: 'course',
          owner: 'tony',
          archived: false,
          seq: 14,
          no: 11,
          read: { id: 12, no: 9 },
          mentions: 0,
          description: '',
          attention: 'all',
          blocked: false,
        },
      ],
      inbox: 3,
      inbox_from: 3,
      preferences: { presence: true, typing: true },
      present: [{ user: 'tony', presence: 'online' }],
    },
  ],
});

const entries = event({
  direction: 'down',
  title: 'What happened in a room · 聊天室动态',
  notes: [
    'In order of `seq`, without gaps and without repeats. A message comes as it is now; `edit`, `delete`, `reaction`, `pin` and `unpin` say what has changed of the `target`.',
    'All may be applied twice: an edit sets the text, a reaction puts a user into the set or takes one out, a reply counts for its root when it is not deleted and its `seq` is beyond the `last` of `replies`.',
  ].join('\n'),
  frame: Type.Object({ type: Type.Literal('entries'), room: Type.String(), entries: Type.Array(entry) }),
  examples: [
    {
      type: 'entries',
      room: 'A01',
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
        {
          kind: 'post',
          seq: 14,
          user: 'tony',
          time: '2024-11-29 00:00:12',
          ts: 1732809612000,
          post: {
            id: 1,
            section: 'announcement',
            title: 'Important!',
            rev: 0,
            due: null,
            deleted: false,
            changed: [],
          },
          thread: 14,
        },
        {
          kind: 'message',
          seq: 15,
          user: 'test',
          time: '2024-11-29 00:00:15',
          ts: 1732809615000,
          no: 10,
          text: 'Which homework, @tony?',
          file_ids: [],
          thread: 14,
          mentions: ['tony'],
        },
        {
          kind: 'edit',
          seq: 16,
          user: 'tony',
          time: '2024-11-29 00:00:20',
          ts: 1732809620000,
          target: 13,
          rev: 1,
          text: 'Hello, all!',
        },
      ],
    },
  ],
});

const inbox = event({
  direction: 'down',
  title: 'What happened to the user · 个人动态',
  notes: '`room_added` with a `room`: it begins here, what comes after its `seq` follows.',
  frame: Type.Object({ type: Type.Literal('inbox'), inbox: Type.Array(inboxEntry) }),
  examples: [
    {
      type: 'inbox',
      inbox: [
        {
          kind: 'read',
          seq: 4,
          room_code: 'A01',
          read: { id: 14, no: 11 },
          time: '2024-11-29 00:01:00',
          ts: 1732809660000,
        },
      ],
    },
  ],
});

const resync = event({
  direction: 'down',
  title: 'Begin this room anew · 重新同步',
  notes: `More than ${MOST_BEHIND} entries behind, or ahead of a server that was restored: forget the room, go on from its \`seq\` in the welcome.`,
  frame: Type.Object({ type: Type.Literal('resync'), resync: Type.String() }),
  examples: [{ type: 'resync', resync: 'A01' }],
});

const reply = event({
  direction: 'down',
  title: 'The answer to a frame · 应答',
  notes: 'The envelope of the call that does the same; a frame that cannot be read is answered without a `client_id`.',
  frame: Type.Object({
    type: Type.Literal('reply'),
    reply: Type.Object({
      client_id: Type.Optional(Type.String()),
      status: Type.Enum(['success', 'fail']),
      message: Type.String(),
      code: Type.String(),
      id: Type.Optional(Type.Integer()),
      ts: Type.Optional(Type.Integer()),
    }),
  }),
  examples: [
    {
      type: 'reply',
      reply: { client_id: 'c1', status: 'success', message: 'Message sent', code: 'ok', id: 15, ts: 1732809609000 },
    },
  ],
});

const pong = event({
  direction: 'down',
  title: 'Yes, here · 心跳应答',
  frame: Type.Object({ type: Type.Literal('pong') }),
  examples: [{ type: 'pong' }],
});

/** Every frame of `/ws`, in the order of its description. */
export const liveEvents: readonly LiveEvent[] = [
  hello,
  send,
  typing,
  read,
  beHere,
  ping,
  welcome,
  entries,
  inbox,
  said,
  resync,
  reply,
  pong,
];

export const upFrame = Type.Union([hello.frame, send.frame, typing.frame, read.frame, beHere.frame, ping.frame]);
export type UpFrame = Static<typeof upFrame>;
export const downFrame = Type.Union([
  welcome.frame,
  entries.frame,
  inbox.frame,
  said.frame,
  resync.frame,
  reply.frame,
  pong.frame,
]);
export type DownFrame = Static<typeof downFrame>;
