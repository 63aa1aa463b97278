import { isUtf8 } from 'node:buffer';
import { type ParseErrorCode, printParseErrorCode, visit } from 'jsonc-parser';
import { fail } from './failure.ts';

/** A JSON request's body is at most this long: a post of 100,000 characters, each written as an escaped pair. */
export const JSON_BODY_LIMIT = 2 * 1024 * 1024;
const DEPTH_LIMIT = 32;

/**
 * Reads a body as one JSON object, whatever its content type said. Empty reads as `{}`.
 * Throws 400: not UTF-8 (a Windows console sends GBK), not JSON (with the place), not an object, or hostile.
 * `named`: the member whose keys are names that people chose, so that any text is one; only `Object.entries` may read it.
 */
export function readJsonObject(body: Buffer, named?: string): Record<string, unknown> {
  if (!isUtf8(body)) throw fail('invalid_json', `it is not UTF-8 ${nearFirstBadByte(body)}. ${WINDOWS_HINT}`);
  const written = body.toString('utf8');
  const text = written.startsWith('\uFEFF') ? written.slice(1) : written;
  if (text.trim() === '') return {};
  const value = parse(text);
  if (!isObject(value)) {
    throw fail('invalid_json', 'it must be one object, like {"username":"test"}');
  }
  refuseHostile(value, 1, named);
  return value;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Text that no database and no screen should be handed; the same check serves query strings and sockets. */
export function refuseHostileText(name: string, text: string): void {
  if (text.includes('\u0000')) throw fail('invalid_type', `${name} contains a NUL character`);
  if (!text.isWellFormed()) throw fail('invalid_type', `${name} contains half of a surrogate pair`);
}

const WINDOWS_HINT = 'On Windows write the JSON into a file saved as UTF-8 and send it with --data-binary @file.json';

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw fail('invalid_json', whereNotJson(text));
  }
}

function whereNotJson(text: string): string {
  let first: { error: ParseErrorCode; offset: number } | undefined;
  let depth = 0;
  // It goes down by calls of itself: what is nested without end is refused before they are too many.
  const begin = (): void => {
    if (++depth > DEPTH_LIMIT) throw tooDeep();
  };
  const end = (): void => void depth--;
  const around = { onObjectBegin: begin, onArrayBegin: begin, onObjectEnd: end, onArrayEnd: end };
  visit(text, { ...around, onError: (error, offset) => (first ??= { error, offset }) }, { disallowComments: true });
  if (first === undefined) return 'it could not be parsed';
  const there = text.slice(first.offset, first.offset + 20);
  const what = printParseErrorCode(first.error);
  return there === ''
    ? `${what} at the end, position ${first.offset}`
    : `${what} at position ${first.offset}, at ${JSON.stringify(there)}`;
}

function refuseHostile(value: object, depth: number, named?: string, chosen = false): void {
  if (depth > DEPTH_LIMIT) throw tooDeep();
  const inArray = Array.isArray(value);
  const members: [string, unknown][] = Object.entries(value);
  for (const [key, inner] of members) {
    if (!inArray) {
      if (!chosen && (key === '__proto__' || key === 'constructor'))
        throw fail('invalid_json', `"${key}" cannot be a key`);
      refuseHostileText('a key', key);
    }
    if (typeof inner === 'string') refuseHostileText(`"${key}"`, inner);
    else if (typeof inner === 'object' && inner !== null)
      refuseHostile(inner, depth + 1, undefined, depth === 1 && key === named);
  }
}

function tooDeep() {
  return fail('invalid_json', `it is nested more than ${DEPTH_LIMIT} deep`);
}

function nearFirstBadByte(body: Buffer): string {
  let good = 0;
  let bad = body.length;
  while (bad - good > 4) {
    const middle = (good + bad) >> 1;
    // A cut inside a character looks broken too, so up to three bytes of slack are tried.
    if ([0, 1, 2, 3].some((slack) => isUtf8(body.subarray(0, middle - slack)))) good = middle;
    else bad = middle;
  }
  return `near byte ${good}`;
}
