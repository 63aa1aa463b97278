import sharp from 'sharp';
import { Unshowable } from './look.ts';

/** What the decoder must call it: one file, one reading of it. */
const FORMATS: Record<string, string> = {
  'image/png': 'png',
  'image/jpeg': 'jpeg',
  'image/gif': 'gif',
  'image/webp': 'webp',
  'image/avif': 'heif',
};
/** By the head alone, before anything is decoded. Phones take 108 million; what that costs in memory is watched besides. */
const MOST_PIXELS = 120_000_000;
const QUALITY = 80;

// One image after another, in little memory and on one processor.
sharp.cache(false);
sharp.concurrency(1);

/**
 * Draws an image anew as WebP, upright, at most `side` pixels wide and high and no larger than it is: nothing of the file itself
 * stays, where and when it was taken included. Of what moves, the first picture.
 */
export async function drawImage(path: string, type: string, side: number): Promise<Buffer> {
  // What phones write is often not quite right; what cannot be shown is an error all the same.
  const image = sharp(path, { limitInputPixels: MOST_PIXELS, failOn: 'error', sequentialRead: true });
  const { format } = await image.metadata();
  if (format !== FORMATS[type]) throw new Unshowable(`the decoder calls it ${format}`);
  return image
    .autoOrient()
    .resize(side, side, { fit: 'inside', withoutEnlargement: true })
    .webp({ quality: QUALITY })
    .toBuffer();
}
