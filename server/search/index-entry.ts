import type { Document, Key } from './documents.ts';
import { addTokens, FILE_TOKEN, senderToken } from './tokens.ts';

/** What the index keeps of a document: nothing, when `tokens` is null. */
export type IndexEntry = Key & { id: number; tokens: string[] | null };

/** How far a room's log is in the index: its last entry there, and when that was. */
export type Cursor = { roomId: number; seq: number; at: number };

/** Where a cursor was. */
export type Seen = { roomId: number; from: number };
/** A cursor on its way, with where it was. */
export type Step = Cursor & Seen;

/** Among the cursors the one that counts the texts of files; its `at` is 0. No room has this number. */
export const OF_TEXTS = 0;

const SLOTS = 1024;

/**
 * The number under which a document is kept. It grows with time, so that newest first is the order of the index itself, and a span of
 * days a span of numbers; within a millisecond there is room for 1024. Below 2^53 until the year 2255.
 */
export function docIdOf({ roomId, ref, at }: Pick<Document, 'roomId' | 'ref' | 'at'>): number {
  return at * SLOTS + ((ref + roomId * 7) % SLOTS);
}

/** The first number that a document of this moment can have. */
export function firstIdAt(at: number): number {
  return at * SLOTS;
}

/** The numbers have 16 digits: what is no such number is none of ours. */
export function readDocId(text: string): number | undefined {
  return /^\d{1,16}$/.test(text) && Number(text) <= Number.MAX_SAFE_INTEGER ? Number(text) : undefined;
}

export const AFTER_ALL = Number.MAX_SAFE_INTEGER;

export function indexEntryOf(
  document: Document,
  fileNames: readonly string[],
  fileTexts: readonly string[],
): IndexEntry {
  const { roomId, isPost, ref, userId } = document;
  const tokens = new Set([senderToken(userId)]);
  if (document.fileIds.length > 0) tokens.add(FILE_TOKEN);
  if (document.post !== null) addTokens(tokens, document.post.title);
  for (const name of fileNames) addTokens(tokens, name);
  addTokens(tokens, document.text);
  // Last: of a whole book there may be more than there is room for.
  for (const text of fileTexts) addTokens(tokens, text);
  return { roomId, isPost, ref, id: docIdOf(document), tokens: [...tokens] };
}

/**
 * A token as the index has it: every room has its own. So a search looks at the rooms of the searcher and at no others, however often
 * a word is said elsewhere.
 */
export function inRoom(roomId: number, token: string): string {
  return `${roomId}:${token}`;
}
