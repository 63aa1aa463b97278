import { Type } from 'typebox';
import { endpoint, optional, text, ts } from './endpoint.ts';
import { fileCard } from './file-card.ts';
import { roomCode } from './room-code.ts';

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
  fails: ['kind_refused', 'quota_used_up', 'file_infected'],
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
  access: { who: 'caller', unless: (input) => Boolean(input['link']) },
  input: Type.Object({
    file_id: text('File ID'),
    download: optional.text('Download', '1: as an attachment'),
    link: optional.text('Link', 'of /get_file_link: then no session is needed'),
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

export const getFiles = endpoint({
  method: 'GET',
  path: '/get_files',
  title: 'What there is to know of files · 文件信息',
  notes:
    'In the order they are asked for. Files that the caller may not read are left out, as those that are not there.',
  access: { who: 'session' },
  input: Type.Object({ file_ids: text('File IDs', 'at most 100, separated by commas') }),
  says: ['Files retrieved'],
  answer: Type.Object({ files: Type.Array(fileCard) }),
  fails: ['too_many_files'],
  examples: [
    {
      input: { file_ids: '6748a4a4a1565782cdc26ba1' },
      answer: {
        status: 'success',
        message: 'Files retrieved',
        files: [
          {
            file_id: '6748a4a4a1565782cdc26ba1',
            file_name: 'homework.pdf',
            size: 1024,
            type: 'application/pdf',
            width: 0,
            height: 0,
            sha256: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
            inline: true,
          },
        ],
      },
    },
  ],
});

export const getRoomFiles = endpoint({
  method: 'GET',
  path: '/get_room_files',
  title: 'The files of a room, newest first · 聊天室文件',
  notes:
    'Whatever messages and posts carry, each once, by the last that does. One entry’s files stay together, so a page may be a little longer.',
  access: { who: 'session' },
  input: Type.Object({
    room_code: roomCode(),
    before: optional.integer('Before', 'only files of entries with a smaller seq'),
    limit: optional.integer('Limit', '1 to 100, else 50'),
  }),
  says: ['Files retrieved'],
  answer: Type.Object({
    files: Type.Array(
      Type.Object({
        ...fileCard.properties,
        seq: Type.Integer({ description: 'the entry that carries it' }),
        user: Type.String({ description: 'whose entry that is' }),
        ts,
      }),
    ),
  }),
  fails: ['chat_not_found', 'invalid_limit'],
  examples: [
    {
      input: { room_code: 'A01' },
      answer: {
        status: 'success',
        message: 'Files retrieved',
        files: [
          {
            file_id: '6748a4a4a1565782cdc26ba1',
            file_name: 'plot.png',
            size: 20480,
            type: 'image/png',
            width: 640,
            height: 480,
            sha256: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
            inline: true,
            seq: 13,
            user: 'tony',
            ts: 1732809601000,
          },
        ],
      },
    },
  ],
});
