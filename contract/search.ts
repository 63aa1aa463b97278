import { type Static, Type } from 'typebox';
import { endpoint, optional, picture, role, text, time, ts } from './endpoint.ts';
import { roomKind } from './entry.ts';
import { fileCard } from './file-card.ts';
import { section } from './post.ts';

/** Where in a text something matches: from and to, in UTF-16 code units as JavaScript counts; the end is not included. */
const ranges = Type.Array(Type.Array(Type.Integer(), { minItems: 2, maxItems: 2 }), {
  description: '[from, to] of each match, in UTF-16 code units; in order, apart from each other',
});

const excerpt = {
  text: Type.String({
    description: 'what it says around the first match, at most 300 characters; Markdown as written',
  }),
  ranges,
  cut: Type.Object({ before: Type.Boolean(), after: Type.Boolean() }, { description: 'where `text` is not all of it' }),
};

const found = {
  room_code: Type.String(),
  room_name: Type.String(),
  room_kind: roomKind,
  user: Type.String({ description: 'who wrote it' }),
  nickname: Type.String(),
  time,
  ts,
  ...excerpt,
  files: Type.Array(Type.Object({ ...fileCard.properties, ranges, found: Type.Optional(Type.Object(excerpt)) }), {
    description: 'its files; the ranges are those of `file_name`, `found` is what matches in the file itself',
  }),
};

export const hit = Type.Union([
  Type.Object({
    kind: Type.Literal('message'),
    ...found,
    id: Type.Integer({ description: 'of the message in its room' }),
    thread: Type.Optional(Type.Integer({ description: 'a reply: id of the root of its thread' })),
  }),
  Type.Object({
    kind: Type.Literal('post'),
    ...found,
    id: Type.Integer({ description: 'of the post' }),
    course_code: Type.String(),
    section,
    title: Type.String(),
    title_ranges: ranges,
  }),
]);
export type Hit = Static<typeof hit>;

export const search = endpoint({
  method: 'GET',
  path: '/search',
  title: 'Search messages, posts and files · 搜索',
  notes: [
    'Everything the caller may read by membership, newest first: what was kept is found at once, what was changed or deleted as it is now.',
    'All words must match: Chinese as written, from one character on; other words whole, by their English stem, or as the beginning of a word (from two letters on); `"…"` as a phrase. Case, accents and width make no difference. At most 8 words of 64 characters.',
    'The words in files count as those of what carries them: PDF, plain text, Markdown, source code and Office documents (docx, pptx, xlsx, odt, ods, odp), at most 1 MB of text each, some seconds after they were sent. A file is looked into where the rest does not have all the words.',
    'Without `query`, a `sender` or `has_file` is needed. An admin finds what is in other rooms by naming the room or course, which is written down; never in direct conversations.',
    'Go on with `before` = `next` of the answer, until `next` is empty. A page may be shorter than `limit`.',
  ].join('\n'),
  access: { who: 'session' },
  input: Type.Object({
    query: optional.text('Query', 'at most 200 characters'),
    room_code: optional.text('Room code', 'only in this room'),
    course_code: optional.text('Course code', 'only in this course: its posts and its group'),
    sender: optional.text('Sender', 'only by this user'),
    from: optional.integer('From', 'ms since the epoch; not before'),
    to: optional.integer('To', 'ms since the epoch; before'),
    has_file: optional.integer('Has file', '1: only with files'),
    before: optional.text('Before', 'the `next` of the page before'),
    limit: optional.integer('Limit', '1 to 50, 20 when left out'),
  }),
  says: ['Search done'],
  answer: Type.Object({
    hits: Type.Array(hit),
    next: Type.String({ description: 'where older ones begin; empty: that was all' }),
  }),
  fails: [
    'nothing_to_search',
    'query_too_long',
    'too_many_words',
    'chat_not_found',
    'course_not_found',
    'not_in_course',
    'invalid_limit',
    'invalid_cursor',
    'too_many',
  ],
  examples: [
    {
      input: { query: '作业 numbers', room_code: 'A01', limit: 1 },
      answer: {
        status: 'success',
        message: 'Search done',
        hits: [
          {
            kind: 'message',
            room_code: 'A01',
            room_name: 'Data Science Discuss Group',
            room_kind: 'course',
            user: 'tony',
            nickname: 'tony',
            time: '2024-11-29 00:00:01',
            ts: 1732809601000,
            text: '明天交作业，please number the pages.',
            ranges: [
              [3, 5],
              [13, 19],
            ],
            cut: { before: false, after: false },
            files: [],
            id: 13,
          },
        ],
        next: '1859306304000-13',
      },
    },
  ],
});

const place = Type.Union([
  Type.Object({
    kind: Type.Literal('room'),
    room_code: Type.String(),
    name: Type.String(),
    ranges,
    room_kind: roomKind,
  }),
  Type.Object({
    kind: Type.Literal('course'),
    course_code: Type.String(),
    name: Type.String(),
    ranges,
    mine: Type.Boolean({ description: 'the caller is in it' }),
  }),
  Type.Object({
    kind: Type.Literal('person'),
    username: Type.String(),
    name: Type.String({ description: 'the nickname' }),
    ranges,
    role,
    picture,
  }),
]);
export type Place = Static<typeof place>;

export const findPlaces = endpoint({
  method: 'GET',
  path: '/find_places',
  title: 'Rooms, courses and people by name, to jump to · 快速跳转',
  notes: [
    'By any part of the name or code, in any case, or by pinyin: initials (`sjkx`) or whole (`shujukexue`), from any character of the name on. Names that begin with it come first; of those, the rooms and courses of the caller.',
    'Rooms are those of the caller but direct conversations (those are their people); courses all; people as in `/find_people`.',
    'With `room_code` only the members of that room, whom all who are in it may find: for whoever is about to be mentioned there.',
  ].join('\n'),
  access: { who: 'session' },
  input: Type.Object({
    query: text('Query', 'at most 64 characters'),
    limit: optional.integer('Limit', '1 to 50, 20 when left out'),
    room_code: optional.text('Room code', 'only the members of this room'),
  }),
  says: ['Places found'],
  answer: Type.Object({ places: Type.Array(place) }),
  fails: ['query_too_long', 'invalid_limit', 'chat_not_found', 'too_many'],
  examples: [
    {
      input: { query: 'sjkx', limit: 5 },
      answer: {
        status: 'success',
        message: 'Places found',
        places: [{ kind: 'course', course_code: 'A01', name: '数据科学', ranges: [], mine: true }],
      },
    },
  ],
});
