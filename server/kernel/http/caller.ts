import type { FastifyRequest } from 'fastify';
import type { Role } from '../../../contract/endpoint.ts';
import { cookieOf, SESSION_COOKIE } from './cookie-header.ts';
import { fail } from './failure.ts';

/** A user with a live session. */
export type SignedIn = {
  kind: 'session';
  userId: number;
  username: string;
  usernameKey: string;
  nickname: string;
  role: Role;
  tokenHash: string;
};

/**
 * Who makes a request. `trusted`: open access without a session, the caller is who it says it is. `unchecked`: a token
 * whose session is looked at later, in the transaction of the act itself. `anonymous`: nobody, where nobody is needed.
 */
export type Caller = SignedIn | { kind: 'trusted' } | { kind: 'unchecked'; tokenHash: string } | { kind: 'anonymous' };

/** What the HTTP layer must be told of accounts, which it does not know. */
export type Authenticator = {
  hash(token: string): string;
  /** The session of a token, undefined when it is unknown, over, or its user disabled. */
  authenticate(tokenHash: string): Promise<SignedIn | undefined>;
  /** Usernames are the same when their keys are. */
  nameKey(username: string): string;
  /** A call without a session is about to change something in somebody's name. */
  noteSpokenFor(username: string): Promise<void>;
};

export function requireSession(caller: Caller): SignedIn {
  if (caller.kind !== 'session') throw fail('not_signed_in');
  return caller;
}

/** The user that a rule is asked for: the session's, or under open access nobody (only documented rules hold). */
export function sessionOf(caller: Caller): SignedIn | undefined {
  return caller.kind === 'session' ? caller : undefined;
}

/**
 * The token a request carries, if any. Bearer beats the cookie. A cookie is ambient: on a request that writes it counts only
 * with proof that the page is ours, since any content type is read as JSON and so none needs a preflight.
 * Throws 403 where a browser says that the page is someone else's.
 */
export function tokenOf(request: FastifyRequest, publicOrigin: string | undefined): string | undefined {
  const authorization = request.headers.authorization;
  if (authorization !== undefined) return /^Bearer +(\S+)$/i.exec(authorization)?.[1] ?? '';
  const cookie = cookieOf(request, SESSION_COOKIE);
  if (cookie === undefined) return undefined;
  if (request.method === 'GET' || request.method === 'HEAD') return cookie;
  switch (pageOf(request, publicOrigin)) {
    case 'ours':
      return cookie;
    case 'foreign':
      throw fail('cross_site');
    case 'none':
      return undefined;
  }
}

/** Whose page sent a request: `none` when neither header is there, which no browser does on a request that writes. */
export function pageOf(
  request: Pick<FastifyRequest, 'headers' | 'host' | 'protocol'>,
  publicOrigin: string | undefined,
): 'ours' | 'foreign' | 'none' {
  const site = request.headers['sec-fetch-site'];
  if (site !== undefined) return site === 'same-origin' ? 'ours' : 'foreign';
  const origin = request.headers.origin;
  if (origin === undefined) return 'none';
  return origin === `${request.protocol}://${request.host}` || origin === publicOrigin ? 'ours' : 'foreign';
}
