import type { Readable } from 'node:stream';
import { errors } from '../../contract/errors.ts';
import { codeOf } from '../kernel/db/errors.ts';
import { Failure } from '../kernel/http/failure.ts';

/** Which bytes of many, both ends included. */
export type ByteRange = { start: number; end: number };

/**
 * Where bytes live, under an id of 24 hex digits each. What is there never changes. A folder is one kind of it, S3 the other.
 * Whatever has to ask a store beyond this machine throws `PlaceUnreachable` when that does not answer.
 */
export type Place = {
  /** Takes in what a local file holds; resolves when it is durable. The local file stays, and what had the id before does not. */
  put(path: string, id: string): Promise<void>;
  /** Throws `BytesMissing`. */
  read(id: string, range?: ByteRange): Promise<Readable>;
  /** Undefined: there is nothing. */
  sizeOf(id: string): Promise<number | undefined>;
  /** Lends a path of this machine at which the bytes can be read as long as `use` runs. Throws `BytesMissing`. */
  withPath<T>(id: string, use: (path: string) => Promise<T>): Promise<T>;
  remove(id: string): Promise<void>;
  /** Everything there is, some at a time; `putAt`: ms since the epoch by the place's clock. */
  all(): AsyncGenerator<{ id: string; putAt: number }[]>;
  /** Whether other machines put bytes there, too: then those that no row knows may be theirs, on their way. */
  shared: boolean;
  close(): Promise<void>;
};

/** A row says that there are bytes, and there are none. */
export class BytesMissing extends Error {
  constructor(id: string) {
    super(`The bytes ${id} are missing`);
  }
}

/** The store does not answer, or does not let us in: nothing is known of the bytes. Answers 503; `why` is for the operator. */
export class PlaceUnreachable extends Failure {
  readonly why: string;

  constructor(cause: unknown) {
    const { message, status } = errors.files_unreachable;
    super('files_unreachable', message, status, { retryAfter: 10 });
    this.cause = cause;
    this.why = cause instanceof Error ? `${codeOf(cause) || cause.name}: ${cause.message}` : String(cause);
  }
}
