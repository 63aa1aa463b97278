import { errors, notSpecified, type ErrorCode } from '../../../contract/errors.ts';

/** A refusal on its way to the one handler that answers it. Thrown by code; see `contract/errors.ts`. */
export class Failure extends Error {
  readonly code: string;
  readonly status: number;
  /** Seconds after which trying again makes sense. */
  readonly retryAfter: number | undefined;
  /** What the answer carries beside the envelope, as the endpoint's `failsWith` says. */
  readonly fields: Readonly<Record<string, unknown>>;

  constructor(
    code: string,
    message: string,
    status: number,
    { retryAfter, fields = {} }: { retryAfter?: number | undefined; fields?: Record<string, unknown> } = {},
  ) {
    super(message);
    this.code = code;
    this.status = status;
    this.retryAfter = retryAfter;
    this.fields = fields;
  }
}

/** `detail` follows the table's message after a colon: what was wrong and what would be right. */
export function fail(code: ErrorCode, detail?: string, retryAfter?: number): Failure {
  const { message, status } = errors[code];
  return new Failure(code, detail === undefined ? message : `${message}: ${detail}`, status, { retryAfter });
}

/** A refusal that carries something: what the caller needs to go on without asking again. */
export function failWith(code: ErrorCode, fields: Record<string, unknown>): Failure {
  const { message, status } = errors[code];
  return new Failure(code, message, status, { fields });
}

/** A required field is missing, null or empty. */
export function failMissing(label: string): Failure {
  const { code, message } = notSpecified(label);
  return new Failure(code, message, 200);
}

export type FailEnvelope = { status: 'fail'; message: string; code: string };

export function failEnvelope(failure: Failure): FailEnvelope {
  return { status: 'fail', message: failure.message, ...failure.fields, code: failure.code };
}
