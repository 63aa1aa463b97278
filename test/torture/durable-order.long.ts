import assert from 'node:assert/strict';
import { test } from 'node:test';
import { watchDurability } from './durability.ts';

const strace = process.env['STRACE_PATH'];

test(
  'no answer leaves before the fdatasync that covers its message',
  { skip: strace ? false : 'needs strace' },
  async () => {
    const seen = await watchDurability({ strace: strace ?? '', answers: 500, connections: 16 });
    assert.equal(seen.answers, 500);
    assert.ok(seen.syncs > 0);
    assert.deepEqual(seen.violations, []);
  },
);
