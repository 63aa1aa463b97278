/** What is wanted of a file's bytes, by the media type that sniffing found. */
export type Look = {
  path: string;
  type: string;
} & (
  | {
      /** `side`: how many pixels it has at most, in width and height. */
      want: 'picture';
      side: number;
    }
  | {
      /** `name`: of the file, which says what nothing else does. */
      want: 'text';
      name: string;
    }
);

/** What was found. `why`: nothing, and the reason, for the log. */
export type Found = { bytes: Uint8Array } | { text: string } | { why: string };

export function isLook(message: unknown): message is Look {
  return typeof message === 'object' && message !== null && 'want' in message && 'path' in message;
}

export function isFound(message: unknown): message is Found {
  if (typeof message !== 'object' || message === null) return false;
  if ('bytes' in message) return message.bytes instanceof Uint8Array;
  if ('text' in message) return typeof message.text === 'string';
  return 'why' in message && typeof message.why === 'string';
}

/** Bytes in which there is nothing to be seen or read. */
export class Unshowable extends Error {}
