import type { IncomingMessage, Server } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';

/**
 * Closes connections that have not sent a request yet when the server closes. Browsers open some ahead; to Node they count
 * as busy, so that a single one would hold a stop up until it is cut.
 */
export function closeUnusedConnections(app: FastifyInstance): void {
  const server: Server = app.server;
  const unused = new Set<Socket>();
  let closing = false;
  const use = ({ socket }: IncomingMessage): void => void unused.delete(socket);
  server.on('connection', (socket: Socket) => {
    if (closing) return void socket.destroy();
    unused.add(socket);
    socket.once('close', () => unused.delete(socket));
  });
  server.on('request', use);
  server.on('upgrade', use);
  app.addHook('preClose', async () => {
    closing = true;
    for (const socket of unused) socket.destroy();
  });
}
