import { isUtf8 } from 'node:buffer';
import { open } from 'node:fs/promises';
import { Unshowable } from './look.ts';
import type { Page } from './page.ts';

/** As much as a text of 1 MB can be in any of the encodings. */
const MOST_BYTES = 4 * 1024 * 1024;
/** What a file without a recognisable head is called when it is a text in an encoding of its own. */
const NAMES =
  /\.(txt|md|markdown|csv|tsv|log|tex|bib|srt|ini|cfg|json|xml|ya?ml|html?|css|sql|sh|bat|ps1|c|h|cc|cpp|hpp|cs|java|kt|js|ts|tsx|py|r|m|go|rs|swift|php|rb|pl|lua|vb|asm|v|vhd)$/i;

/** Plain text, Markdown, source code: UTF-8, UTF-16 with its mark, else what Windows writes in China (GB18030). */
export async function readPlain(
  path: string,
  { type, name }: { type: string; name: string },
  page: Page,
): Promise<void> {
  if (!type.startsWith('text/') && !type.endsWith('/xml') && !NAMES.test(name)) throw new Unshowable('it is no text');
  const bytes = await beginningOf(path);
  page.add(new TextDecoder(encodingOf(bytes), { fatal: false }).decode(bytes));
}

function encodingOf(bytes: Buffer): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  if (bytes.includes(0)) throw new Unshowable('it is no text');
  // The last character may be cut.
  if ([0, 1, 2, 3].some((cut) => isUtf8(bytes.subarray(0, Math.max(0, bytes.length - cut))))) return 'utf-8';
  return 'gb18030';
}

async function beginningOf(path: string): Promise<Buffer> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const { buffer, bytesRead } = await file.read({ buffer: Buffer.alloc(Math.min(size, MOST_BYTES)), position: 0 });
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}
