import { basename, dirname, join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';
import * as calls from '../../contract/files.ts';
import { findFile } from '../files/file.ts';
import type { FolderStore } from '../files/folder-store.ts';
import { servingHeaders } from '../files/kinds.ts';
import { contentDisposition } from '../files/names.ts';
import { requireSession, sessionOf } from '../kernel/http/caller.ts';
import { fail } from '../kernel/http/failure.ts';
import type { Serve } from '../kernel/http/serve.ts';
import type { School } from '../school.ts';
import { accessRoom, mayReadFile } from './access.ts';
import { filesFor, roomFiles } from './room-files.ts';

const SENDING = {
  contentType: false,
  cacheControl: false,
  acceptRanges: true,
  dotfiles: 'allow',
  // In pieces of Node's usual 64 KiB a large download spends much of its time on pieces.
  highWaterMark: 256 * 1024,
} as const;

/** The door of files: chat knows which rooms carry them, and so who may read them. */
export async function serveFileDoor(
  school: School,
  app: FastifyInstance,
  serve: Serve,
  store: FolderStore,
): Promise<void> {
  await app.register(fastifyStatic, { root: school.config.dataDir, serve: false });

  serve(calls.downloadFile, async ({ input, caller, request, reply }) => {
    const file = await findFile(school.database.db, input.file_id);
    if (file === undefined || !(await mayReadFile(school, sessionOf(caller), file))) throw fail('no_such_file');
    const { inline, headers } = servingHeaders(file.type, input.download === '1');
    // no-cache: kept by the browser, but access is asked for again before it is used again.
    reply.headers({ ...headers, 'cache-control': 'private, no-cache' });
    reply.header('content-disposition', contentDisposition(inline ? 'inline' : 'attachment', file.name));
    // Conditions for changing something: nothing changes here, and the contract has no 412.
    delete request.raw.headers['if-match'];
    delete request.raw.headers['if-unmodified-since'];
    const path = store.pathOf(file.id);
    return reply.sendFile(join(basename(dirname(path)), basename(path)), dirname(dirname(path)), SENDING);
  });

  serve(calls.getFilename, async ({ input, caller }) => {
    const file = await findFile(school.database.db, input.file_id);
    if (file === undefined || !(await mayReadFile(school, sessionOf(caller), file))) throw fail('file_not_found');
    return { message: 'File name retrieved', file_name: file.name };
  });

  serve(calls.getFiles, async ({ input, caller }) => {
    const files = await filesFor(school, requireSession(caller), input.file_ids);
    return { message: 'Files retrieved', files };
  });

  serve(calls.getRoomFiles, async ({ input, caller }) => {
    const { room_code: code, ...page } = input;
    const room = await accessRoom(school, requireSession(caller), code);
    return { message: 'Files retrieved', files: await roomFiles(school, room.id, page) };
  });
}
