import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createClock } from '../kernel/clock.ts';
import { messageJson, messageOf } from './views.ts';

test('a message written by hand is the JSON of its view', () => {
  const clock = createClock('Asia/Shanghai');
  const row = fc.record({
    seq: fc.nat(),
    username: fc.string({ unit: 'grapheme' }),
    text: fc.option(fc.string({ unit: 'binary' }), { nil: null }),
    fileIds: fc.array(fc.string({ unit: 'grapheme' }), { maxLength: 3 }),
    at: fc.integer({ min: 0, max: 4_000_000_000_000 }),
    thread: fc.option(fc.nat(), { nil: null }),
    edited: fc.nat({ max: 3 }),
  });
  fc.assert(
    fc.property(row, ({ seq, username, text, fileIds, at, thread, edited }) => {
      const file_ids = fileIds.length === 0 ? null : JSON.stringify(fileIds);
      const written = messageJson(clock, { seq, username, text, file_ids, at, target_seq: thread, rev: edited });
      assert.equal(
        written,
        JSON.stringify(messageOf(clock, { seq, username, text: text ?? '', fileIds, at, thread, edited })),
      );
    }),
  );
});
