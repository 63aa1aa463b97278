import type { Hit } from '../../contract/search.ts';
import type { Clock } from '../kernel/clock.ts';
import type { FileCard } from '../files/cards.ts';
import type { Document } from './documents.ts';
import { excerptOf } from './match.ts';
import type { PlaceIn } from './place-in.ts';

/** What was found, with where it matches. */
export type Match = { id: number; document: Document; files: FileCard[] } & PlaceIn;

/** What a search shows of a message or post. */
export function hitView(clock: Clock, { document, files, ranges, inFiles }: Match): Hit {
  const { room, post, thread } = document;
  const [inText = [], inTitle = [], ...inNames] = ranges;
  const common = {
    room_code: room.code,
    room_name: room.name,
    room_kind: room.kind,
    user: document.username,
    nickname: document.nickname,
    time: clock.format(document.at),
    ts: document.at,
    ...excerptOf(document.text, inText),
    files: files.map((file, index) => {
      const found = inFiles.get(file.file_id);
      return { ...file, ranges: inNames[index] ?? [], ...(found !== undefined && { found }) };
    }),
    id: document.ref,
  };
  if (post === null) return { kind: 'message', ...common, ...(thread !== null && { thread }) };
  const { title, section, courseCode } = post;
  return { kind: 'post', ...common, course_code: courseCode, section, title, title_ranges: inTitle };
}
