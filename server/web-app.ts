import { existsSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply } from 'fastify';

const everyone = { config: { access: 'everyone' } } as const;
const WEB_BUILD = join(import.meta.dirname, '..', 'web', 'dist');

/**
 * Nothing from elsewhere, no inline script. Inline style attributes alone are let through: mathematics is laid out by them.
 * PDFs show in a frame of this server's own.
 */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src-elem 'self'",
  "style-src-attr 'unsafe-inline'",
  "img-src 'self' blob: data:",
  "media-src 'self' blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "frame-src 'self'",
  "manifest-src 'self'",
  "worker-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

/** The web app under `/app/`: one page for all its addresses, and files whose names change with what is in them. */
export async function serveWebApp(app: FastifyInstance): Promise<void> {
  app.get('/app', everyone, (_request, reply) => reply.redirect('/app/'));
  if (!existsSync(join(WEB_BUILD, 'index.html'))) {
    app.get('/app/*', everyone, (_request, reply) =>
      reply.code(503).type('text/plain; charset=utf-8').send('The web app is not built yet: npm start builds it.\n'),
    );
    return;
  }
  await app.register(async (pages) => {
    pages.addHook('onRoute', (route) => {
      route.config = { ...route.config, access: 'everyone' };
    });
    await pages.register(fastifyStatic, {
      root: WEB_BUILD,
      prefix: '/app/',
      wildcard: false,
      preCompressed: true,
      index: false,
      cacheControl: false,
      globIgnore: ['**/*.br', '**/*.gz', '.stamp'],
      setHeaders: (reply, path) => {
        reply.header('cache-control', path.includes('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache');
        reply.header('content-security-policy', POLICY);
      },
    });
    const page = (reply: FastifyReply) => reply.sendFile('index.html');
    pages.get('/app/', (_request, reply) => page(reply));
    pages.get('/app/*', (request, reply) => {
      // A part that an older page asks for is gone; the page itself would be no answer to it.
      if (request.url.startsWith('/app/assets/')) return reply.callNotFound();
      return page(reply);
    });
  });
}
