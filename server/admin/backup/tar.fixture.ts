import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { buffer } from 'node:stream/consumers';
import { extract, type Header, pack } from 'tar-stream';

type Entry = { name: string; body: Buffer; type?: NonNullable<Header['type']>; linkname?: string };

/** All entries of a small archive. */
export async function readEntries(path: string): Promise<Entry[]> {
  const tar = createReadStream(path).pipe(extract());
  const entries: Entry[] = [];
  for await (const entry of tar) entries.push({ name: entry.header.name, body: await buffer(entry) });
  return entries;
}

/** Makes an archive of them; `sealed`: with a manifest that says of each entry what is true of it. */
export async function packArchive(entries: readonly Entry[], { sealed }: { sealed: boolean }): Promise<Buffer> {
  const tar = pack();
  for (const { name, body, ...rest } of entries) {
    const bytes = sealed && name === 'manifest.json' ? reseal(body, entries) : body;
    tar.entry({ name, ...rest, size: bytes.length }, bytes);
  }
  tar.finalize();
  return buffer(tar);
}

function reseal(manifest: Buffer, entries: readonly Entry[]): Buffer {
  const said: object = JSON.parse(manifest.toString());
  const sealed = entries
    .filter(({ name }) => name !== 'manifest.json')
    .map(({ name, body }) => ({
      name,
      size: body.length,
      sha256: createHash('sha256').update(body).digest('hex'),
      ...(name.startsWith('rows/') && { rows: body.filter((byte) => byte === 10).length }),
    }));
  return Buffer.from(JSON.stringify({ ...said, entries: sealed }));
}
