import assert from 'node:assert/strict';
import { test } from 'node:test';
import { engines, freshDatabase } from './engines.ts';
import { killAgainAndAgain } from './torture/kill-cycles.ts';

// Forty of them, and as many on PostgreSQL: npm run test:long -- test/torture/kill.long.ts
for (const engine of engines) {
  const cycles = engine === 'sqlite' ? 10 : 2;
  test(`kill -9 under load, ${cycles} times, ${engine}: nothing acknowledged is lost or doubled`, async () => {
    const place = await freshDatabase(engine);
    try {
      const { kills, acknowledged, uploads } = await killAgainAndAgain(place, cycles);
      assert.equal(kills, cycles);
      // Without load there is nothing to lose.
      assert.ok(acknowledged > cycles * 50 && uploads > cycles, `${acknowledged} messages, ${uploads} files`);
    } finally {
      await place.drop();
    }
  });
}
