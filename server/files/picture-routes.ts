import type { FastifyInstance } from 'fastify';
import * as calls from '../../contract/profile.ts';
import { createFloodGuard } from '../accounts/attempts.ts';
import { requireSession } from '../kernel/http/caller.ts';
import { fail } from '../kernel/http/failure.ts';
import type { Serve } from '../kernel/http/serve.ts';
import { createSlots } from '../kernel/slots.ts';
import type { School } from '../school.ts';
import { addPicture, findPicture, removePicture } from './picture.ts';
import { sendFile } from './sending.ts';
import { squareOf } from './square.ts';
import type { Store } from './store.ts';
import { readUpload, takeUploads } from './upload.ts';

const MOST_BYTES = 10 * 1024 * 1024;
/** The pixels of one at a time are in memory, and the threads that work on it are those that read files and check passwords. */
const SLOTS = 1;
const QUEUE = 32;
const HOUR = 3_600;

/** Pictures of people: files that belong to an account instead of a room. */
export async function servePictures(school: School, app: FastifyInstance, serve: Serve, store: Store): Promise<void> {
  const limit = { bytes: MOST_BYTES, rule: 'a picture' };
  const inTurn = createSlots(SLOTS, QUEUE);
  const slowChanges = createFloodGuard(30, HOUR);

  await takeUploads(app, limit, (uploads) => {
    serve(
      calls.uploadPicture,
      async ({ caller, request }) => {
        const user = requireSession(caller);
        await slowChanges(String(user.userId));
        const square = await readUpload(request, store, limit, (file) =>
          squareOf(school, store, { ...file, uploaderId: user.userId }, inTurn),
        );
        return { message: 'Picture changed', picture: await addPicture(school, store, user, square) };
      },
      { on: uploads },
    );
  });

  serve(calls.removePicture, async ({ caller }) => {
    await removePicture(school, requireSession(caller));
    return { message: 'Picture removed' };
  });

  serve(calls.getPicture, async ({ input, request, reply }) => {
    const picture = await findPicture(school, input.picture);
    if (picture === undefined) throw fail('no_such_file');
    return sendFile(store, { ...picture, name: 'picture.webp' }, { request, reply, isForEver: true });
  });
}
