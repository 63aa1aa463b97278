import { type Static, Type } from 'typebox';
import { endpoint, optional, requiredInteger, text, time, ts } from './endpoint.ts';
import { roomKind } from './entry.ts';
import { roomCode } from './room-code.ts';

const state = Type.Enum(['open', 'done']);

const report = Type.Object({
  id: Type.Integer(),
  state,
  room_code: Type.String(),
  room_name: Type.String({ description: 'empty: a direct conversation' }),
  kind: roomKind,
  message_id: Type.Integer({ description: '0: the person is reported' }),
  thread: Type.Optional(Type.Integer({ description: 'the message is a reply: id of the root of its thread' })),
  text: Type.String({ description: 'of the message, as it was when it was reported' }),
  user: Type.String({ description: 'who is reported' }),
  user_nickname: Type.String(),
  by: Type.String({ description: 'who reported it' }),
  by_nickname: Type.String(),
  reason: Type.String(),
  time,
  ts,
  note: Type.String({ description: 'of the one who closed it; empty: none' }),
  closed_by: Type.String({ description: 'empty: nobody' }),
  closed_ts: Type.Union([Type.Integer({ description: 'ms since the epoch' }), Type.Null()]),
});
export type ReportView = Static<typeof report>;

const example: ReportView = {
  id: 1,
  state: 'open',
  room_code: 'A01',
  room_name: 'Data Science Discuss Group',
  kind: 'course',
  message_id: 13,
  text: 'Buy my answers!',
  user: 'bob',
  user_nickname: 'Bob',
  by: 'amy',
  by_nickname: 'Amy',
  reason: 'He sells the answers of the homework.',
  time: '2024-11-29 00:10:00',
  ts: 1732810200000,
  note: '',
  closed_by: '',
  closed_ts: null,
};

export const reportMessage = endpoint({
  method: 'POST',
  path: '/report_message',
  title: 'Report a message or a person to staff · 举报',
  notes: [
    'With `id` that message, with `username` that person of the room; one of the two. Of a course’s room to its instructor and the administrators, else to the administrators alone.',
    'Staff see the text as it is now, of a direct conversation this one message. The same report twice is one, told anew.',
  ].join('\n'),
  access: { who: 'session' },
  input: Type.Object({
    room_code: roomCode(),
    id: optional.integer('ID', 'of the message'),
    username: optional.text('Username', 'of the person, where no message is meant'),
    reason: text('Reason', 'at most 1000 characters'),
  }),
  says: ['Reported'],
  answer: Type.Object({ id: Type.Integer({ description: 'of the report' }) }),
  fails: ['chat_not_found', 'message_not_found', 'user_not_found', 'yourself', 'reason_too_long', 'too_many'],
  examples: [
    {
      input: { room_code: 'A01', id: 13, reason: 'He sells the answers of the homework.' },
      answer: { status: 'success', message: 'Reported', id: 1 },
    },
  ],
});

export const getReports = endpoint({
  method: 'GET',
  path: '/get_reports',
  title: 'What was reported to me · 举报列表',
  notes:
    'Staff alone, the newest first: an instructor sees what concerns the own courses’ rooms, an administrator everything; nobody what is reported of themselves. The next page is `before` the `id` of the last.',
  access: { who: 'session' },
  input: Type.Object({
    state: optional.text('State', 'open or done; both when left out'),
    before: optional.integer('Before', 'only reports with a smaller id'),
    limit: optional.integer('Limit', '1 to 100, else 50'),
  }),
  says: ['Reports retrieved'],
  answer: Type.Object({
    reports: Type.Array(report),
    open_count: Type.Integer({ description: 'how many are open in all' }),
  }),
  fails: ['staff_only', 'invalid_state', 'invalid_limit'],
  examples: [
    {
      input: { state: 'open' },
      answer: { status: 'success', message: 'Reports retrieved', reports: [example], open_count: 1 },
    },
  ],
});

export const editReport = endpoint({
  method: 'POST',
  path: '/edit_report',
  title: 'Close or reopen a report · 处理举报',
  notes: 'By whoever sees it. Written down in the audit.',
  access: { who: 'session' },
  input: Type.Object({
    id: requiredInteger('ID', 'of the report'),
    state: text('State', 'open or done'),
    note: optional.text('Note', 'at most 1000 characters'),
  }),
  says: ['Report changed'],
  answer: Type.Object({}),
  fails: ['staff_only', 'report_not_found', 'invalid_state', 'reason_too_long'],
  examples: [
    {
      input: { id: 1, state: 'done', note: 'Talked to him.' },
      answer: { status: 'success', message: 'Report changed' },
    },
  ],
});
