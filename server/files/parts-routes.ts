import { Metadata, Server } from '@tus/server';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { NodeRequest } from 'srvx/node';
import { uploadInParts } from '../../contract/uploads.ts';
import { type Caller, sessionOf } from '../kernel/http/caller.ts';
import { fail, Failure } from '../kernel/http/failure.ts';
import type { Serve } from '../kernel/http/serve.ts';
import type { School } from '../school.ts';
import { createFinisher } from './finish.ts';
import { NoSuchUpload, type PartsStore } from './parts-store.ts';
import type { Store } from './store.ts';
import { requireReady, tooLarge } from './upload.ts';
import { beginUpload, findUnfinished, FINISH_WITHIN, type Unfinished } from './unfinished.ts';

/** A part that is still written when its client comes back by another road is given up so soon, ms. */
const GIVE_WAY_WITHIN = 500;

/**
 * Uploads in parts. The protocol is tus's own server; whose an upload is, what may begin and what becomes of a whole one is ours, and
 * so are the refusals.
 */
export async function serveParts(
  school: School,
  app: FastifyInstance,
  serve: Serve,
  store: Store,
  parts: PartsStore,
): Promise<void> {
  const limit = { bytes: school.config.maxUploadInParts, rule: 'MAX_UPLOAD_IN_PARTS' };
  const begun = new WeakMap<object, string>();
  const finish = createFinisher(school, store, parts);
  const tus = new Server({
    path: uploadInParts.path,
    datastore: parts,
    maxSize: limit.bytes,
    relativeLocation: true,
    respectForwardedHeaders: false,
    lockDrainTimeout: GIVE_WAY_WITHIN,
    // No page of another origin is answered: tus would let all in.
    allowedOrigins: () => false,
    generateUrl: (_request, { path, id }) => `${path}?file_id=${id}`,
    getFileIdFromRequest: (request) => new URL(request.url).searchParams.get('file_id') ?? undefined,
    namingFunction: (request) => begun.get(request) ?? '',
    // Its own errors are explained below; others are ours already.
    onResponseError: (_request, error) => {
      if (error instanceof Error && !(error instanceof NoSuchUpload)) throw error;
      return undefined;
    },
  });

  async function begin(request: FastifyRequest, uploaderId: number | null): Promise<Unfinished> {
    const size = Number(request.headers['upload-length'] ?? Number.NaN);
    if (!Number.isSafeInteger(size) || size < 0)
      throw fail('invalid_upload', 'Upload-Length is missing: the size of the whole file in bytes');
    if (size > limit.bytes) throw tooLarge(limit);
    await requireReady(store, size);
    return beginUpload(school, { uploaderId, name: nameOf(request), size });
  }

  /** Throws `upload_not_found`, the same for others' uploads as for none. */
  async function going(id: string | undefined, uploaderId: number | null): Promise<Unfinished> {
    const upload = id === undefined ? undefined : await findUnfinished(school, id, uploaderId);
    if (upload === undefined) throw fail('upload_not_found');
    return upload;
  }

  await app.register(async (uploads) => {
    // Whatever a part is called, it is left to tus to be read as it comes.
    uploads.addContentTypeParser('*', (_request, _body, done) => done(null));
    serve(
      uploadInParts,
      async ({ input, caller, request, reply }) => {
        try {
          return await take(input.file_id, caller, request, reply);
        } catch (error) {
          throw asProtocolError(error);
        }
      },
      { on: uploads },
    );
  });

  async function take(
    id: string | undefined,
    caller: Caller,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<FastifyReply> {
    const uploaderId = sessionOf(caller)?.userId ?? null;
    if (request.method === 'HEAD' && id !== undefined) {
      const size = await finish.sizeOfFile(id, uploaderId);
      if (size !== undefined) return answerFinished(reply, size);
    }
    const asked = new NodeRequest({ req: request.raw });
    const upload = request.method === 'POST' ? await begin(request, uploaderId) : await going(id, uploaderId);
    if (request.method === 'POST') begun.set(asked, upload.id);
    let isOver = false;
    // A client that goes away is not told to whoever reads its part; it would wait with the file open.
    request.raw.once('close', () => {
      if (!isOver && !request.raw.complete)
        parts.breakOff(upload.id, fail('invalid_body', 'it ended before its length'));
    });
    let answer: Response;
    try {
      answer = await tus.handleWeb(asked);
      if (!answer.ok) throw explain(answer.status, await answer.text(), request);
    } catch (error) {
      if (request.method === 'POST') await parts.remove(upload.id);
      throw error;
    } finally {
      isOver = true;
    }
    // A crash or a refusal may have come between the last part and the file: whoever asks again gets it made.
    if (request.method !== 'DELETE') await finish.ifWhole(upload);
    for (const [name, value] of answer.headers) if (!SET_BY_US.has(name)) reply.header(name, value);
    if (request.method !== 'DELETE')
      reply.header('upload-expires', new Date(upload.created_at + FINISH_WITHIN).toUTCString());
    if (request.method === 'POST')
      return reply
        .code(answer.status)
        .type('application/json; charset=utf-8')
        .send(JSON.stringify({ status: 'success', message: 'Upload begun', file_id: upload.id, code: 'ok' }));
    return reply.code(answer.status).send();
  }
}

const SET_BY_US = new Set(['content-type', 'content-length', 'access-control-expose-headers']);

/** As tus would of a whole upload that it still knows. */
function answerFinished(reply: FastifyReply, size: number): FastifyReply {
  return reply
    .headers({ 'tus-resumable': '1.0.0', 'upload-offset': size, 'upload-length': size, 'cache-control': 'no-store' })
    .send();
}

/** The name that `Upload-Metadata` gives. Throws `invalid_upload`. */
function nameOf(request: FastifyRequest): string {
  const header = request.headers['upload-metadata'];
  if (typeof header !== 'string') return '';
  try {
    const { filename, name } = Metadata.parse(header);
    return filename ?? name ?? '';
  } catch {
    throw fail('invalid_upload', 'Upload-Metadata is a list like: filename <base64>');
  }
}

/** A refusal that the call itself would give as 200 would look like a yes to a client of tus. */
function asProtocolError(error: unknown): unknown {
  if (!(error instanceof Failure) || error.status !== 200) return error;
  return new Failure(error.code, error.message, UNPROCESSABLE);
}

const UNPROCESSABLE = 422;

/** What tus refused, in our words. */
function explain(status: number, text: string, request: FastifyRequest): Failure {
  const why = text.trim();
  if (status === 404 || status === 410) return fail('upload_not_found');
  if (status === 409) return fail('upload_conflict', 'ask by HEAD for the Upload-Offset to go on from');
  if (status === 413) return fail('too_large', 'more bytes than Upload-Length said');
  if (request.raw.destroyed && !request.raw.complete) return fail('invalid_body', 'it ended before its length');
  if (status >= 500) return fail('server_error');
  return fail('invalid_upload', why === '' ? 'it is not as the tus protocol 1.0.0 has it' : why);
}
