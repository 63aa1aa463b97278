import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { wirePage } from '../contract/wire.ts';
import { settingsHelp } from '../server/config.ts';

const root = join(import.meta.dirname, '..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');

test('docs/running.md documents every setting as the program explains it', () => {
  const page = read('docs/running.md');
  for (const { name, fallback, about } of settingsHelp()) {
    assert.ok(page.includes(`| \`${name}\` | ${fallback} | ${about} |`), `${name} differs`);
  }
});

test('links between the pages lead somewhere', () => {
  for (const page of [
    'README.md',
    'README.zh-CN.md',
    'docs/map.md',
    'docs/running.md',
    'docs/android.md',
    'docs/performance.md',
    'docs/live.md',
    'docs/wire.md',
  ]) {
    for (const [, target] of read(page).matchAll(/\]\((?!https?:)([^)#]+)/g)) {
      assert.ok(existsSync(join(root, dirname(page), target ?? '')), `${page} links to ${target}`);
    }
  }
});

test('docs/wire.md is what the contract says now (npm run docs)', () => {
  assert.equal(read('docs/wire.md'), wirePage());
});
