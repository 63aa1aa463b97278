import type { FastifyReply, FastifyRequest } from 'fastify';
import { DEVICE_COOKIE, pageOf, SESSION_COOKIE } from './caller.ts';

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
  void reply.setCookie(SESSION_COOKIE, token, { ...shared(request), maxAge: 30 * DAY_SECONDS });
  if (deviceToken !== undefined) {
    void reply.setCookie(DEVICE_COOKIE, deviceToken, { ...shared(request), maxAge: 400 * DAY_SECONDS });
  }
}

export function clearSessionCookie(request: FastifyRequest, reply: FastifyReply): void {
  void reply.clearCookie(SESSION_COOKIE, shared(request));
}

function shared(request: FastifyRequest) {
  return { path: '/', httpOnly: true, sameSite: 'lax', secure: request.protocol === 'https' } as const;
}
