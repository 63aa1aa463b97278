import { isSameWord, type Term } from './query.ts';
import { type Piece, piecesOf } from './tokens.ts';

/** A place in a text: from and to, in UTF-16 code units. */
export type Range = [from: number, to: number];

/**
 * Where the terms are in several texts of one thing (its words, its title, the names of its files), or undefined when one of the terms
 * is in none of them. The index may promise too much: this decides.
 */
export function matchTexts(terms: readonly Term[], texts: readonly string[]): Range[][] | undefined {
  const pieces = texts.map(piecesOf);
  const found = texts.map((): Range[] => []);
  for (const term of terms) {
    let anywhere = false;
    for (const [index, own] of pieces.entries()) {
      const ranges = placesOf(term, own);
      anywhere ||= ranges.length > 0;
      found[index]?.push(...ranges);
    }
    if (!anywhere) return undefined;
  }
  return found.map(inOrder);
}

/** Where a term is in a text that was cut into pieces. */
export function placesOf(term: Term, pieces: readonly Piece[]): Range[] {
  if (term.kind === 'phrase') return phrasesIn(term.pieces, pieces);
  return pieces.flatMap((piece): Range[] => {
    if (term.kind === 'run') return piece.kind === 'run' ? runsIn(term.characters, piece) : [];
    return piece.kind === 'word' && isSameWord(term, piece.word) ? [[piece.from, piece.to]] : [];
  });
}

function runsIn(wanted: readonly string[], piece: Extract<Piece, { kind: 'run' }>): Range[] {
  const ranges: Range[] = [];
  for (let start = 0; start + wanted.length <= piece.characters.length; start++) {
    if (wanted.some((character, index) => piece.characters[start + index] !== character)) continue;
    ranges.push([piece.starts[start] ?? piece.from, piece.starts[start + wanted.length] ?? piece.to]);
  }
  return ranges;
}

/** Pieces in a row. Of a run the phrase may begin or end in the middle. */
function phrasesIn(wanted: readonly Piece[], pieces: readonly Piece[]): Range[] {
  const ranges: Range[] = [];
  for (let start = 0; start + wanted.length <= pieces.length; start++) {
    const places = wanted.map((piece, index) => placeAt(piece, pieces[start + index], index, wanted.length - 1));
    const [first, last] = [places[0], places.at(-1)];
    if (first !== undefined && last !== undefined && !places.includes(undefined)) ranges.push([first[0], last[1]]);
  }
  return ranges;
}

function placeAt(wanted: Piece, piece: Piece | undefined, index: number, last: number): Range | undefined {
  if (piece === undefined) return undefined;
  if (wanted.kind === 'word')
    return piece.kind === 'word' && piece.word === wanted.word ? [piece.from, piece.to] : undefined;
  if (piece.kind !== 'run') return undefined;
  return runsIn(wanted.characters, piece).find(
    ([from, to]) => (index === 0 || from === piece.from) && (index === last || to === piece.to),
  );
}

/** In order, and none over another. */
export function inOrder(ranges: readonly Range[]): Range[] {
  const apart: Range[] = [];
  for (const [from, to] of ranges.toSorted((a, b) => a[0] - b[0] || a[1] - b[1])) {
    const before = apart.at(-1);
    if (before !== undefined && from <= before[1]) before[1] = Math.max(before[1], to);
    else apart.push([from, to]);
  }
  return apart;
}

const LONGEST_EXCERPT = 300;
const BEFORE_THE_MATCH = 80;

export type Excerpt = { text: string; ranges: Range[]; cut: { before: boolean; after: boolean } };

/** What a text says around its first match. */
export function excerptOf(text: string, ranges: readonly Range[]): Excerpt {
  if (text.length <= LONGEST_EXCERPT) return { text, ranges: [...ranges], cut: { before: false, after: false } };
  const first = ranges[0]?.[0] ?? 0;
  const start = wholeCharacter(text, Math.min(Math.max(0, first - BEFORE_THE_MATCH), text.length - LONGEST_EXCERPT));
  const end = wholeCharacter(text, start + LONGEST_EXCERPT);
  const inside = ranges.flatMap(([from, to]): Range[] =>
    from >= end || to <= start ? [] : [[Math.max(from, start) - start, Math.min(to, end) - start]],
  );
  return { text: text.slice(start, end), ranges: inside, cut: { before: start > 0, after: end < text.length } };
}

/** Back to where a character begins that takes two code units. */
function wholeCharacter(text: string, index: number): number {
  return /^[\uDC00-\uDFFF]/.test(text.slice(index, index + 1)) ? index - 1 : index;
}
