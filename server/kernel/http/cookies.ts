import { type SetCookie, stringifySetCookie } from 'cookie';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { pageOf } from './caller.ts';
import { DEVICE_COOKIE, SESSION_COOKIE } from './cookie-header.ts';

const DAY_SECONDS = 86_400;

/** Whether an answer may set cookies: never for another site's page (login CSRF); a client that is no browser may keep them. */
export function mayKeepCookies(request: FastifyRequest, publicOrigin: string | undefined): boolean {
  return pageOf(request, publicOrigin) !== 'foreign';
}

/** `deviceToken` tells this device again after the session is over. */
export function setSessionCookies(
  request: FastifyRequest,
  reply: FastifyReply,
  { token, deviceToken }: { token: string; deviceToken?: string | undefined },
): void {
  set(reply, { ...shared(request), name: SESSION_COOKIE, value: token, maxAge: 30 * DAY_SECONDS });
  if (deviceToken !== undefined) {
    set(reply, { ...shared(request), name: DEVICE_COOKIE, value: deviceToken, maxAge: 400 * DAY_SECONDS });
  }
}

export function clearSessionCookie(request: FastifyRequest, reply: FastifyReply): void {
  set(reply, { ...shared(request), name: SESSION_COOKIE, value: '', expires: new Date(0) });
}

/** Fastify keeps one header for each. */
function set(reply: FastifyReply, cookie: SetCookie): void {
  void reply.header('set-cookie', stringifySetCookie(cookie));
}

function shared(request: FastifyRequest) {
  return { path: '/', httpOnly: true, sameSite: 'lax', secure: request.protocol === 'https' } as const;
}
