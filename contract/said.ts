import { type Static, Type } from 'typebox';
import { event } from './event.ts';
import { presence } from './person.ts';

export const said = event({
  direction: 'down',
  title: 'What is never kept · 即时提示',
  notes: [
    '`typing`: somebody writes in a room. `presence`: people who share a room came or went, gathered for a second; who goes is told after a few seconds.',
    '`course`: a course was made or changed, as those see it who are not in it. `reports`: to staff, there is something new in `/get_reports`.',
  ].join('\n'),
  frame: Type.Object({
    type: Type.Literal('said'),
    said: Type.Union([
      Type.Object({ what: Type.Literal('typing'), room_code: Type.String(), user: Type.String() }),
      Type.Object({
        what: Type.Literal('presence'),
        people: Type.Array(Type.Object({ user: Type.String(), presence })),
      }),
      Type.Object({
        what: Type.Literal('course'),
        course: Type.Object({
          course_name: Type.String(),
          course_code: Type.String(),
          instructor: Type.String(),
          instructor_nickname: Type.String(),
          enrolment: Type.Enum(['open', 'code', 'closed']),
          archived: Type.Boolean(),
        }),
      }),
      Type.Object({ what: Type.Literal('reports') }),
    ]),
  }),
  examples: [
    { type: 'said', said: { what: 'typing', room_code: 'A01', user: 'tony' } },
    { type: 'said', said: { what: 'presence', people: [{ user: 'tony', presence: 'away' }] } },
    {
      type: 'said',
      said: {
        what: 'course',
        course: {
          course_name: 'Linear Algebra',
          course_code: 'A02',
          instructor: 'tony',
          instructor_nickname: 'tony',
          enrolment: 'open',
          archived: false,
        },
      },
    },
    { type: 'said', said: { what: 'reports' } },
  ],
});
export type Said = Static<typeof said.frame>['said'];
