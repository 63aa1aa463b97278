import { fail } from '../kernel/http/failure.ts';
import { type Piece, piecesOf, stemOf, stemToken } from './tokens.ts';

/** One thing that must be found: a word or its like, neighbours in a run, or a phrase of both. */
export type Term =
  | { kind: 'word'; word: string; stem: string }
  | { kind: 'run'; characters: string[] }
  | { kind: 'phrase'; pieces: readonly Piece[] };

/** What the index is asked for: all of `all`, of each any of its tokens. */
export type Wanted = { token: string; prefix: boolean }[][];

const MOST_CHARACTERS = 200;
const MOST_TERMS = 8;
const LONGEST_TERM = 64;
/** One letter alone would be the beginning of a word of nearly every text. */
const SHORTEST_PREFIX = 2;

/** Throws `Query too long` and `Too many words…`. */
export function readQuery(query: string): Term[] {
  if (query.length > MOST_CHARACTERS) throw fail('query_too_long', `at most ${MOST_CHARACTERS} characters`);
  const terms: Term[] = [];
  // A quotation mark without its other is none.
  for (const { 1: quoted, 2: plain } of query.matchAll(/["“”]([^"“”]*)["“”]|([^"“”]+)/g)) {
    const pieces = piecesOf(quoted ?? plain ?? '');
    if (quoted !== undefined && pieces.length > 1) terms.push({ kind: 'phrase', pieces });
    else for (const piece of pieces) terms.push(termOf(piece));
  }
  if (terms.length > MOST_TERMS || terms.some((term) => sizeOf(term) > LONGEST_TERM)) throw fail('too_many_words');
  return terms;
}

function termOf(piece: Piece): Term {
  if (piece.kind === 'run') return { kind: 'run', characters: piece.characters };
  return { kind: 'word', word: piece.word, stem: stemOf(piece.word) };
}

function sizeOf(term: Term): number {
  if (term.kind === 'word') return term.word.length;
  if (term.kind === 'run') return term.characters.length;
  return term.pieces.reduce(
    (sum, piece) => sum + (piece.kind === 'word' ? piece.word.length : piece.characters.length),
    0,
  );
}

/** Whether a word of a text is what a word of a query means. */
export function isSameWord(term: { word: string; stem: string }, word: string): boolean {
  if (word === term.word) return true;
  if (term.word.length >= SHORTEST_PREFIX && word.startsWith(term.word)) return true;
  return stemOf(word) === term.stem;
}

/** What the index has for these terms, and maybe for a little more: what it finds is looked at again. */
export function wantedBy(terms: readonly Term[]): Wanted {
  return terms.flatMap((term): Wanted => {
    if (term.kind === 'run') return pairsOf(term.characters);
    if (term.kind === 'word') return [wordsLike(term)];
    return term.pieces.flatMap((piece) =>
      piece.kind === 'run' ? pairsOf(piece.characters) : [[{ token: piece.word, prefix: false }]],
    );
  });
}

function pairsOf(characters: readonly string[]): Wanted {
  if (characters.length === 1) return [[{ token: characters[0] ?? '', prefix: true }]];
  const pairs = new Set(characters.slice(1).map((second, index) => `${characters[index]}${second}`));
  return [...pairs].map((token) => [{ token, prefix: false }]);
}

function wordsLike({ word, stem }: { word: string; stem: string }): Wanted[number] {
  const like = [
    { token: word, prefix: word.length >= SHORTEST_PREFIX },
    { token: stemToken(stem), prefix: false },
  ];
  return stem === word ? like : [...like, { token: stem, prefix: false }];
}
