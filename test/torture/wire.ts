import { type Agent, request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import type { FuzzedRequest } from './fuzz-requests.ts';

/** An answer as it came: `status` 0 when there was none. */
export type WireAnswer = { status: number; headers: Record<string, string>; body: string };

/** Sends a request that an HTTP client can still form. */
export function send(
  port: number,
  agent: Agent,
  { method, target, headers, body }: FuzzedRequest,
): Promise<WireAnswer> {
  const { promise, resolve, reject } = Promise.withResolvers<WireAnswer>();
  const sent = httpRequest(
    {
      host: '127.0.0.1',
      port,
      agent,
      method,
      path: target,
      headers: { ...headers, 'content-length': String(body.length) },
      timeout: 20_000,
    },
    (answer) => {
      let text = '';
      answer.on('data', (chunk: Buffer) => (text += chunk.toString()));
      answer.on('error', reject);
      answer.on('end', () => {
        const named = Object.entries(answer.headers).map(([name, value]): [string, string] => [name, String(value)]);
        resolve({ status: answer.statusCode ?? 0, headers: Object.fromEntries(named), body: text });
      });
    },
  );
  sent.on('timeout', () => sent.destroy(new Error('no answer within 20 s')));
  sent.on('error', reject);
  sent.end(body);
  return promise;
}

/**
 * Sends bytes as they are and reads whatever comes until the server closes. Its own side is closed a moment after the first
 * answer, or after `patience` ms without one: Node answers nobody who has hung up.
 */
export function sendBytes(port: number, bytes: Buffer, patience = 400): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  let text = '';
  const socket = connect(port, '127.0.0.1', () => socket.write(bytes));
  const hangUp = setTimeout(() => socket.end(), patience);
  socket.setTimeout(20_000, () => socket.destroy(new Error('the server does not close')));
  socket.on('data', (chunk: Buffer) => {
    text += chunk.toString('latin1');
    setTimeout(() => socket.end(), 20);
  });
  // A server that refuses early closes while bytes are still coming: a reset, after its answer.
  socket.on('error', (error) => ('code' in error ? resolve(text) : reject(error)));
  socket.on('close', () => {
    clearTimeout(hangUp);
    resolve(text);
  });
  return promise;
}

/** The first answer in what came over a socket; status 0 when there is none. */
export function readAnswer(text: string): WireAnswer {
  const head = /^HTTP\/1\.1 (\d{3})[^\r\n]*\r\n([^]*?)\r\n\r\n/.exec(text);
  if (head === null) return { status: 0, headers: {}, body: text };
  const lines = (head[2] ?? '').split('\r\n').map((line): [string, string] => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
  });
  const headers = Object.fromEntries(lines);
  const rest = text.slice(head[0].length);
  const length = headers['content-length'];
  return { status: Number(head[1]), headers, body: length === undefined ? rest : rest.slice(0, Number(length)) };
}

/** The bytes of a request, as a correct client would write them. */
export function bytesOf({ method, target, headers, body }: FuzzedRequest): Buffer {
  const all = { host: '127.0.0.1', ...headers, 'content-length': String(body.length) };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`);
  return Buffer.concat([Buffer.from(`${method} ${target} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`), body]);
}
