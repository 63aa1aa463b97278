import { isIP } from 'node:net';
import type { FastifyRequest } from 'fastify';
import { pageOf } from './caller.ts';
import { fail } from './failure.ts';

/**
 * Under open access whoever reaches the server can speak for anyone, so three roads are closed: a page of another site in
 * a local browser, a foreign name that was made to point here (DNS rebinding: its Origin equals its Host, so only the
 * name gives it away), and a proxy, which would make the whole world local. Throws 403 or 421.
 */
export function refuseUntrustedRoad(
  request: Pick<FastifyRequest, 'headers' | 'host' | 'hostname' | 'protocol' | 'method'>,
  hostNames: readonly string[],
  publicOrigin: string | undefined,
): void {
  if (!isOwnName(request.hostname, hostNames)) {
    throw fail('foreign_host', 'under ACCESS=open it answers to IP addresses, localhost and the host of PUBLIC_URL');
  }
  const forwarded = Object.keys(request.headers).find((name) => /^(forwarded|via|x-forwarded-.*)$/.test(name));
  if (forwarded !== undefined) {
    throw fail(
      'foreign_host',
      `ACCESS=open refuses what comes through a proxy (${forwarded}); use ACCESS=signed-in behind one`,
    );
  }
  const site = request.headers['sec-fetch-site'];
  // A link followed to this server shows the page to its owner and to nobody else.
  const followed = request.method === 'GET' && request.headers['sec-fetch-mode'] === 'navigate';
  if (site === 'none' || followed) return;
  if (pageOf(request, publicOrigin) === 'foreign') throw fail('cross_site');
}

function isOwnName(name: string, hostNames: readonly string[]): boolean {
  const bare = name.replace(/^\[|\]$/g, '').toLowerCase();
  return isIP(bare) !== 0 || bare === 'localhost' || hostNames.some((own) => own.toLowerCase() === bare);
}
