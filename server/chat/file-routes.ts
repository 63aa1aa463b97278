import * as calls from '../../contract/files.ts';
import * as ownCalls from '../../contract/own-files.ts';
import { findSessionOf, sessionId } from '../accounts/own-sessions.ts';
import { findFile } from '../files/file.ts';
import { createFileLinks } from '../files/file-link.ts';
import { usedBy } from '../files/quota.ts';
import { getPreview } from '../../contract/previews.ts';
import { sendPreview } from '../files/preview-sending.ts';
import type { Previews } from '../files/previews.ts';
import { sendFile } from '../files/sending.ts';
import type { Store } from '../files/store.ts';
import { type Caller, requireSession, sessionOf, type SignedIn } from '../kernel/http/caller.ts';
import { fail } from '../kernel/http/failure.ts';
import type { Serve } from '../kernel/http/serve.ts';
import type { School } from '../school.ts';
import { accessRoom, mayReadFile } from './access.ts';
import { usedByRoom } from './course-space.ts';
import { deleteOwnFile, ownFiles } from './own-files.ts';
import { filesFor, roomFiles } from './room-files.ts';

/** The door of files: chat knows which rooms carry them, and so who may read them. */
export function serveFileDoor(school: School, serve: Serve, store: Store, previews: Previews): void {
  const links = createFileLinks(() => school.clock.now());

  /** A link stands for whoever asked for it, whose session must still live; it gives nobody else's rights besides. */
  async function viewerOf(
    { file_id: fileId, link }: { file_id: string; link?: string },
    caller: Caller,
  ): Promise<SignedIn | undefined | 'nobody'> {
    if (link === undefined) return sessionOf(caller);
    const owner = links.read(fileId, link);
    return (owner && (await findSessionOf(school, owner.userId, owner.sessionId))) ?? 'nobody';
  }

  serve(calls.downloadFile, async ({ input, caller, request, reply }) => {
    const file = await findFile(school.database.db, input.file_id);
    const viewer = await viewerOf(input, caller);
    if (file === undefined || viewer === 'nobody' || !(await mayReadFile(school, viewer, file)))
      throw fail('no_such_file');
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

  serve(ownCalls.getFileLink, async ({ input, caller }) => {
    const viewer = requireSession(caller);
    const file = await findFile(school.database.db, input.file_id);
    if (file === undefined || !(await mayReadFile(school, viewer, file))) throw fail('file_not_found');
    const { link, expires } = links.make(file.id, viewer, sessionId(viewer.tokenHash));
    return { message: 'Link made', url: `/download_file?file_id=${file.id}&link=${link}`, expires };
  });

  serve(ownCalls.getOwnFiles, async ({ input, caller }) => {
    return { message: 'Files retrieved', ...(await ownFiles(school, requireSession(caller), input)) };
  });

  serve(ownCalls.deleteFile, async ({ input, caller }) => {
    await deleteOwnFile(school, requireSession(caller), input.file_id);
    return { message: 'File deleted' };
  });

  serve(ownCalls.getUsage, async ({ input, caller }) => {
    const viewer = requireSession(caller);
    const { userQuota, courseQuota } = school.config;
    if (input.room_code === undefined)
      return { message: 'Usage retrieved', used: await usedBy(school.database.db, viewer.userId), quota: userQuota };
    const room = await accessRoom(school, viewer, input.room_code);
    const quota = room.kind === 'course' ? courseQuota : 0;
    return { message: 'Usage retrieved', used: await usedByRoom(school, room.id), quota };
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
