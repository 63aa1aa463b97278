import { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import fresh from 'fresh';
import parseRange from 'range-parser';
import { fail } from '../kernel/http/failure.ts';
import type { FileRow } from './file.ts';
import { servingHeaders } from './kinds.ts';
import { contentDisposition } from './names.ts';
import { type ByteRange, BytesMissing, type Place } from './place.ts';

/**
 * Sends the bytes of a file whose reader has been found good: whole, or the one range asked for, or word that what the reader has is
 * still right. `save`: not to be shown; `isForEver`: what had this address once may be read by whoever read it. Throws
 * `range_not_satisfiable`, `no_such_file` where the bytes are lost, and what the place throws.
 */
export async function sendFile(
  store: Pick<Place, 'read'>,
  file: Pick<FileRow, 'id' | 'blob_id' | 'name' | 'size' | 'sha256' | 'type'>,
  {
    request,
    reply,
    save = false,
    isForEver = false,
  }: { request: FastifyRequest; reply: FastifyReply; save?: boolean; isForEver?: boolean },
): Promise<FastifyReply> {
  const ofEveryAnswer = reply.getHeaders();
  const etag = `"${file.sha256}"`;
  const { inline, headers } = servingHeaders(file.type, save);
  reply.headers({
    ...headers,
    // no-cache: kept by the browser, but access is asked for again before it is used again.
    'cache-control': isForEver ? 'private, max-age=31536000, immutable' : 'private, no-cache',
    'content-disposition': contentDisposition(inline ? 'inline' : 'attachment', file.name),
    'accept-ranges': 'bytes',
    etag,
  });
  if (fresh(request.headers, { etag })) return reply.code(304).send();
  const range = rangeOf(request, etag, file.size);
  if (range === 'none') {
    reply.header('content-range', `bytes */${file.size}`);
    throw fail('range_not_satisfiable');
  }
  if (range !== undefined) reply.code(206).header('content-range', `bytes ${range.start}-${range.end}/${file.size}`);
  reply.header('content-length', range === undefined ? file.size : range.end - range.start + 1);
  // Of a stream the length that was said stays; of nothing it would be 0.
  if (request.method === 'HEAD') return reply.send(Readable.from([]));
  const bytes = await store.read(file.blob_id, range).catch((error: unknown) => {
    // What was said of the bytes is not true of the refusal; a browser would keep it for as long, too.
    for (const name of Object.keys(reply.getHeaders())) reply.removeHeader(name);
    reply.headers(ofEveryAnswer);
    if (!(error instanceof BytesMissing)) throw error;
    request.log.error({ file: file.id, blob: file.blob_id }, 'the bytes of a file are missing');
    throw fail('no_such_file');
  });
  return reply.send(bytes);
}

/** Several ranges at once are answered with the whole, as RFC 9110 allows: they cost the server much and a player nothing. */
function rangeOf({ headers }: FastifyRequest, etag: string, size: number): ByteRange | 'none' | undefined {
  const { range, 'if-range': condition } = headers;
  if (range === undefined || (condition !== undefined && condition !== etag)) return undefined;
  const ranges = parseRange(size, range);
  if (ranges === -1) return 'none';
  if (ranges === -2 || ranges.type !== 'bytes' || ranges.length !== 1) return undefined;
  return ranges[0];
}
