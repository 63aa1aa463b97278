import type { IncomingHttpHeaders } from 'node:http';
import { parseCookie } from 'cookie';

export const SESSION_COOKIE = 'lamitt_session';
export const DEVICE_COOKIE = 'lamitt_device';

/** A cookie that a request carries. Most requests of apps carry none, and pay for none. */
export function cookieOf(
  { headers }: { headers: IncomingHttpHeaders },
  name: typeof SESSION_COOKIE | typeof DEVICE_COOKIE,
): string | undefined {
  return headers.cookie === undefined ? undefined : parseCookie(headers.cookie)[name];
}
