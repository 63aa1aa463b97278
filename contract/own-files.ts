import { Type } from 'typebox';
import { endpoint, optional, text, ts } from './endpoint.ts';
import { fileCard } from './file-card.ts';
import { roomCode } from './room-code.ts';

const bytes = (description: string) => Type.Integer({ description: `bytes: ${description}` });

export const getOwnFiles = endpoint({
  method: 'GET',
  path: '/get_own_files',
  title: 'What I have uploaded, newest first · 我的文件',
  access: { who: 'session' },
  input: Type.Object({
    before: optional.text('Before', 'the next of an earlier answer'),
    limit: optional.integer('Limit', '1 to 100, else 50'),
  }),
  says: ['Files retrieved'],
  answer: Type.Object({
    files: Type.Array(
      Type.Object({
        ...fileCard.properties,
        carried: Type.Boolean({ description: 'by a message or post that is still there' }),
        ts,
      }),
    ),
    next: Type.String({ description: 'what to give as before; empty: that was all' }),
  }),
  fails: ['invalid_limit', 'invalid_cursor'],
  examples: [
    {
      input: {},
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
            carried: true,
            ts: 1732809601000,
          },
        ],
        next: '',
      },
    },
  ],
});

export const deleteFile = endpoint({
  method: 'POST',
  path: '/delete_file',
  title: 'Delete a file · 删除文件',
  notes:
    'One of my own that no message and no post carries: with those it goes when they are deleted. Its bytes follow within a day, unless another file has the same.',
  access: { who: 'session' },
  input: Type.Object({ file_id: text('File ID') }),
  says: ['File deleted'],
  answer: Type.Object({}),
  fails: ['file_not_found', 'file_in_use'],
  examples: [
    { input: { file_id: '6748a4a4a1565782cdc26ba1' }, answer: { status: 'success', message: 'File deleted' } },
  ],
});

export const getUsage = endpoint({
  method: 'GET',
  path: '/get_usage',
  title: 'How much my files take, or those of a course · 空间用量',
  access: { who: 'session' },
  input: Type.Object({ room_code: Type.Optional(roomCode('of a course; else it is about me')) }),
  says: ['Usage retrieved'],
  answer: Type.Object({
    used: bytes('uploads that are still on their way included'),
    quota: bytes('0: no limit'),
  }),
  fails: ['chat_not_found'],
  examples: [
    { input: {}, answer: { status: 'success', message: 'Usage retrieved', used: 1024, quota: 10_737_418_240 } },
  ],
});

export const getFileLink = endpoint({
  method: 'GET',
  path: '/get_file_link',
  title: 'A link to one file, for a program without a session · 临时下载链接',
  notes:
    'It works for five minutes, for this file alone, and only as long as the one who asked may read it: leaving the room ends it at once.',
  access: { who: 'session' },
  input: Type.Object({ file_id: text('File ID') }),
  says: ['Link made'],
  answer: Type.Object({
    url: Type.String({ description: 'a path of this server' }),
    expires: Type.Integer({ description: 'ms since the epoch' }),
  }),
  fails: ['file_not_found'],
  examples: [
    {
      input: { file_id: '6748a4a4a1565782cdc26ba1' },
      answer: {
        status: 'success',
        message: 'Link made',
        url: '/download_file?file_id=6748a4a4a1565782cdc26ba1&link=1732809901000.12.Jm0Zk3vN8Qe1Rt5w.cQ3oH6V2nBv5mXq1T0wY8rA1b2C3d4E5f6G7h8J9k0L',
        expires: 1_732_809_901_000,
      },
    },
  ],
});
