import { randomBytes } from 'node:crypto';
import Fastify, {
  LogController,
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyRequest,
  type RouteOptions,
} from 'fastify';
import { allEndpoints } from '../../../contract/index.ts';
import { answerError } from './answer.ts';
import { JSON_BODY_LIMIT, readJsonObject } from './body.ts';
import { answerBrokenRequest } from './broken-request.ts';
import { fail } from './failure.ts';
import type { HttpOptions } from './options.ts';
import { refuseUntrustedRoad } from './open-access.ts';
import { endSlowBodies } from './slow-clients.ts';
import { closeUnusedConnections } from './unused-connections.ts';

/** The HTTP server before any capability offers a call on it. */
export async function createServer(options: HttpOptions, log: FastifyBaseLogger): Promise<FastifyInstance> {
  const app = Fastify({
    loggerInstance: log,
    // A logger made for each request would write a line in almost none; the lines that are written name the request themselves.
    childLoggerFactory: (logger) => logger,
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: requestIds(),
    trustProxy: options.trustProxy === undefined ? false : [...options.trustProxy],
    bodyLimit: JSON_BODY_LIMIT,
    exposeHeadRoutes: true,
    forceCloseConnections: 'idle',
    connectionTimeout: 30_000,
    keepAliveTimeout: 65_000,
    http: { headersTimeout: 10_000, requestTimeout: 0, connectionsCheckingInterval: 5_000 },
    routerOptions: { maxParamLength: 1_000 },
    clientErrorHandler: answerBrokenRequest,
    frameworkErrors: answerError,
  });
  app.server.maxConnections = 20_000;
  endSlowBodies(app.server, () => log.info('a body came too slowly'));
  closeUnusedConnections(app);
  readEveryBodyAsJson(app);
  requireStatedAccess(app);

  const guarded = options.openAccess && !options.openAnywhere;
  app.addHook('onRequest', (request, reply, done) => {
    reply.headers({
      'x-request-id': request.id,
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
      'referrer-policy': 'no-referrer',
    });
    if (guarded) refuseUntrustedRoad(request, options.hostNames, options.publicOrigin);
    refuseBrokenQuery(request.url);
    done();
  });
  app.setErrorHandler(answerError);
  app.setNotFoundHandler((request, reply) => answerError(unknownPath(request, reply), request, reply));
  // Only when somebody wants it: a line that nobody sees still costs every answer a hook and an object.
  if (log.level === 'debug' || log.level === 'trace') {
    app.addHook('onResponse', (request, reply, done) => {
      log.debug(
        { reqId: request.id, method: request.method, status: reply.statusCode, ms: reply.elapsedTime },
        'answered',
      );
      done();
    });
  }
  return app;
}

/** Short, unique across restarts, cheap: a random start and a count. */
function requestIds(): () => string {
  const boot = randomBytes(6).toString('base64url');
  let count = 0;
  return () => `${boot}-${(++count).toString(36)}`;
}

function readEveryBodyAsJson(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) => {
    try {
      done(null, readJsonObject(Buffer.isBuffer(body) ? body : Buffer.from(body)));
    } catch (refusal) {
      done(refusal instanceof Error ? refusal : fail('invalid_json'));
    }
  });
  // `curl -d` says form, others say nothing or nonsense: whatever it is called, it is read as JSON.
  app.addHook('onRequest', (request, _reply, done) => {
    const body = request.routeOptions.config.endpoint?.body;
    if (body !== 'multipart' && body !== 'tus') request.headers['content-type'] = 'application/json';
    done();
  });
}

/** A route that says nothing of who may use it ends the start. */
function requireStatedAccess(app: FastifyInstance): void {
  const routes: RouteOptions[] = [];
  app.addHook('onRoute', (route) => void routes.push(route));
  app.addHook('onReady', (done) => {
    const silent = routes.find(({ config }) => (config?.endpoint?.access.who ?? config?.access) === undefined);
    done(
      silent === undefined
        ? undefined
        : new Error(`${String(silent.method)} ${silent.url} does not state who may use it`),
    );
  });
}

/** Refuses a query that the parser would quietly mend: bytes that are not UTF-8 stay percent signs there. */
function refuseBrokenQuery(url: string): void {
  const start = url.indexOf('?');
  if (start === -1 || !url.includes('%', start)) return;
  try {
    decodeURIComponent(url.slice(start));
  } catch {
    throw fail('invalid_url', 'its query is not percent-encoded UTF-8');
  }
}

function unknownPath(request: FastifyRequest, reply: { header(name: string, value: string): unknown }): Error {
  const path = request.url.split('?')[0] ?? '';
  const known = allEndpoints.find((one) => one.path === path);
  if (known === undefined) return fail('path_not_found', path);
  reply.header('allow', known.method);
  return fail('method_not_allowed', `${path} takes ${known.method}`);
}
