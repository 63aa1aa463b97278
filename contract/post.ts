import { Type } from 'typebox';
import { fileId, text, time, ts } from './endpoint.ts';
import { fileCard } from './file-card.ts';

export const courseCode = () => text('Course code', '1 to 64 characters, case-sensitive');
export const section = Type.Enum(['announcement', 'assignment', 'content']);
export const due = Type.Union([Type.Integer({ description: 'ms since the epoch' }), Type.Null()]);

/** A post of a course as its people read it. */
export const info = Type.Object({
  course_code: Type.String(),
  section,
  by: Type.String(),
  time,
  title: Type.String(),
  body: Type.String(),
  file_id: fileId,
  id: Type.Integer(),
  ts,
  file_name: Type.String(),
  by_nickname: Type.String(),
  file_ids: Type.Array(Type.String(), { description: 'the first is `file_id`' }),
  files: Type.Array(fileCard),
  due,
  rev: Type.Integer({ description: '0: new; grows with each change' }),
  thread: Type.Integer({ description: 'seq of its first card in the group of the course: the root of its thread' }),
  replies: Type.Integer({ description: 'in its thread' }),
});

/** What `changed_meanwhile` carries: the post as it is now. */
export const changedMeanwhile = Type.Object({ code: Type.Literal('changed_meanwhile'), info });
