import type { Kysely } from 'kysely';
import type { FileCard } from '../files/cards.ts';
import { findTexts } from '../files/texts.ts';
import type { Tables } from '../tables.ts';
import type { Document } from './documents.ts';
import { type Excerpt, excerptOf, inOrder, matchTexts, type Range } from './match.ts';
import { longTextOf, placesInLong } from './match-long.ts';
import type { Term } from './query.ts';

/** Where something matches: in its words, its title and the names of its files; and by their ids, in its files. */
export type PlaceIn = { ranges: Range[][]; inFiles: ReadonlyMap<string, Excerpt> };
/** How many characters of files may still be looked at: hundreds of books would keep all others waiting. */
export type Budget = { characters: number };

const NOWHERE: ReadonlyMap<string, Excerpt> = new Map();

/** Where all of the terms are in a document, or undefined. Into its files is looked only where the rest does not have all of them. */
export async function placeIn(
  db: Kysely<Tables>,
  terms: readonly Term[],
  { document, files }: { document: Document; files: readonly FileCard[] },
  budget: Budget,
): Promise<PlaceIn | undefined> {
  const texts = [document.text, document.post?.title ?? '', ...files.map((file) => file.file_name)];
  const ranges = matchTexts(terms, texts);
  if (ranges !== undefined) return { ranges, inFiles: NOWHERE };
  if (files.length === 0 || budget.characters <= 0) return undefined;

  const rest = new Set(terms);
  const own = terms.flatMap((term) => {
    const places = matchTexts([term], texts);
    if (places !== undefined) rest.delete(term);
    return places === undefined ? [] : [places];
  });
  const inFiles = new Map<string, Excerpt>();
  for (const [fileId, text] of await findTexts(
    db,
    files.map((file) => file.file_id),
  )) {
    budget.characters -= text.length;
    const long = longTextOf(text);
    const places = terms.flatMap((term) => {
      const found = placesInLong(term, long);
      if (found.length > 0) rest.delete(term);
      return found;
    });
    if (places.length > 0) inFiles.set(fileId, excerptOf(text, inOrder(places)));
  }
  if (rest.size > 0) return undefined;
  return { ranges: texts.map((_text, index) => inOrder(own.flatMap((places) => places[index] ?? []))), inFiles };
}
