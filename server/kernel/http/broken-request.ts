import type { Socket } from 'node:net';
import { URL_HINT } from './answer.ts';
import { fail, type Failure, failEnvelope } from './failure.ts';

/** Answers what Node's own parser refused, before there is a request: the same envelope, then the socket is closed. */
export function answerBrokenRequest(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const failure = explain(error.code ?? '');
  const body = JSON.stringify(failEnvelope(failure));
  const head = [
    `HTTP/1.1 ${failure.status} ${REASONS[failure.status] ?? 'Bad Request'}`,
    'Content-Type: application/json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'X-Content-Type-Options: nosniff',
    'Cache-Control: no-store',
    'Connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}

const REASONS: Record<number, string> = { 408: 'Request Timeout', 431: 'Request Header Fields Too Large' };

function explain(code: string): Failure {
  switch (code) {
    case 'HPE_INVALID_URL':
    case 'HPE_INVALID_CONSTANT':
    case 'HPE_INVALID_VERSION':
      return fail('invalid_url', URL_HINT);
    case 'HPE_HEADER_OVERFLOW':
      return fail('headers_too_large', 'at most 16 KiB');
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return fail('request_timeout');
    default:
      return fail('invalid_body', 'the request is not HTTP/1.1');
  }
}
