/** What is wanted of a file's bytes: `side` is how many pixels the result has at most, in width and height. */
export type Look = {
  want: 'picture';
  path: string;
  /** The media type that sniffing found. */
  type: string;
  side: number;
};

/** What was found. `why`: nothing, and the reason, for the log. */
export type Found = { bytes: Uint8Array } | { why: string };

export function isLook(message: unknown): message is Look {
  return typeof message === 'object' && message !== null && 'want' in message && 'path' in message;
}

export function isFound(message: unknown): message is Found {
  if (typeof message !== 'object' || message === null) return false;
  return 'bytes' in message ? message.bytes instanceof Uint8Array : 'why' in message && typeof message.why === 'string';
}

/** Bytes in which there is nothing to be seen. */
export class Unshowable extends Error {}
