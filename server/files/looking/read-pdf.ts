import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs';
import type { Page } from './page.ts';
import { pdfSettings } from './pdf-settings.ts';

/** The words of a PDF, page by page; of a scan there are none. */
export async function readPdf(path: string, page: Page): Promise<void> {
  const task = getDocument(await pdfSettings(path));
  try {
    const pdf = await task.promise;
    for (let number = 1; number <= pdf.numPages && !page.isFull(); number++) {
      const sheet = await pdf.getPage(number);
      const { items } = await sheet.getTextContent();
      for (const item of items) if ('str' in item) page.add(item.hasEOL ? `${item.str}\n` : item.str);
      page.add('\n');
      sheet.cleanup();
    }
  } finally {
    await task.destroy();
  }
}
