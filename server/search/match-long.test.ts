import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { placesOf } from './match.ts';
import { longTextOf, placesInLong } from './match-long.ts';
import { readQuery } from './query.ts';
import { piecesOf } from './tokens.ts';

const SEED = Number(process.env['MATCH_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
const WORDS = [
  'study',
  'Studies',
  'studying',
  'stud',
  'mystudy',
  'Café',
  'cafe',
  '作业',
  '业',
  '作',
  'python',
  'C',
  'run',
  'runner',
  '3',
  'a',
  '科学',
];
const BETWEEN = ['', ' ', ', ', '\n', '。', '-'];
const QUERIES = [
  'study',
  'studies',
  'cafe',
  '作业',
  '业',
  'run',
  'c',
  '爱python',
  '"run runner"',
  '"作业 run"',
  'py',
  '科学',
  '"study"',
];

test('a long text is found in as one that was cut up whole', () => {
  const texts = fc.array(fc.tuple(fc.constantFrom(...WORDS), fc.constantFrom(...BETWEEN)), { maxLength: 15 });
  const property = fc.property(texts, fc.constantFrom(...QUERIES), (parts, query) => {
    const text = parts.flat().join('').normalize('NFKC');
    for (const term of readQuery(query)) {
      const found = placesInLong(term, longTextOf(text));
      const expected = placesOf(term, piecesOf(text));
      assert.deepEqual(apart(found), apart(expected), `${query} in ${JSON.stringify(text)}`);
    }
  });
  fc.assert(property, { seed: SEED, numRuns: 3_000 });
});

test('in a book of one letter it gives up after some milliseconds', () => {
  const book = longTextOf('ab c'.repeat(250_000));
  const started = performance.now();
  for (const query of ['b', 'abcd', '"c ab"']) for (const term of readQuery(query)) placesInLong(term, book);
  const took = performance.now() - started;
  assert.ok(took < 1_000, `${took} ms`);
});

/** Those that do not lie over an earlier one. */
function apart(ranges: readonly (readonly [number, number])[]): (readonly [number, number])[] {
  let end = -1;
  return ranges
    .toSorted((a, b) => a[0] - b[0])
    .filter(([from, to]) => {
      if (from < end) return false;
      end = to;
      return true;
    });
}
