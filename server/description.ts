import fastifySwagger from '@fastify/swagger';
import fastifySwaggerUi from '@fastify/swagger-ui';
import { sql } from 'kysely';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { openApi } from '../contract/openapi.ts';
import packageJson from '../package.json' with { type: 'json' };
import * as calls from '../contract/health.ts';
import { fail } from './kernel/http/failure.ts';
import type { Serve } from './kernel/http/serve.ts';
import type { School } from './school.ts';

const everyone = { config: { access: 'everyone' } } as const;

/** What the server says of itself: that it runs, what it can do, and a page of it that needs no other server. */
export async function serveDescription(school: School, app: FastifyInstance, serve: Serve): Promise<void> {
  serve(calls.health, async () => ({ message: 'Serving', version: packageJson.version }));

  serve(calls.ready, async () => {
    try {
      await sql`select 1`.execute(school.database.db);
    } catch (error) {
      school.log.error({ err: error }, 'the database does not answer');
      throw fail('busy', 'the database does not answer', 5);
    }
    return { message: 'Ready' };
  });

  app.get('/', everyone, async (request, reply) => {
    if (request.headers.accept?.includes('text/html')) return reply.redirect('/app/');
    return { status: 'success', message: 'Lamitt: the API is described at /openapi.json and /docs', code: 'ok' };
  });

  app.get('/openapi.json', everyone, (request, reply) => reply.send(describe(school, request)));

  await app.register(pageOfTheDescription, { document: openApi({ version: packageJson.version, server: '/' }) });
}

const PAGE_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; frame-ancestors 'none'";

/** Swagger UI from its package: nothing of it is loaded from elsewhere. */
async function pageOfTheDescription(
  app: FastifyInstance,
  { document }: { document: Record<string, unknown> },
): Promise<void> {
  app.addHook('onRoute', (route) => {
    route.config = { ...route.config, access: 'everyone' };
  });
  app.addHook('onSend', async (_request, reply) => {
    reply.headers({ 'content-security-policy': PAGE_POLICY, 'cache-control': 'no-cache' });
  });
  await app.register(fastifySwagger, { openapi: {} });
  await app.register(fastifySwaggerUi, {
    routePrefix: '/docs',
    // Without its bar, which asks for the address of another description.
    uiConfig: { layout: 'BaseLayout', deepLinking: true, docExpansion: 'list', defaultModelsExpandDepth: -1 },
    transformSpecification: () => document,
    transformSpecificationClone: false,
    theme: { title: 'Lamitt API' },
  });
}

function describe(school: School, request: FastifyRequest): Record<string, unknown> {
  const server = school.config.publicUrl?.origin ?? `${request.protocol}://${request.host}`;
  return openApi({ version: packageJson.version, server });
}
