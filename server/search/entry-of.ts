import type { Kysely } from 'kysely';
import { findCards } from '../files/cards.ts';
import { findTexts } from '../files/texts.ts';
import type { Tables } from '../tables.ts';
import { type Document, type Key, nameOf } from './documents.ts';
import { indexEntryOf, type IndexEntry } from './index-entry.ts';

/** What the index keeps of what has a key, with the names of its files and the words in them. Of one at a time: the words may be many. */
export async function entryOf(
  db: Kysely<Tables>,
  key: Key,
  documents: ReadonlyMap<string, Document>,
): Promise<IndexEntry> {
  const document = documents.get(nameOf(key));
  if (document === undefined) return { ...key, id: 0, tokens: null };
  if (document.fileIds.length === 0) return indexEntryOf(document, [], []);
  const files = await findCards(db, document.fileIds);
  const texts = await findTexts(db, document.fileIds);
  const names = document.fileIds.flatMap((id) => files.get(id)?.file_name ?? []);
  return indexEntryOf(document, names, [...texts.values()]);
}
