import { type ErrorCode, errors } from '../../contract/errors.ts';
import { Refusal } from '../kernel/api.ts';

/** A refusal that came by the socket, of which the code alone was kept. */
export function asRefusal(code: string): Refusal {
  return new Refusal({ code, message: isKnown(code) ? errors[code].message : code, http: 200 });
}

function isKnown(code: string): code is ErrorCode {
  return code in errors;
}
