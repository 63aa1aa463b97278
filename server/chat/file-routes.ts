import * as calls from '../../contract/files.ts';
import { getPreview } from '../../contract/previews.ts';
import { findFile } from '../files/file.ts';
import { sendPreview } from '../files/preview-sending.ts';
import type { Previews } from '../files/previews.ts';
import { sendFile } from '../files/sending.ts';
import type { Store } from '../files/store.ts';
import { requireSession, sessionOf } from '../kernel/http/caller.ts';
import { fail } from '../kernel/http/failure.ts';
import type { Serve } from '../kernel/http/serve.ts';
import type { School } from '../school.ts';
import { accessRoom, mayReadFile } from './access.ts';
import { filesFor, roomFiles } from './room-files.ts';

/** The door of files: chat knows which rooms carry them, and so who may read them. */
export function serveFileDoor(school: School, serve: Serve, store: Store, previews: Previews): void {
  serve(calls.downloadFile, async ({ input, caller, request, reply }) => {
    const file = await findFile(school.database.db, input.file_id);
    if (file === undefined || !(await mayReadFile(school, sessionOf(caller), file))) throw fail('no_such_file');
    return sendFile(store, file, { request, reply, save: input.download === '1' });
  });

  serve(getPreview, async ({ input, caller, request, reply }) => {
    const file = await findFile(school.database.db, input.file_id);
    if (file === undefined || !(await mayReadFile(school, sessionOf(caller), file))) throw fail('no_such_file');
    return sendPreview(previews, file, { size: input.size, request, reply });
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
