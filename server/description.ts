import fastifySwagger from '@fastify/swagger';
import fastifySwaggerUi from '@fastify/swagger-ui';
import { sql } from 'kysely';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { openApi } from '../contract/openapi.ts';
import packageJson from '../package.json' with { type: 'json' };
import { errors } from '../contract/errors.ts';
import type { School } from './school.ts';

const everyone = { config: { access: 'everyone' } } as const;

/** What the server says of itself: that it runs, what it can do, and a page of it that needs no other server. */
export async function serveDescription(school: School, app: FastifyInstance): Promise<void> {
  app.get('/health', everyone, async () => ({ status: 'success', message: 'Serving', version: packageJson.version, code: 'ok' }));

  app.get('/ready', everyone, async (_request, reply) => {
    try {
      await sql`select 1`.execute(school.database.db);
      return { status: 'success', message: 'Ready', code: 'ok' };
    } catch (error) {
      school.log.error({ err: error }, 'not ready');
      return reply.code(503).send({ status: 'fail', message: errors.busy.message, code: 'busy' });
    }
  });

  app.get('/', everyone, async (request, reply) => {
    if (request.headers.accept?.includes('text/html')) return reply.redirect('/docs');
    return { status: 'success', message: 'Lamitt: the API is described at /openapi.json and /docs', code: 'ok' };
  });

  app.get('/openapi.json', everyone, async (request) => describe(school, request));

  await app.register(pageOfTheDescription);
}

const PAGE_POLICY = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; frame-ancestors 'none'";

/** Swagger UI from its package: nothing of it is loaded from elsewhere. */
async function pageOfTheDescription(app: FastifyInstance): Promise<void> {
  app.addHook('onRoute', (route) => {
    route.config = { ...route.config, access: 'everyone' };
  });
  app.addHook('onSend', async (_request, reply) => {
    reply.headers({ 'content-security-policy': PAGE_POLICY, 'cache-control': 'no-cache' });
  });
  await app.register(fastifySwagger, { openapi: {} });
  await app.register(fastifySwaggerUi, {
    routePrefix: '/docs',
    uiConfig: { url: '/openapi.json', deepLinking: true, docExpansion: 'list', defaultModelsExpandDepth: -1 },
    theme: { title: 'Lamitt API' },
  });
}

function describe(school: School, request: FastifyRequest): Record<string, unknown> {
  const server = school.config.publicUrl?.origin ?? `${request.protocol}://${request.host}`;
  return openApi({ version: packageJson.version, server });
}
