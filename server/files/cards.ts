import type { Static } from 'typebox';
import type { fileCard } from '../../contract/file-card.ts';
import type { School } from '../school.ts';
import { isShown } from './kinds.ts';

export type FileCard = Static<typeof fileCard>;
type CardRow = {
  id: string;
  name: string;
  size: number;
  type: string;
  width: number | null;
  height: number | null;
  sha256: string;
};

/** The cards of those of these files that are there, by their ids. Who may see them is for the caller to ask before. */
export async function findCards(db: School['database']['db'], ids: Iterable<string>): Promise<Map<string, FileCard>> {
  const asked = [...new Set(ids)];
  const cards = new Map<string, FileCard>();
  // In steps: an engine takes only so many parameters.
  for (let start = 0; start < asked.length; start += 500) {
    const rows = await db
      .selectFrom('files')
      .select(['id', 'name', 'size', 'type', 'width', 'height', 'sha256'])
      .where('id', 'in', asked.slice(start, start + 500))
      .execute();
    for (const row of rows) cards.set(row.id, cardOf(row));
  }
  return cards;
}

export function cardOf({ id, name, size, type, width, height, sha256 }: CardRow): FileCard {
  const dimensions = { width: width ?? 0, height: height ?? 0 };
  return { file_id: id, file_name: name, size, type, ...dimensions, sha256, inline: isShown(type) };
}
