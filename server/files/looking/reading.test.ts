import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { docxOf, pdfOf, zipOf } from './bombs.fixture.ts';
import { createLooker, TooMuch } from './looker.ts';
import { Unshowable } from './look.ts';

const MB = 1024 * 1024;
const TEXT = 'text/plain; charset=utf-8';
const SOMETHING = 'application/octet-stream';
const PDF = 'application/pdf';
const ZIP = 'application/zip';

describe('the words in files', () => {
  let folder = '';
  const looker = createLooker({ limits: { memory: 384 * MB, processor: 4_000, patience: 120_000 } });
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'reading-'));
  });
  after(async () => {
    looker.stop();
    await rm(folder, { recursive: true });
  });

  const read = async (type: string, bytes: Uint8Array | string, name = 'a.txt') => {
    const path = join(folder, 'file');
    await writeFile(path, bytes);
    return looker.read({ type, name }, (use) => use(path));
  };

  test('of texts in the encodings that come, tidied', async () => {
    assert.equal(await read(TEXT, '\uFEFF# 作业\r\n\r\n  one   two\tthree\u200B  \n\n\n'), '# 作业\none two three');
    assert.equal(await read(SOMETHING, Buffer.from([0xd7, 0xf7, 0xd2, 0xb5, 0x20, 0x31]), '作业.TXT'), '作业 1');
    assert.equal(await read(SOMETHING, Buffer.from('\uFEFF作业 2', 'utf16le'), 'a.csv'), '作业 2');
    assert.equal(await read('application/xml', '<a>ﬁve ＡＢＣ</a>'), '<a>five ABC</a>');
    const long = await read(TEXT, '长'.repeat(2_000_000));
    assert.deepEqual([Buffer.byteLength(long), long.includes('\uFFFD')], [MB - (MB % 3), false]);
  });

  test('of PDFs and documents of Word, PowerPoint, Excel and OpenDocument', async () => {
    const page = Buffer.from('BT /F1 24 Tf 40 120 Td (Homework of May) Tj ET');
    assert.equal(await read(PDF, pdfOf(page), 'a.pdf'), 'Homework of May');
    assert.equal(await read(ZIP, docxOf('第一段 &amp; more', 'second'), 'a.docx'), '第一段 & more\nsecond');
    const slide = (text: string) => `<p:sld xmlns:a="a" xmlns:p="p"><a:p><a:r><a:t>${text}</a:t></a:r></a:p></p:sld>`;
    const slides = zipOf({ 'ppt/slides/slide10.xml': slide('ten'), 'ppt/slides/slide2.xml': slide('two') });
    assert.equal(await read(ZIP, slides, 'a.pptx'), 'two\nten');
    const sheet = '<worksheet><row><c t="inlineStr"><is><t>inline</t></is></c><c><v>5</v></c></row></worksheet>';
    const book = zipOf({
      'xl/sharedStrings.xml': '<sst><si><t>shared</t></si></sst>',
      'xl/worksheets/sheet1.xml': sheet,
    });
    assert.equal(await read(ZIP, book, 'a.xlsx'), 'shared\ninline');
    const odt =
      '<office:document-content xmlns:office="o" xmlns:text="t"><office:style>no</office:style><office:body><text:h>Title</text:h><text:p>a<text:span>b</text:span></text:p></office:body></office:document-content>';
    assert.equal(await read(ZIP, zipOf({ mimetype: 'x', 'content.xml': odt }), 'a.odt'), 'Title\nab');
  });

  test('what is none is refused', async () => {
    for (const [type, bytes, name] of [
      [SOMETHING, Buffer.from([1, 0, 2]), 'a.txt'],
      [SOMETHING, 'words', 'a.bin'],
      [TEXT, ' \n ', 'a.txt'],
      [PDF, '%PDF-1.4\nno page', 'a.pdf'],
      [ZIP, zipOf({ 'a.txt': 'a text in an archive' }), 'a.zip'],
      [ZIP, docxOf('cut').subarray(0, 300), 'a.docx'],
    ] as const) {
      const refused = read(type, bytes, name);
      await assert.rejects(refused, (error) => error instanceof Unshowable && !(error instanceof TooMuch), name);
    }
  });

  test('bombs are read as far as there is room or refused, and the server stays as small as it was', async () => {
    await read(TEXT, 'awake');
    const blank = Buffer.alloc(256 * MB, ' ');
    const open = '<w:document xmlns:w="w"><w:body><w:p><w:r>';
    const laughs = [
      '<!DOCTYPE w [<!ENTITY a "ha">',
      ...Array.from({ length: 30 }, (_, n) => `<!ENTITY a${n} "&a${n - 1};&a${n - 1};">`),
    ];
    const bombs: [string, Buffer, string | typeof Unshowable][] = [
      ['words.docx', zipOf({ 'word/document.xml': Buffer.concat([Buffer.from(`${open}<w:t>in</w:t>`), blank]) }), 'in'],
      ['blank.docx', zipOf({ 'word/document.xml': Buffer.concat([Buffer.from(`${open}<w:t>`), blank]) }), Unshowable],
      [
        'laughs.docx',
        zipOf({ 'word/document.xml': `${laughs.join('')}]>${open}<w:t>before &a29;</w:t>` }),
        'before &a29;',
      ],
      ['many.docx', zipOf(Object.fromEntries(Array.from({ length: 25_000 }, (_, n) => [`n${n}`, '']))), Unshowable],
    ];
    const size = process.memoryUsage.rss();
    for (const [name, bytes, expected] of bombs) {
      assert.ok(bytes.length < 3 * MB, `${name}: ${bytes.length} bytes`);
      if (typeof expected === 'string') assert.equal(await read(ZIP, bytes, name), expected);
      else await assert.rejects(read(ZIP, bytes, name), expected, name);
    }
    const grown = process.memoryUsage.rss() - size;
    assert.ok(grown < 32 * MB, `grown by ${grown} bytes`);
    assert.equal(await read(TEXT, 'still there'), 'still there');
  });
});
