import type { Readable } from 'node:stream';
import { SaxesParser } from 'saxes';
import { type Entry, openPromise, type ZipFile } from 'yauzl';
import { Unshowable } from './look.ts';
import type { Page } from './page.ts';

/** Bytes of all its parts together, unpacked: what is beyond is not read. */
const MOST_BYTES = 64 * 1024 * 1024;
const MOST_PARTS = 20_000;
/** The parts of Word, PowerPoint, Excel and OpenDocument files that have words, in the order in which they are read. */
const PARTS = [
  /^word\/(document|footnotes|endnotes|comments)\.xml$/,
  /^ppt\/slides\/slide\d+\.xml$/,
  /^ppt\/notesSlides\/notesSlide\d+\.xml$/,
  /^xl\/sharedStrings\.xml$/,
  /^xl\/worksheets\/sheet\d+\.xml$/,
  /^content\.xml$/,
];

/** The words of an Office document: a zip of XML, read as it is unpacked, so that what is packed a thousandfold never lies there whole. */
export async function readOffice(path: string, page: Page): Promise<void> {
  const zip = await openPromise(path, { autoClose: false, lazyEntries: true });
  try {
    const parts = await partsOf(zip);
    if (parts.length === 0) throw new Unshowable('it is no document');
    let room = MOST_BYTES;
    for (const part of parts) {
      if (page.isFull() || room <= 0) return;
      room -= await readPart(await zip.openReadStreamPromise(part), page, room);
    }
  } finally {
    zip.close();
  }
}

async function partsOf(zip: ZipFile): Promise<Entry[]> {
  const found: { entry: Entry; place: number; number: number }[] = [];
  let seen = 0;
  for await (const entry of zip.eachEntry()) {
    if (++seen > MOST_PARTS) break;
    const place = PARTS.findIndex((part) => part.test(entry.fileName));
    const number = Number(/\d+/.exec(entry.fileName)?.[0] ?? 0);
    if (place >= 0) found.push({ entry, place, number });
  }
  return found.toSorted((a, b) => a.place - b.place || a.number - b.number).map(({ entry }) => entry);
}

/** Answers how many bytes it had, of `room` at most. */
async function readPart(part: Readable, page: Page, room: number): Promise<number> {
  const parser = new SaxesParser();
  const isWord = wordsIn(parser, page);
  const decoder = new TextDecoder();
  let bytes = 0;
  for await (const chunk of part) {
    if (!(chunk instanceof Uint8Array)) continue;
    bytes += chunk.length;
    parser.write(decoder.decode(chunk, { stream: true }));
    if (isWord.isBroken() || page.isFull() || bytes >= room) break;
  }
  part.destroy();
  return bytes;
}

/** Office keeps words in elements called `t`, OpenDocument whatever is inside its body; where a paragraph ends, a line does. */
function wordsIn(parser: SaxesParser, page: Page): { isBroken(): boolean } {
  const within: string[] = [];
  let broken = false;
  parser.on('opentag', ({ name }) => {
    within.push(name);
    if (/^(w:tab|w:br|a:br|text:tab|text:s|text:line-break)$/.test(name)) page.add(' ');
  });
  parser.on('text', (text) => {
    if (/^(w:|a:|)t$/.test(within.at(-1) ?? '') || within.includes('office:body')) page.add(text);
  });
  parser.on('closetag', ({ name }) => {
    within.pop();
    if (/^(w:p|a:p|si|is|text:p|text:h)$/.test(name)) page.add('\n');
  });
  // What came before is kept.
  parser.on('error', () => (broken = true));
  return { isBroken: () => broken };
}
