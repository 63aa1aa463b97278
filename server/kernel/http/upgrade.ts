import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Authenticator, Caller } from './caller.ts';
import { cookieOf, SESSION_COOKIE } from './cookie-header.ts';
import { fail, Failure, failEnvelope } from './failure.ts';
import type { HttpOptions } from './options.ts';
import { refuseUntrustedRoad } from './open-access.ts';

/** A path for sockets: decides before the handshake, then is handed the socket. Throws what the refusal should say. */
export type SocketRoute = {
  /** The decoded rest of the path, or undefined when the path is not this route's. */
  match(path: string): string | undefined;
  /** `hello`: who brings no session with the upgrade says in the first frame who they are. */
  access: { who: 'caller' | 'hello' };
  open(rest: string, caller: Caller): Promise<(socket: WebSocket) => void>;
};

/** Takes WebSocket upgrades on the server's port. */
export function serveSockets(
  app: FastifyInstance,
  { openAccess, openAnywhere, hostNames, publicOrigin }: HttpOptions,
  accounts: Authenticator,
  routes: readonly SocketRoute[],
): void {
  const sockets = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    maxPayload: 64 * 1024,
    clientTracking: false,
  });

  async function decide(request: IncomingMessage): Promise<(socket: WebSocket) => void> {
    const site = roadOf(request);
    if (openAccess && !openAnywhere) refuseUntrustedRoad(site, hostNames, publicOrigin);
    const path = (request.url ?? '/').split('?')[0] ?? '/';
    for (const route of routes) {
      const rest = route.match(path);
      if (rest === undefined) continue;
      const options = {
        openAccess: openAccess && route.access.who === 'caller',
        publicOrigin,
        later: route.access.who === 'hello',
      };
      return route.open(rest, await identify(request, accounts, options));
    }
    throw fail('path_not_found', path);
  }

  app.server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', destroy);
    decide(request).then(
      (opened) => sockets.handleUpgrade(request, socket, head, (webSocket) => opened(webSocket)),
      (error: unknown) => {
        const failure = error instanceof Failure ? error : fail('server_error');
        if (failure.status >= 500) app.log.error({ err: error }, 'socket failed');
        else app.log.info({ code: failure.code }, 'socket refused');
        refuse(socket, failure);
      },
    );
  });
}

/** Stands alone: a listener that closes over the upgrade would keep its request, head and all, as long as the socket lives. */
function destroy(this: Duplex): void {
  this.destroy();
}

async function identify(
  request: IncomingMessage,
  accounts: Authenticator,
  { openAccess, publicOrigin, later }: { openAccess: boolean; publicOrigin: string | undefined; later: boolean },
): Promise<Caller> {
  const authorization = request.headers.authorization;
  const bearer = authorization === undefined ? undefined : (/^Bearer +(\S+)$/i.exec(authorization)?.[1] ?? '');
  const cookie = cookieOf(request, SESSION_COOKIE);
  if (bearer === undefined && cookie !== undefined) refuseForeignPage(request, publicOrigin);
  const token = bearer ?? cookie;
  if (token === undefined) {
    if (openAccess) return { kind: 'trusted' };
    if (later) return { kind: 'anonymous' };
    throw fail('not_signed_in', 'send the token as Authorization: Bearer TOKEN with the upgrade');
  }
  const session = await accounts.authenticate(accounts.hash(token));
  // A page cannot read a refused upgrade: a cookie that is over is told by the close code instead.
  if (session === undefined && later && bearer === undefined) return { kind: 'anonymous' };
  if (session === undefined) throw fail('not_signed_in', 'the token is unknown or its session has ended');
  return session;
}

/** A browser sends the cookie with sockets of any page, so the page must be ours. */
function refuseForeignPage({ headers }: IncomingMessage, publicOrigin: string | undefined): void {
  const { origin, host } = headers;
  if (origin === undefined) return;
  const ours = origin === publicOrigin || (URL.canParse(origin) && new URL(origin).host === host);
  if (!ours) throw fail('cross_site');
}

function roadOf({ headers, method }: IncomingMessage) {
  const host = headers.host ?? '';
  return { headers, host, hostname: host.replace(/:\d*$/, ''), protocol: 'http', method: method ?? 'GET' } as const;
}

function refuse(socket: Duplex, failure: Failure): void {
  const body = JSON.stringify(failEnvelope(failure));
  socket.end(
    [
      `HTTP/1.1 ${failure.status} Refused`,
      'Content-Type: application/json; charset=utf-8',
      `Content-Length: ${Buffer.byteLength(body)}`,
      'Connection: close',
      '',
      body,
    ].join('\r\n'),
  );
}
