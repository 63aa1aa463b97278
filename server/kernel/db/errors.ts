/** A start that cannot go on: the message is one sentence for the operator, naming what is wrong and what would be right. */
export class DatabaseRefused extends Error {
  override name = 'DatabaseRefused';
}

/** True for an insert or update that met a row with the same key, on either engine. */
export function isUniqueViolation(error: unknown): boolean {
  const code = codeOf(error);
  return code === '23505' || code === 'SQLITE_CONSTRAINT_UNIQUE' || code === 'SQLITE_CONSTRAINT_PRIMARYKEY';
}

/**
 * True when the disk (or the server's quota of it) is the trouble: nothing was kept, reads go on, and the same write may work
 * later. 53100 is PostgreSQL's disk_full, 58030 its io_error.
 */
export function isOutOfSpace(error: unknown): boolean {
  const code = codeOf(error);
  if (code.startsWith('SQLITE_IOERR')) return true;
  return ['ENOSPC', 'EDQUOT', 'EIO', 'EROFS', 'SQLITE_FULL', 'SQLITE_READONLY', '53100', '58030'].includes(code);
}

/** True when PostgreSQL undid a transaction that may simply run again: a serialization failure or a deadlock. */
export function isTransient(error: unknown): boolean {
  return ['40001', '40P01'].includes(codeOf(error));
}

/**
 * True when the connection went away, so that what was sent last may or may not have been done: SQLSTATE class 08, 57P01-57P03
 * (the server is going down or coming up), the socket's own errors, and pg's words for a socket that closed, which have no code.
 */
export function isConnectionLost(error: unknown): boolean {
  const code = codeOf(error);
  if (/^08...$/.test(code) || /^57P0[123]$/.test(code)) return true;
  if (['ECONNRESET', 'ECONNREFUSED', 'EPIPE', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH', 'ENOENT'].includes(code))
    return true;
  return (
    error instanceof Error &&
    /^Connection terminated|not queryable|^timeout exceeded when trying to connect/.test(error.message)
  );
}

/** The engine's own code of an error (`SQLITE_FULL`, `23505`, `ENOSPC`); empty when it has none. */
export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}
