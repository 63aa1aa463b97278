/** What every payload tries: a binding of the test, a dialog, requests to elsewhere, a mark on the page. */
export const JS = `try{top.pwned('run')}catch{};try{pwned('run')}catch{};document.title='pwned';alert(1);fetch('http://foreign.test/hit');new Image().src='http://foreign.test/img'`;
/** The same inside an attribute. */
export const QUOTED = JS.replaceAll('"', '&quot;');
export const HTML = `<!doctype html><html><body onload="${QUOTED}"><script>${JS}</script><img src=x onerror="${QUOTED}"><iframe src="javascript:${QUOTED}"></iframe><meta http-equiv="refresh" content="0;url=http://foreign.test/away"></body></html>`;
export const SVG = `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" onload="${QUOTED}"><script>${JS}</script><image xlink:href="http://foreign.test/i.png"/><foreignObject><body xmlns="http://www.w3.org/1999/xhtml" onload="${QUOTED}"/></foreignObject></svg>`;

/** A file as somebody sends it. */
export type Sent = readonly [name: string, bytes: string | Uint8Array];
