import { type Canvas, createCanvas } from '@napi-rs/canvas';
import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs';
import { pdfSettings } from './pdf-settings.ts';

const QUALITY = 80;

/** Draws the first page of a PDF as WebP, on white, its longer side `side` pixels. Nothing in it is carried out, asked for or followed. */
export async function drawFirstPage(path: string, side: number): Promise<Buffer> {
  const task = getDocument(await pdfSettings(path));
  try {
    const page = await (await task.promise).getPage(1);
    const { width, height } = page.getViewport({ scale: 1 });
    const viewport = page.getViewport({ scale: side / Math.max(width, height) });
    const canvas = createCanvas(Math.max(1, Math.round(viewport.width)), Math.max(1, Math.round(viewport.height)));
    if (!isForPages(canvas)) throw new Error('The canvas cannot be drawn on');
    await page.render({ canvas, viewport }).promise;
    return await canvas.encode('webp', QUALITY);
  } finally {
    await task.destroy();
  }
}

/** The types of pdf.js know the browser's canvas alone; under Node this is the one that it makes for itself. */
function isForPages(canvas: Canvas): canvas is Canvas & HTMLCanvasElement {
  return 'getContext' in canvas;
}
