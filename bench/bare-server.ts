import { createReadStream, statSync } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import Fastify, { type FastifyReply, LogController } from 'fastify';
import pino from 'pino';
import { type WebSocket, WebSocketServer } from 'ws';

// What the figures are compared with: the same Fastify, answering the same bytes and headers from memory; it checks what the
// body or query looks like and does nothing else. Its argument says what: {"send":{answer}}, {"page":"…"}, {"file":"path"} or
// {"fanout":true}.

const HEADERS = {
  'x-content-type-options': 'nosniff',
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
};

const app = Fastify({
  loggerInstance: pino({ level: 'info' }),
  logController: new LogController({ disableRequestLogging: true }),
  bodyLimit: 2 * 1024 * 1024,
  forceCloseConnections: 'idle',
  connectionTimeout: 30_000,
  keepAliveTimeout: 65_000,
  http: { headersTimeout: 10_000, requestTimeout: 0, connectionsCheckingInterval: 5_000 },
});
const serves: unknown = JSON.parse(process.argv[2] ?? '{}');
if (typeof serves !== 'object' || serves === null) throw new Error('Say what to serve');

if ('send' in serves) {
  const body = {
    type: 'object',
    required: ['room_code', 'sender', 'message'],
    properties: {
      room_code: { type: 'string', minLength: 1 },
      sender: { type: 'string', minLength: 1 },
      message: { type: 'string', maxLength: 10_000 },
      file_id: { type: 'string' },
      client_id: { type: 'string', maxLength: 64 },
    },
  };
  const { send } = serves;
  app.post('/send_message', { schema: { body } }, async (request, reply) => {
    reply.headers({ 'x-request-id': request.id, ...HEADERS });
    return send;
  });
}

if ('page' in serves) {
  const querystring = {
    type: 'object',
    required: ['room_code'],
    properties: {
      room_code: { type: 'string', minLength: 1 },
      limit: { type: 'integer' },
      before: { type: 'integer' },
    },
  };
  const page = String(serves.page);
  app.get('/get_messages', { schema: { querystring } }, async (request, reply) => {
    reply.headers({ 'x-request-id': request.id, ...HEADERS }).type('application/json; charset=utf-8');
    return page;
  });
}

if ('file' in serves) {
  const path = String(serves.file);
  app.get('/download_file', (_request, reply) => sendFile(reply, path));
}

if ('fanout' in serves) {
  // One send for each who listens, of whatever anyone says: what every chat server begins with.
  const listening = new Set<WebSocket>();
  const sockets = new WebSocketServer({ server: app.server, perMessageDeflate: false });
  sockets.on('connection', (socket) => {
    listening.add(socket);
    socket.on('message', (data) => {
      const text = Buffer.isBuffer(data) ? data.toString() : '';
      if (text === 'listen') return;
      listening.delete(socket);
      for (const each of listening) each.send(text);
    });
    socket.on('close', () => listening.delete(socket));
  });
}

app.get('/health', async () => ({ status: 'success' }));
await app.listen({ port: 0, host: '127.0.0.1' });
const address = app.server.address();
process.stdout.write(`READY http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}\n`);
process.on('SIGTERM', () => process.exit(0));

async function sendFile(reply: FastifyReply, path: string): Promise<void> {
  reply.hijack();
  reply.raw.writeHead(200, { 'content-type': 'application/octet-stream', 'content-length': statSync(path).size });
  await pipeline(createReadStream(path), reply.raw);
}
