import { hostileDocuments } from './hostile-documents.ts';
import { hostilePages } from './hostile-pages.ts';
import { HTML, type Sent, SVG } from './hostile-payload.ts';
import { hostilePictures } from './hostile-pictures.ts';

/** Names that lie about what a file is, or break out of where they are written: in headers, in paths, on a page. */
const hostileNames: readonly Sent[] = [
  ['作业.jpg.html', HTML],
  ['期末论文.pdf.svg', SVG],
  ['photo.html.png', HTML],
  ['<img src=x onerror=pwned(1)>.html', HTML],
  ['作业"><svg onload=pwned(1)>.svg', SVG],
  ['"; filename="x.html', HTML],
  ["'; filename*=UTF-8''x.html", HTML],
  ['a\r\nContent-Type: text/html\r\n\r\n<script>pwned(1)</script>', HTML],
  ['%0d%0aSet-Cookie: a=b.svg', SVG],
  ['homework\u202Efdp.html', HTML],
  ['作业\u2066gpj\u2069.html', HTML],
  ['\u200f\u061cمتن\u202e.html', HTML],
  ['zero\u200bwidth\ufeff.svg', SVG],
  ['line\u2028break\u0085\u001b[31m.html', HTML],
  ['bell\u0007\u0000.html', HTML],
  ['../../../../index.html', HTML],
  ['..\\..\\windows\\page.html', HTML],
  ['CON.html', HTML],
  ['page.html::$DATA', HTML],
  ['．．／ｐａｇｅ．ｈｔｍｌ', HTML],
  [`${'很长的作业名'.repeat(200)}.html`, HTML],
  ['👩‍🎓\u0301.svg', SVG],
  ['.htaccess', 'AddType text/html .txt\n'],
];

/** Uploads that a careless server would let run as a page of its own, or choke on. */
export const hostileFiles: readonly { name: string; bytes: Uint8Array<ArrayBuffer> }[] = [
  ...hostilePages,
  ...hostilePictures,
  ...hostileDocuments,
  ...hostileNames,
].map(([name, bytes]) => ({ name, bytes: Uint8Array.from(Buffer.from(bytes)) }));
