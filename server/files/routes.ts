import multipart from '@fastify/multipart';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import * as calls from '../../contract/files.ts';
import { sessionOf } from '../kernel/http/caller.ts';
import { fail, failMissing } from '../kernel/http/failure.ts';
import type { Serve } from '../kernel/http/serve.ts';
import type { School } from '../school.ts';
import { addFile, type FileRow, TruncatedFile } from './file.ts';
import type { FolderStore } from './folder-store.ts';

/** Boundaries, part heads and small fields around the file itself. */
const MULTIPART_OVERHEAD = 64 * 1024;
/** Uploads stop while there is still room for the database to go on. */
const SPARE_DISK = 64 * 1024 * 1024;

export async function serveFiles(
  school: School,
  app: FastifyInstance,
  serve: Serve,
  store: FolderStore,
): Promise<void> {
  const { maxUpload } = school.config;
  // In a part of its own: its two hooks and its listener would run on every other call, too.
  await app.register(async (uploads) => {
    await uploads.register(multipart, {
      limits: {
        files: 1,
        fields: 20,
        parts: 21,
        fieldNameSize: 200,
        fieldSize: MULTIPART_OVERHEAD,
        fileSize: maxUpload,
        headerPairs: 50,
      },
    });
    serve(
      calls.uploadFile,
      async ({ caller, request }) => {
        const announced = Number(request.headers['content-length'] ?? 0);
        if (announced > maxUpload + MULTIPART_OVERHEAD) throw tooLarge(maxUpload);
        if ((await store.free()) < announced + SPARE_DISK) throw fail('out_of_space', undefined, 60);
        const { id, name, size } = await receive(school, store, request, sessionOf(caller)?.userId ?? null);
        return { message: 'File uploaded', file_id: id, file_name: name, size };
      },
      { on: uploads },
    );
  });
}

async function receive(
  school: School,
  store: FolderStore,
  request: FastifyRequest,
  uploaderId: number | null,
): Promise<FileRow> {
  if (!request.isMultipart()) {
    throw fail('invalid_body', 'send the file as multipart/form-data, like curl -F file=@homework.pdf');
  }
  let kept: FileRow | undefined;
  try {
    for await (const part of request.parts()) {
      if (part.type !== 'file') continue;
      const isWhole = (): boolean => !part.file.truncated;
      kept = await addFile(school, store, { source: part.file, name: part.filename, uploaderId, isWhole });
    }
  } catch (error) {
    throw explain(error, school.config.maxUpload);
  }
  if (kept === undefined) throw failMissing('File');
  return kept;
}

function explain(error: unknown, maxUpload: number): unknown {
  if (error instanceof TruncatedFile) return tooLarge(maxUpload);
  if (!(error instanceof Error)) return error;
  const code = 'code' in error ? String(error.code) : '';
  if (code === 'FST_REQ_FILE_TOO_LARGE') return tooLarge(maxUpload);
  const broken =
    /^(Unexpected end of (form|multipart data)|Malformed part header|Multipart: Boundary not found|Premature close|aborted)/i;
  if (
    broken.test(error.message) ||
    code === 'ERR_STREAM_PREMATURE_CLOSE' ||
    code === 'FST_INVALID_MULTIPART_CONTENT_TYPE'
  ) {
    return fail('invalid_body', `the multipart data is broken (${error.message})`);
  }
  return error;
}

function tooLarge(maxUpload: number): Error {
  return fail('too_large', `a file may have at most ${Math.floor(maxUpload / 1024)} KiB (MAX_UPLOAD)`);
}
