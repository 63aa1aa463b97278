/** Larger than any camera's, and small enough that no header makes us reserve gigabytes. */
const MOST_PIXELS = 268_000_000;
const IMAGES = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp', 'image/avif']);

export type Dimensions = { width: number | null; height: number | null };

const UNKNOWN: Dimensions = { width: null, height: null };

/**
 * How large an image is shown, in pixels, by its head alone: nothing is decoded. Its orientation counts, as a browser lets it
 * count. Null of what is no image; of a broken one too, which is kept all the same.
 */
export async function dimensionsOf(path: string, type: string): Promise<Dimensions> {
  if (!IMAGES.has(type)) return UNKNOWN;
  try {
    // Not at the start: a school that is sent no images need not hold the library in memory.
    const { default: sharp } = await import('sharp');
    const { width, height } = (await sharp(path, { limitInputPixels: MOST_PIXELS }).metadata()).autoOrient;
    return { width, height };
  } catch {
    return UNKNOWN;
  }
}
