import type { IndexEntry, Seen, Step } from './index-entry.ts';
import type { NameKind } from './tables.ts';

export type NameEntry = { kind: NameKind; id: number; name: string; sounds: string };

/** Where the index is kept, for the one who fills it. */
export type IndexStore = {
  cursors(): Promise<Map<number, number>>;
  /**
   * Keeps entries and cursors in one transaction. Answers false, and keeps nothing, when another process came before: to these cursors,
   * or to those of `seen`, by which the entries were read.
   */
  put(entries: readonly IndexEntry[], steps: readonly Step[], seen?: readonly Seen[]): Promise<boolean>;
  names(kind: NameKind): Promise<Map<number, string>>;
  putNames(names: readonly NameEntry[]): Promise<void>;
  /** Something to do while there is nothing else: answers whether there is more of it. */
  tidy(): Promise<boolean>;
  close(): Promise<void>;
};
