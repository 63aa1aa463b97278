import { fail } from '../kernel/http/failure.ts';
import type { School } from '../school.ts';
import { TruncatedFile } from './file.ts';
import { refuseInfected } from './infected.ts';
import { sniffType } from './kinds.ts';
import type { Store } from './store.ts';
import type { Incoming } from './upload.ts';

const SIDE = 256;
const MOST_PIXELS = 50_000_000;
const SECONDS = 10;
/** What is taken, by what sniffing calls it, and what the decoder must call it too: one file, one reading of it. */
const FORMATS: Record<string, string> = {
  'image/png': 'png',
  'image/jpeg': 'jpeg',
  'image/webp': 'webp',
  'image/gif': 'gif',
  'image/avif': 'heif',
};

/**
 * Makes a square of 256 pixels, WebP, of a picture on its way in: its middle, turned upright, and drawn anew, so that nothing of
 * the file itself stays, the camera's notes of when and where included. Throws `That is no picture`, and what `refuseInfected` does.
 */
export async function squareOf(
  school: Pick<School, 'database' | 'clock'>,
  store: Store,
  { source, isWhole, ...sent }: Incoming & { uploaderId: number },
  inTurn: (work: () => Promise<Buffer>) => Promise<Buffer>,
): Promise<Buffer> {
  const arrived = await store.receive(source);
  try {
    if (!isWhole()) throw new TruncatedFile();
    await refuseInfected(school, store, arrived, sent);
    const format = FORMATS[await sniffType(arrived.head)];
    if (format === undefined) throw fail('not_a_picture');
    return await inTurn(() => draw(arrived.path, format));
  } finally {
    await store.discard(arrived);
  }
}

async function draw(path: string, format: string): Promise<Buffer> {
  // Heavy, and most processes never need it.
  const { default: sharp } = await import('sharp');
  sharp.cache(false);
  // What phones write is often not quite right; what cannot be shown is an error all the same.
  const image = sharp(path, { limitInputPixels: MOST_PIXELS, failOn: 'error' });
  try {
    if ((await image.metadata()).format !== format) throw fail('not_a_picture');
    return await image
      .timeout({ seconds: SECONDS })
      .autoOrient()
      .resize(SIDE, SIDE, { fit: 'cover' })
      .webp({ quality: 82 })
      .toBuffer();
  } catch {
    throw fail('not_a_picture');
  }
}
