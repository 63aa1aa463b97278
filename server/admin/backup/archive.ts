import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type Readable, Transform, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { extract, type Pack } from 'tar-stream';
import { Type, type Static } from 'typebox';
import { Compile } from 'typebox/compile';
import { ConfigError } from '../../setting-values.ts';
import { isTableName, type TableName } from './tables.ts';

export const FORMAT = 1;
export const MANIFEST = 'manifest.json';
/** A manifest is held in memory as a whole: about 130 bytes a file. */
const MOST_MANIFEST = 512 * 1024 * 1024;

const entryShape = Type.Object({
  name: Type.String(),
  size: Type.Integer({ minimum: 0 }),
  sha256: Type.String({ pattern: '^[0-9a-f]{64}$' }),
  /** Of tables. */
  rows: Type.Optional(Type.Integer({ minimum: 0 })),
});
const manifestShape = Type.Object({
  format: Type.Integer({ minimum: 1 }),
  program: Type.String(),
  migration: Type.String(),
  madeAt: Type.String(),
  entries: Type.Array(entryShape),
});
const manifestCheck = Compile(manifestShape);

export type Manifest = Static<typeof manifestShape>;
export type ArchiveEntry = Static<typeof entryShape>;

/** What an entry of an archive is, by its name; a name is never taken for a path. */
export type EntryKind = { kind: 'rows'; table: TableName } | { kind: 'file'; id: string };

export function kindOf(name: string): EntryKind | undefined {
  const table = /^rows\/([a-z_]+)\.jsonl$/.exec(name)?.[1];
  if (table !== undefined) return isTableName(table) ? { kind: 'rows', table } : undefined;
  const id = /^files\/([0-9a-f]{24})$/.exec(name)?.[1];
  return id === undefined ? undefined : { kind: 'file', id };
}

/** Puts a stream of known length into a tar and answers what the manifest says of it. */
export async function writeEntry(pack: Pack, name: string, size: number, source: Readable): Promise<ArchiveEntry> {
  const meter = createMeter(false);
  await new Promise<void>((resolve, reject) => {
    const sink = pack.entry({ name, size, mode: 0o600 }, (error) => (error ? reject(error) : resolve()));
    pipeline(source, meter.stream, sink).catch(reject);
  });
  return { name, ...meter.read() };
}

/**
 * Reads a backup from its beginning to its end and compares every entry with the manifest at the end. `keep` says where the
 * bytes of an entry go as they pass; nothing of them may be believed before this has resolved.
 * Throws a refusal that names the entry which is wrong.
 */
export async function readArchive(
  path: string,
  keep: (entry: EntryKind, size: number) => Promise<Writable>,
): Promise<Manifest> {
  const tar = extract();
  const seen = new Map<string, ArchiveEntry>();
  let manifest: Manifest | undefined;

  async function take(): Promise<void> {
    for await (const entry of tar) {
      const { name, type, size } = entry.header;
      if (manifest !== undefined) throw broken(path, 'something follows its manifest');
      if (type !== 'file' || seen.has(name))
        throw broken(path, `it holds ${JSON.stringify(name.slice(0, 100))} in a way no backup does`);
      if (name === MANIFEST) {
        if (size > MOST_MANIFEST) throw broken(path, 'its manifest is too long');
        manifest = readManifest(path, await textOf(entry));
        continue;
      }
      const kind = kindOf(name);
      if (kind === undefined)
        throw broken(path, `it holds ${JSON.stringify(name.slice(0, 100))}, which no backup does`);
      const meter = createMeter(kind.kind === 'rows');
      await pipeline(entry, meter.stream, await keep(kind, size));
      seen.set(name, { name, ...meter.read() });
    }
  }
  const taken = take();
  try {
    await Promise.all([taken, pipeline(createReadStream(path), tar)]);
  } catch (error) {
    tar.destroy();
    // What `take` found out says more than the stream that broke because of it. Where the archive is cut between two entries it
    // waits for the next one for ever, so it is not waited for long.
    const first: unknown = await Promise.race([taken.catch((reason: unknown) => reason), sleep(GRACE_MS)]);
    throw first instanceof ConfigError ? first : explain(path, error);
  }
  if (manifest === undefined) throw broken(path, 'it ends before its manifest');
  compare(path, manifest, seen);
  return manifest;
}

const GRACE_MS = 500;

/** Bytes that nobody keeps. */
export function nowhere(): Writable {
  return new Writable({ write: (_chunk, _encoding, done) => done() });
}

function compare(path: string, manifest: Manifest, seen: Map<string, ArchiveEntry>): void {
  for (const promised of manifest.entries) {
    const found = seen.get(promised.name);
    const same = found?.size === promised.size && found.sha256 === promised.sha256 && found.rows === promised.rows;
    if (!same) throw broken(path, `${promised.name} is not what its manifest says`);
    seen.delete(promised.name);
  }
  const [extra] = seen.keys();
  if (extra !== undefined) throw broken(path, `${extra} is not in its manifest`);
}

function readManifest(path: string, text: string): Manifest {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw broken(path, 'its manifest is not JSON');
  }
  if (!manifestCheck.Check(value)) throw broken(path, 'its manifest is not one of a backup');
  if (new Set(value.entries.map((entry) => entry.name)).size !== value.entries.length)
    throw broken(path, 'its manifest names an entry twice');
  return value;
}

async function textOf(source: AsyncIterable<unknown>): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of source) if (Buffer.isBuffer(chunk)) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

/** Counts and hashes what passes, lines too where they are rows. */
function createMeter(countsRows: boolean) {
  const hash = createHash('sha256');
  let size = 0;
  let rows = 0;
  const stream = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      size += chunk.length;
      if (countsRows) for (let at = chunk.indexOf(10); at !== -1; at = chunk.indexOf(10, at + 1)) rows += 1;
      done(null, chunk);
    },
  });
  return { stream, read: () => ({ size, sha256: hash.digest('hex'), ...(countsRows && { rows }) }) };
}

function explain(path: string, error: unknown): unknown {
  if (error instanceof ConfigError) return error;
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (['ENOENT', 'EACCES', 'EISDIR'].includes(code))
    return new ConfigError(`The backup ${path} cannot be read (${code}).`);
  if (code !== '' && !code.startsWith('ERR_STREAM')) return error;
  return broken(path, error instanceof Error ? error.message.replace(/\.$/, '') : 'it cannot be read');
}

function broken(path: string, why: string): ConfigError {
  return new ConfigError(`The backup ${path} is damaged or no backup: ${why}.`);
}
