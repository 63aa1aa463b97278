import { readFile, stat } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { Unshowable } from './look.ts';

/** It is read whole: what is larger is a scan, and opens in the browser by its pieces. */
const MOST_BYTES = 100 * 1024 * 1024;
const MOST_IMAGE_PIXELS = 40_000_000;

/** How a PDF is opened: from memory, with what it needs besides from this machine. Nothing is asked of a network. */
export async function pdfSettings(path: string) {
  if ((await stat(path)).size > MOST_BYTES) throw new Unshowable('too large');
  const besides = (folder: string): string =>
    fileURLToPath(new URL(`${folder}/`, import.meta.resolve('pdfjs-dist/package.json')));
  return {
    data: new Uint8Array(await readFile(path)),
    cMapUrl: besides('cmaps'),
    standardFontDataUrl: besides('standard_fonts'),
    wasmUrl: besides('wasm'),
    iccUrl: besides('iccs'),
    useWorkerFetch: false,
    useSystemFonts: true,
    disableFontFace: true,
    enableXfa: false,
    maxImageSize: MOST_IMAGE_PIXELS,
    canvasMaxAreaInBytes: MOST_IMAGE_PIXELS * 4,
    verbosity: 0,
  };
}
