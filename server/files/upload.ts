import type { Readable } from 'node:stream';
import multipart from '@fastify/multipart';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { fail, failMissing } from '../kernel/http/failure.ts';
import { TruncatedFile } from './file.ts';
import type { Store } from './store.ts';

/** Boundaries, part heads and small fields around the file itself. */
const MULTIPART_OVERHEAD = 64 * 1024;
/** Uploads stop while there is still room for the database to go on. */
const SPARE_DISK = 64 * 1024 * 1024;

/** The largest file that a call takes; `rule`: what says so, for the refusal. */
export type UploadLimit = { bytes: number; rule: string };
/** A file on its way in. `isWhole()`: false when it was cut at the limit, known once it has been read to its end. */
export type Incoming = { source: Readable; name: string; isWhole: () => boolean };

/** A part of the server whose calls take one file each: the two hooks and the listener of it would run on every other call, too. */
export async function takeUploads(
  app: FastifyInstance,
  limit: UploadLimit,
  serveThere: (uploads: FastifyInstance) => void,
): Promise<void> {
  await app.register(async (uploads) => {
    await uploads.register(multipart, {
      limits: {
        files: 1,
        fields: 20,
        parts: 21,
        fieldNameSize: 200,
        fieldSize: MULTIPART_OVERHEAD,
        fileSize: limit.bytes,
        headerPairs: 50,
      },
    });
    serveThere(uploads);
  });
}

/** Hands the file of a request to `keep` and answers what that answers. Throws what the contract says of broken and missing ones. */
export async function readUpload<T>(
  request: FastifyRequest,
  store: Store,
  limit: UploadLimit,
  keep: (file: Incoming) => Promise<T>,
): Promise<T> {
  const announced = Number(request.headers['content-length'] ?? 0);
  if (announced > limit.bytes + MULTIPART_OVERHEAD) throw tooLarge(limit);
  await requireReady(store, announced);
  if (!request.isMultipart()) {
    throw fail('invalid_body', 'send the file as multipart/form-data, like curl -F file=@homework.pdf');
  }
  let kept: { value: T } | undefined;
  try {
    for await (const part of request.parts()) {
      if (part.type !== 'file') continue;
      const { file, filename } = part;
      kept = { value: await keep({ source: file, name: filename, isWhole: () => !file.truncated }) };
    }
  } catch (error) {
    throw explain(error, limit);
  }
  if (kept === undefined) throw failMissing('File');
  return kept.value;
}

/** Sooner than after minutes of sending. Throws `out_of_space` where so much more would leave the database without room, and `scanner_unavailable`. */
export async function requireReady(store: Pick<Store, 'free' | 'scanner'>, more: number): Promise<void> {
  if ((await store.free()) < more + SPARE_DISK) throw fail('out_of_space', undefined, 60);
  await store.scanner?.requireAnswer();
}

function explain(error: unknown, limit: UploadLimit): unknown {
  if (error instanceof TruncatedFile) return tooLarge(limit);
  if (!(error instanceof Error)) return error;
  const code = 'code' in error ? String(error.code) : '';
  if (code === 'FST_REQ_FILE_TOO_LARGE') return tooLarge(limit);
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

export function tooLarge({ bytes, rule }: UploadLimit): Error {
  return fail('too_large', `a file may have at most ${Math.floor(bytes / 1024)} KiB (${rule})`);
}
