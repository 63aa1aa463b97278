import { Type, type Static } from 'typebox';
import { Compile } from 'typebox/compile';

const shape = Type.Object({
  id: Type.String({ pattern: '^[0-9a-f]{24}$' }),
  name: Type.String(),
  size: Type.Integer({ minimum: 0 }),
  sha256: Type.String(),
});
const check = Compile(shape);

/** What a backup needs of a row of `files`. */
export type FileRow = Static<typeof shape>;

/** Reads a line of `rows/files.jsonl`. */
export function fileRowOf(line: string): FileRow {
  const row: unknown = JSON.parse(line);
  if (!check.Check(row)) throw new Error('A row of files is not one');
  return row;
}
