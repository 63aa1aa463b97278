import { Unshowable } from './look.ts';
import { createPage } from './page.ts';
import { readPlain } from './read-plain.ts';

/** Whether words may be found in a file of a type, by that alone. */
export async function readText(path: string, type: string, name: string): Promise<string> {
  const page = createPage();
  if (type === 'application/pdf') {
    const { readPdf } = await import('./read-pdf.ts');
    await readPdf(path, page);
  } else if (type === 'application/zip' || type.startsWith('application/vnd.o')) {
    const { readOffice } = await import('./read-office.ts');
    await readOffice(path, page);
  } else await readPlain(path, { type, name }, page);
  const text = page.text();
  if (text === '') throw new Unshowable('there are no words in it');
  return text;
}
