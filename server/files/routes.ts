import type { FastifyInstance } from 'fastify';
import * as calls from '../../contract/files.ts';
import { sessionOf } from '../kernel/http/caller.ts';
import type { Serve } from '../kernel/http/serve.ts';
import type { School } from '../school.ts';
import { addFile } from './file.ts';
import { serveParts } from './parts-routes.ts';
import type { PartsStore } from './parts-store.ts';
import { servePictures } from './picture-routes.ts';
import type { Store } from './store.ts';
import { readUpload, takeUploads } from './upload.ts';

export async function serveFiles(
  school: School,
  app: FastifyInstance,
  serve: Serve,
  store: Store,
  parts: PartsStore,
): Promise<void> {
  const limit = { bytes: school.config.maxUpload, rule: 'MAX_UPLOAD' };
  await takeUploads(app, limit, (uploads) => {
    serve(
      calls.uploadFile,
      async ({ caller, request }) => {
        const uploaderId = sessionOf(caller)?.userId ?? null;
        const { id, name, size } = await readUpload(request, store, limit, (file) =>
          addFile(school, store, { ...file, uploaderId }),
        );
        return { message: 'File uploaded', file_id: id, file_name: name, size };
      },
      { on: uploads },
    );
  });
  await serveParts(school, app, serve, store, parts);
  await servePictures(school, app, serve, store);
}
