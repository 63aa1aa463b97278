import type { FastifyReply, FastifyRequest } from 'fastify';
import { isOutOfSpace } from '../db/errors.ts';
import { fail, Failure, failEnvelope } from './failure.ts';
import { answerAndLinger } from './linger.ts';

/** The one handler of everything thrown: a Failure answers itself, what the libraries throw is translated, the rest is a 500. */
export function answerError(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
  const failure = translate(error);
  // To be busy is an answer, not a fault: one short line, or a storm would drown the log. What ails the scanner has been logged where it was met.
  const { id: reqId } = request;
  if (failure.code === 'busy' || failure.code === 'scanner_unavailable')
    request.log.warn({ reqId, code: failure.code, path: request.url.split('?')[0] }, 'refused');
  else if (failure.status >= 500) request.log.error({ reqId, err: error, code: failure.code }, 'failed');
  else
    request.log.info({ reqId, code: failure.code, path: request.url.split('?')[0], why: failure.message }, 'refused');

  if (failure.code === 'range_not_satisfiable') reply.headers(contentRangeOf(error));
  if (failure.retryAfter !== undefined) reply.header('retry-after', Math.ceil(failure.retryAfter));
  const envelope = failEnvelope(failure);
  if (failure.code === 'not_signed_in') envelope.message = `${envelope.message}. ${howToSignIn(request)}`;
  if (failure.code === 'server_error') envelope.message = `${envelope.message} (request ${request.id})`;
  void reply.code(failure.status).type('application/json; charset=utf-8');
  // A body that is not read to its end must not be taken for the next request.
  if (failure.status === 413) answerAndLinger(request, reply, JSON.stringify(envelope));
  else void reply.send(JSON.stringify(envelope));
}

function translate(error: unknown): Failure {
  if (error instanceof Failure) return error;
  if (isOutOfSpace(error)) return fail('out_of_space', undefined, 30);
  const code = codeOf(error);
  switch (code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
    case 'FST_REQ_FILE_TOO_LARGE':
    case 'FST_PARTS_LIMIT':
    case 'FST_FIELDS_LIMIT':
      return fail('too_large');
    case 'FST_FILES_LIMIT':
      return fail('too_large', 'one file a call');
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return fail('invalid_body', 'send the file as multipart/form-data, like curl -F file=@homework.pdf');
    case 'FST_ERR_BAD_URL':
    case 'FST_ERR_ASYNC_CONSTRAINT':
      return fail('invalid_url', URL_HINT);
    case 'FST_ERR_CTP_INVALID_CONTENT_LENGTH':
    case 'ECONNRESET':
    case 'ERR_STREAM_PREMATURE_CLOSE':
      return fail('invalid_body', 'it ended before its length');
    default:
      // From the library that serves files; its head tells the size.
      return statusOf(error) === 416 ? fail('range_not_satisfiable') : fail('server_error');
  }
}

export const URL_HINT =
  "write anything but plain ASCII percent-encoded, as curl does it: curl -G 'http://host/get_info' --data-urlencode 'username=小明'";

/** Of a range that the file does not have: how long it is. */
function contentRangeOf(error: unknown): Record<string, string> {
  if (typeof error !== 'object' || error === null || !('headers' in error)) return {};
  const { headers } = error;
  const range =
    typeof headers === 'object' && headers !== null && 'Content-Range' in headers
      ? headers['Content-Range']
      : undefined;
  return typeof range === 'string' ? { 'content-range': range } : {};
}

function statusOf(error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'status' in error ? error.status : undefined;
}

function codeOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
}

/** A refusal that teaches: a log-in line and the same call with its token, ready to paste. */
function howToSignIn(request: FastifyRequest): string {
  const base = `${request.protocol}://${request.host}`;
  const quoted = request.url.replaceAll("'", '%27');
  const post = request.method === 'POST' ? " -X POST -d '…'" : '';
  return [
    `Log in: curl -X POST ${base}/login -d '{"username":"…","password":"…"}'`,
    `and send the token of its answer: curl '${base}${quoted}'${post} -H "Authorization: Bearer TOKEN"`,
    '(ACCESS=open serves clients that send nothing)',
  ].join(' ');
}
