import { Type, type Static } from 'typebox';
import { Compile } from 'typebox/compile';

const shape = Type.Object({
  id: Type.String({ pattern: '^[0-9a-f]{24}$' }),
  size: Type.Integer({ minimum: 0 }),
  sha256: Type.String(),
});
const check = Compile(shape);

/** What a backup needs of a row of `blobs`. */
export type BlobRow = Static<typeof shape>;

/** Reads a line of `rows/blobs.jsonl`; in backups from before there were blobs, of `rows/files.jsonl`. */
export function blobRowOf(line: string): BlobRow {
  const row: unknown = JSON.parse(line);
  if (!check.Check(row)) throw new Error('A row of blobs is not one');
  return row;
}
