import { type Document, type Key, keyOf, nameOf, readDocuments, readEnds } from './documents.ts';
import { docIdOf } from './index-entry.ts';
import type { SearchReader } from './reader.ts';
import type { Scope } from './scope.ts';

/** The most that is read of the logs themselves for one search; more waits only while the index is made anew. */
const MOST = 3_000;

/** What the viewer may read of the logs that is not in the index yet, or there as it was before it was changed; of each room the end. */
export async function readTail(
  { db }: Pick<SearchReader, 'db'>,
  { behind, reader }: Pick<Scope, 'behind' | 'reader'>,
): Promise<{ documents: { id: number; document: Document }[]; names: Set<string> }> {
  const each = Math.ceil(MOST / Math.max(behind.length, 1));
  const ends = behind.map(({ roomId, seq, last }) => ({ roomId, seq: Math.max(seq, last - each) }));
  const keys = new Map<string, Key>();
  for (const row of await readEnds(db, ends)) {
    const key = keyOf(row);
    if (key !== undefined) keys.set(nameOf(key), key);
  }
  const documents = await readDocuments(db, [...keys.values()], reader);
  return {
    documents: [...documents.values()].map((document) => ({ id: docIdOf(document), document })),
    names: new Set(keys.keys()),
  };
}
