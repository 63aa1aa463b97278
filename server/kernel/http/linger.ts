import type { FastifyReply, FastifyRequest } from 'fastify';

/** How long what a client still sends is thrown away after its refusal; ms. */
const LINGER = 2_000;

/**
 * Answers a request whose body was not read to its end, then reads on for a moment before it closes: bytes that lie unread
 * when a connection is closed make the system reset it, and the client then never sees the answer.
 */
export function answerAndLinger(request: FastifyRequest, reply: FastifyReply, body: string): void {
  reply.hijack();
  const { raw } = reply;
  for (const [name, value] of Object.entries(reply.getHeaders())) if (value !== undefined) raw.setHeader(name, value);
  raw.writeHead(reply.statusCode, { 'content-length': Buffer.byteLength(body), connection: 'close' });
  raw.write(body);

  const timer = setTimeout(close, LINGER);
  function close(): void {
    clearTimeout(timer);
    raw.end();
  }
  request.raw.once('end', close).once('close', close).once('error', close);
  request.raw.unpipe();
  request.raw.resume();
  if (request.raw.readableEnded) close();
}
