import { stemmer } from 'stemmer';

/**
 * A piece of a text: a word, or a run of a script that is written without spaces. `from` and `to` are its place in the text, in
 * UTF-16 code units.
 */
export type Piece =
  | { kind: 'word'; word: string; from: number; to: number }
  | { kind: 'run'; characters: string[]; starts: number[]; from: number; to: number };

const UNSPACED = String.raw`\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}\p{sc=Bopomofo}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}ー`;
const PIECES = new RegExp(String.raw`([${UNSPACED}]+)|([[\p{L}\p{N}\p{M}]--[${UNSPACED}]]+)`, 'gv');
const MARKS = /\p{M}+/gu;

/** Cuts a text into its pieces, folded: case, accents and width make no difference. */
export function piecesOf(text: string): Piece[] {
  const pieces: Piece[] = [];
  for (const { 0: found, 1: run, index: from } of text.matchAll(PIECES)) {
    const to = from + found.length;
    if (run === undefined) {
      const word = foldWord(found);
      if (word !== '') pieces.push({ kind: 'word', word, from, to });
      continue;
    }
    const characters: string[] = [];
    const starts: number[] = [];
    let at = from;
    for (const character of run) {
      characters.push(character.normalize('NFKC'));
      starts.push(at);
      at += character.length;
    }
    pieces.push({ kind: 'run', characters, starts, from, to });
  }
  return pieces;
}

function foldWord(word: string): string {
  // Most words by far are plain ASCII, which folding leaves alone.
  if (/^[a-z0-9]+$/i.test(word)) return word.toLowerCase();
  return word.normalize('NFKD').replace(MARKS, '').toLowerCase().normalize('NFC');
}

/** The English stem of a folded word; other words are their own. */
export function stemOf(word: string): string {
  return /^[a-z]{3,}$/.test(word) ? stemmer(word) : word;
}

/**
 * The most different tokens that one text is found by. A text of 100,000 characters may have more, but PostgreSQL keeps at most 1 MB
 * of them.
 */
const MOST_TOKENS = 20_000;
const LONGEST_WORD = 64;

/**
 * What a text is found by: its words as they are, their stems after `~` where they differ, and of runs each pair of neighbours and the
 * last character alone, so that one character is the beginning of a token and two are one whole.
 */
export function addTokens(tokens: Set<string>, text: string): void {
  for (const piece of piecesOf(text)) {
    if (tokens.size >= MOST_TOKENS) return;
    if (piece.kind === 'word') {
      const word = piece.word.slice(0, LONGEST_WORD);
      tokens.add(word);
      const stem = stemOf(word);
      if (stem !== word) tokens.add(stemToken(stem));
      continue;
    }
    const { characters } = piece;
    for (let index = 0; index < characters.length; index++)
      tokens.add(`${characters[index]}${characters[index + 1] ?? ''}`);
  }
}

export function stemToken(stem: string): string {
  return `~${stem}`;
}

/** Of every text by this user. */
export function senderToken(userId: number): string {
  return `@${userId}`;
}

/** Of every text that carries files. */
export const FILE_TOKEN = '+';
