/**
 * The index: what can be made again from the school at any time. On SQLite a file of its own, `search.db`, so that filling it never
 * holds the school's writer up; on PostgreSQL beside the other tables. No backup has it.
 */
export type SearchTables = {
  /** One row, `version`: of the tokens that the index is made of. */
  search_state: { name: string; value: string };
  /** How far each room's log is in the index: the last entry, and when that was. */
  search_rooms: { room_id: number; seq: number; at: number };
  /** One row for each message or post that can be found. `id` grows with its time: see `docIdOf`. */
  search_docs: { id: number; room_id: number; is_post: number; ref: number };
  /** By what else than its letters a name is found: its pinyin. */
  search_names: { kind: NameKind; id: number; name: string; sounds: string };
};

export type NameKind = 'room' | 'course' | 'person';

/** Raise it when `tokens.ts` or `sounds.ts` make other tokens, or the tables change: the index is then made anew at the next start. */
export const INDEX_VERSION = '1';
