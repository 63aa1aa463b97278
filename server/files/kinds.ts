import { isUtf8 } from 'node:buffer';
import { fileTypeFromBuffer } from 'file-type';

/** How many first bytes sniffing looks at. */
export const SNIFFED_BYTES = 8_192;

const TEXT = 'text/plain; charset=utf-8';
const PDF = 'application/pdf';
const SHOWN = new Set([
  'image/png',
  'image/jpeg',
  'image/gif',
  'image/webp',
  'image/avif',
  'video/mp4',
  'video/webm',
  'audio/mpeg',
  'audio/ogg',
  'video/ogg',
  PDF,
  TEXT,
]);

/** The media type by the bytes alone: what a client or a name claims is never believed. */
export async function sniffType(head: Buffer): Promise<string> {
  const found = await fileTypeFromBuffer(head);
  if (found !== undefined) return found.mime;
  return isText(head) ? TEXT : 'application/octet-stream';
}

/** The one of these kinds that a file is of: by its type, or by the ending of its name. */
export function kindAmong(
  kinds: readonly string[],
  { type, name }: { type: string; name: string },
): string | undefined {
  const plain = type.split(';')[0] ?? type;
  const ending = name.toLowerCase();
  return kinds.find((kind) =>
    kind.startsWith('.')
      ? ending.endsWith(kind)
      : kind.endsWith('/*')
        ? plain.startsWith(kind.slice(0, -1))
        : plain === kind,
  );
}

/** Whether a browser shows bytes of a type without running anything; everything else is saved. */
export function isShown(type: string): boolean {
  return SHOWN.has(type);
}

/** The headers under which bytes of a type may reach a browser. */
export function servingHeaders(
  type: string,
  asAttachment: boolean,
): { inline: boolean; headers: Record<string, string> } {
  const inline = isShown(type) && !asAttachment;
  const common = { 'x-content-type-options': 'nosniff', 'cross-origin-resource-policy': 'same-origin' };
  if (!inline) {
    return {
      inline,
      headers: {
        ...common,
        'content-type': 'application/octet-stream',
        'content-security-policy': "sandbox; default-src 'none'",
      },
    };
  }
  // Chromium's viewer of PDFs does not work inside a sandbox.
  const policy = type === PDF ? "frame-ancestors 'self'" : "sandbox; default-src 'none'; frame-ancestors 'self'";
  return { inline, headers: { ...common, 'content-type': type, 'content-security-policy': policy } };
}

function isText(head: Buffer): boolean {
  if (head.includes(0)) return false;
  // The last character may be cut.
  return [0, 1, 2, 3].some((cut) => isUtf8(head.subarray(0, Math.max(0, head.length - cut))));
}
