import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { buffer } from 'node:stream/consumers';
import { extract, type Header, pack } from 'tar-stream';
import { createProgress } from '../server/admin/backup/progress.ts';
import { tableNames } from '../server/admin/backup/tables.ts';
import { ConfigError } from '../server/setting-values.ts';
import type { FreshDatabase } from './engines.ts';
import { findViolations, openReadOnly } from './invariants.ts';
import type { TestSchool } from './school.ts';

export const quiet = createProgress(() => undefined);

export type Entry = { name: string; body: Buffer; type?: NonNullable<Header['type']>; linkname?: string };

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
  const said: unknown = JSON.parse(manifest.toString());
  if (typeof said !== 'object') throw new Error('no manifest');
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

/** A refusal of one line that says this. */
export function refused(sentence: RegExp) {
  return (error: unknown): boolean => {
    if (!(error instanceof ConfigError)) throw error;
    assert.match(error.message, sentence);
    assert.doesNotMatch(error.message, /\n/);
    return true;
  };
}

export function environment({ dataDir, url }: FreshDatabase): Record<string, string | undefined> {
  return { DATA_DIR: dataDir, DATABASE_URL: url };
}

export function environmentOf({ school }: TestSchool): Record<string, string | undefined> {
  return { DATA_DIR: school.config.dataDir, DATABASE_URL: school.config.databaseUrl };
}

/** `openSchool` puts its cast in without registering, which the audit alone does not know of. */
export async function violations({ dataDir, url }: FreshDatabase): Promise<string[]> {
  const found = await findViolations({ dataDir, ...(url !== undefined && { url }) });
  return found.filter((line) => !line.startsWith('account without a line in the audit'));
}

/** Every row of every table, as sorted lines. */
export async function rowsOf({ dataDir, url }: FreshDatabase): Promise<Record<string, string[]>> {
  const database = await openReadOnly({ dataDir, ...(url !== undefined && { url }) });
  const all: Record<string, string[]> = {};
  for (const table of tableNames)
    all[table] = (await database.db.selectFrom(table).selectAll().execute()).map(inOrder).toSorted();
  await database.close();
  return all;
}

export async function rowsIn(archive: string): Promise<Record<string, string[]>> {
  const all: Record<string, string[]> = {};
  const entries = await readEntries(archive);
  for (const table of tableNames) {
    const lines =
      entries
        .find(({ name }) => name === `rows/${table}.jsonl`)
        ?.body.toString()
        .split('\n') ?? [];
    all[table] = lines
      .filter((line) => line !== '')
      .map((line): unknown => JSON.parse(line))
      .map(inOrder)
      .toSorted();
  }
  return all;
}

function inOrder(row: unknown): string {
  return JSON.stringify(
    Object.entries(typeof row === 'object' && row !== null ? row : {}).toSorted(([a], [b]) => (a < b ? -1 : 1)),
  );
}
