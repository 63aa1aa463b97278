import type { EntryKind } from './tables.ts';

/** One row of a room's log as it is handed out after its commit. */
export type Entry = {
  seq: number;
  kind: EntryKind;
  userId: number;
  username: string;
  /** Null where the entry is no message. */
  text: string | null;
  fileIds: readonly string[];
  /** ms since the epoch */
  at: number;
};

/** The files of an entry from the JSON that `entries.file_ids` holds. */
export function readFileIds(json: string | null): string[] {
  if (json === null) return [];
  const ids: unknown = JSON.parse(json);
  return Array.isArray(ids) ? ids.filter((id) => typeof id === 'string') : [];
}
