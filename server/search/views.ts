import type { Hit } from '../../contract/search.ts';
import type { Clock } from '../kernel/clock.ts';
import type { FileCard } from '../files/cards.ts';
import type { Document } from './documents.ts';
import { excerptOf, type Range } from './match.ts';

/** What was found, with where it matches: in its words, its title, the names of its files. */
export type Match = { id: number; document: Document; files: FileCard[]; ranges: Range[][] };

/** What a search shows of a message or post. */
export function hitView(clock: Clock, { document, files, ranges }: Match): Hit {
  const { room, post, thread } = document;
  const [inText = [], inTitle = [], ...inNames] = ranges;
  const found = {
    room_code: room.code,
    room_name: room.name,
    room_kind: room.kind,
    user: document.username,
    nickname: document.nickname,
    time: clock.format(document.at),
    ts: document.at,
    ...excerptOf(document.text, inText),
    files: files.map((file, index) => ({ ...file, ranges: inNames[index] ?? [] })),
    id: document.ref,
  };
  if (post === null) return { kind: 'message', ...found, ...(thread !== null && { thread }) };
  const { title, section, courseCode } = post;
  return { kind: 'post', ...found, course_code: courseCode, section, title, title_ranges: inTitle };
}
