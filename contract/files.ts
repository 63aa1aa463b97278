import { Type } from 'typebox';
import { endpoint, optional, text } from './endpoint.ts';

export const uploadFile = endpoint({
  method: 'POST',
  path: '/upload_file',
  title: 'Upload a file · 上传文件',
  notes: 'multipart/form-data with one file part, usually called `file`: `curl -F file=@homework.pdf`.',
  access: { who: 'caller' },
  input: Type.Object({}),
  body: 'multipart',
  says: ['File uploaded'],
  answer: Type.Object({
    file_id: Type.String({ pattern: '^[0-9a-f]{24}$' }),
    file_name: Type.String(),
    size: Type.Integer({ description: 'bytes' }),
  }),
  fails: [],
  examples: [
    {
      input: {},
      answer: {
        status: 'success',
        message: 'File uploaded',
        file_id: '6748a4a4a1565782cdc26ba1',
        file_name: 'homework.pdf',
        size: 1024,
      },
    },
  ],
});

export const downloadFile = endpoint({
  method: 'GET',
  path: '/download_file',
  title: 'Download a file · 下载文件',
  notes: 'Ranges and conditional requests work. What a browser shows safely opens in it; `download=1` saves.',
  access: { who: 'caller' },
  input: Type.Object({
    file_id: text('File ID'),
    download: optional.text('Download', '1: as an attachment'),
  }),
  body: 'bytes',
  says: [],
  answer: Type.Object({}),
  fails: ['no_such_file', 'range_not_satisfiable'],
  examples: [],
});

export const getFilename = endpoint({
  method: 'GET',
  path: '/get_filename',
  title: 'The name of a file · 文件名',
  access: { who: 'caller' },
  input: Type.Object({ file_id: text('File ID') }),
  says: ['File name retrieved'],
  answer: Type.Object({ file_name: Type.String() }),
  fails: ['file_not_found'],
  examples: [
    {
      input: { file_id: '6748a4a4a1565782cdc26ba1' },
      answer: { status: 'success', message: 'File name retrieved', file_name: 'homework.pdf' },
    },
  ],
});
