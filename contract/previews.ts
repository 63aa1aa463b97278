import { Type } from 'typebox';
import { endpoint, text } from './endpoint.ts';

export const getPreview = endpoint({
  method: 'GET',
  path: '/get_preview',
  title: 'A small picture of a file · 文件预览图',
  notes:
    'WebP of an image (png, jpeg, gif, webp, avif; of one that moves the first picture) or of the first page of a PDF, without anything the camera wrote. For whoever may download the file. Made when it is first asked for, which may take a moment; `no_preview`: use the file itself.',
  access: { who: 'caller' },
  input: Type.Object({
    file_id: text('File ID'),
    size: text('Size', 'thumb: at most 640 pixels wide and high; screen: at most 2048'),
  }),
  body: 'bytes',
  says: [],
  answer: Type.Object({}),
  fails: ['invalid_size', 'no_such_file', 'no_preview', 'range_not_satisfiable'],
  examples: [],
});
