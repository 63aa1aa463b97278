import assert from 'node:assert/strict';
import { test } from 'node:test';
import { signsIn } from './mention-signs.ts';

test('where a name may end', () => {
  const keys = (text: string) => signsIn(text).map(({ names }) => names.map(({ key }) => key));
  assert.deepEqual(keys('@tony, @Amy'), [['tony', 'tony,'], ['amy']]);
  assert.deepEqual(keys('问@王老师好'), [['王', '王老', '王老师', '王老师好']]);
  assert.deepEqual(keys('mail me: amy@school.org'), []);
  assert.deepEqual(keys('@ @\n'), [[], []]);
  assert.deepEqual(keys('@tonyx'), [['tonyx']]);
  assert.ok(keys('@'.repeat(1000)).length <= 50);
});

test('where in the text it stands', () => {
  const text = '问@王老师好, @Amy';
  const stretches = signsIn(text).map(({ at, names }) => names.map(({ end }) => text.slice(at, end)));
  assert.deepEqual(stretches, [['@王', '@王老', '@王老师', '@王老师好', '@王老师好,'], ['@Amy']]);
});
