/** Names that Windows takes for devices, whatever follows the first dot. */
const DEVICES = /^(con|prn|aux|nul|com\d|lpt\d|conin\$|conout\$)(\.|$)/i;
const MOST_BYTES = 255;

/**
 * The name a file is shown under: NFC, without controls, bidi and zero-width characters and path separators, no leading dots,
 * no device of Windows, at most 255 bytes cut at a character with the ending kept. Clean names, Chinese ones too, come back as they are.
 */
export function cleanFileName(name: string): string {
  const base = name.normalize('NFC').toWellFormed().split(/[/\\]/).at(-1) ?? '';
  const visible = base
    .replaceAll(/[\p{Cc}\u061C\u200B-\u200F\u2028-\u202E\u2060-\u2069\uFEFF\uFFFD]/gu, '')
    .replaceAll(/["<>|:*?]/g, '_')
    .trim()
    .replace(/^\.+/, '')
    .replace(/[. ]+$/, '');
  const safe = DEVICES.test(visible) ? `_${visible}` : visible;
  return shorten(safe === '' ? 'file' : safe);
}

/** `filename` for old clients in ASCII, `filename*` for all others in UTF-8 (RFC 6266). */
export function contentDisposition(kind: 'inline' | 'attachment', name: string): string {
  const ascii = name.replaceAll(/[^\x20-\x7e]|["\\%]/g, '_');
  const encoded = encodeURIComponent(name).replaceAll(
    /['()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `${kind}; filename="${ascii}"; filename*=UTF-8''${encoded}`;
}

function shorten(name: string): string {
  if (Buffer.byteLength(name) <= MOST_BYTES) return name;
  const ending = /\.[^.]{1,20}$/.exec(name)?.[0] ?? '';
  const room = MOST_BYTES - Buffer.byteLength(ending);
  let kept = '';
  let bytes = 0;
  for (const char of name.slice(0, name.length - ending.length)) {
    bytes += Buffer.byteLength(char);
    if (bytes > room) break;
    kept += char;
  }
  return kept + ending;
}
