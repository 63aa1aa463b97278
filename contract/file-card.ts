import { Type } from 'typebox';
import { list } from './endpoint.ts';

/** What there is to know of a file without its bytes. */
export const fileCard = Type.Object({
  file_id: Type.String(),
  file_name: Type.String(),
  size: Type.Integer({ description: 'bytes' }),
  type: Type.String({ description: 'the media type by its bytes, never the one claimed' }),
  width: Type.Integer({ description: 'pixels as it is shown; 0: no image, or unknown' }),
  height: Type.Integer({ description: 'pixels as it is shown; 0: no image, or unknown' }),
  sha256: Type.String({ description: 'of its bytes, hex' }),
  inline: Type.Boolean({ description: 'a browser shows it; the rest is saved' }),
});

export const MOST_FILES = 10;

/** The files that go with a message or post. */
export const fileIds = list('File IDs', {
  most: MOST_FILES,
  once: true,
  description: `at most ${MOST_FILES} ids, each once`,
});
