import { placesOf, type Range } from './match.ts';
import type { Term } from './query.ts';
import { type Piece, piecesOf } from './tokens.ts';

/** A text of a file, which may be a book; `folded` has the same length. */
export type LongText = { text: string; folded: string };

/** Enough to show, and of a letter that is everywhere no more than is looked at in some milliseconds. */
const MOST_PLACES = 20;
const MOST_LOOKS = 5_000;
/** How far what matches can reach: a word, a phrase of the longest query. */
const REACH = { word: 80, run: 80, phrase: 400 };

export function longTextOf(text: string): LongText {
  const plain = /[\u00C0-\u024F\u1E00-\u1EFF]/.test(text) ? text.replaceAll(ACCENTED, baseOf) : text;
  const folded = plain.toLowerCase();
  return { text, folded: folded.length === text.length ? folded : text };
}

const ACCENTED = /[\u00C0-\u024F\u1E00-\u1EFF]/g;

function baseOf(letter: string): string {
  return letter.normalize('NFD').charAt(0);
}

/**
 * The first places of a term in a long text: the same that would be found by cutting all of it into pieces, which for a book would
 * stop everything else. Only where what the term begins with stands, the text is cut up and looked at.
 */
export function placesInLong(term: Term, { text, folded }: LongText): Range[] {
  const begin = beginningOf(term);
  const found: Range[] = [];
  let at = folded.indexOf(begin);
  for (let looks = 0; at >= 0 && looks < MOST_LOOKS && found.length < MOST_PLACES; looks++) {
    const end = isWithinWord(text, at, term) ? undefined : endOfMatch(term, text, at);
    if (end !== undefined) found.push([at, end]);
    at = folded.indexOf(begin, end ?? at + 1);
  }
  return found;
}

/** What every match begins with, folded. */
function beginningOf(term: Term): string {
  if (term.kind === 'run') return term.characters.join('').toLowerCase();
  if (term.kind === 'phrase') return beginningOfPiece(term.pieces[0]);
  // Forms of a word differ from its stem's last letter on: study, studies, studi.
  return term.stem === term.word ? term.word : term.stem.slice(0, Math.max(1, term.stem.length - 1));
}

function beginningOfPiece(piece: Piece | undefined): string {
  if (piece === undefined) return '';
  return piece.kind === 'word' ? piece.word : piece.characters.join('').toLowerCase();
}

function isWithinWord(text: string, at: number, term: Term): boolean {
  // A run of characters begins wherever it stands; only a word can be a part of another.
  if (term.kind === 'run' || (term.kind === 'phrase' && term.pieces[0]?.kind === 'run')) return false;
  const before = text.slice(Math.max(0, at - 2), at);
  const last = piecesOf(before).at(-1);
  return last?.kind === 'word' && last.to === before.length;
}

function endOfMatch(term: Term, text: string, at: number): number | undefined {
  const places = placesOf(term, piecesOf(text.slice(at, at + REACH[term.kind])));
  const first = places.find(([from]) => from === 0);
  return first === undefined ? undefined : at + first[1];
}
