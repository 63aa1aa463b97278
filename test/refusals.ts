import type { Fail } from '../contract/client.ts';
import { errors, type ErrorCode, notSpecified } from '../contract/errors.ts';

/** The whole answer of a refusal, as the client hands it out; `detail` follows the table's message after a colon. */
export function refusal(code: ErrorCode, detail?: string): Fail {
  const { message, status: http } = errors[code];
  return { status: 'fail', message: detail === undefined ? message : `${message}: ${detail}`, code, http };
}

/** The whole answer to a required field that is not there. */
export function missing(label: string): Fail {
  return { status: 'fail', ...notSpecified(label), http: 200 };
}

/** The whole answer of a call that has nothing to add to its message. */
export function done(message: string): { status: 'success'; message: string; code: 'ok' } {
  return { status: 'success', message, code: 'ok' };
}
