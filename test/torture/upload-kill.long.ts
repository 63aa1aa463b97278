import assert from 'node:assert/strict';
import { test } from 'node:test';
import { engines, freshDatabase } from '../engines.ts';
import { killDuringUploads } from './upload-cycles.ts';
import { byForm, inParts } from './uploaders.ts';

// All of them: KILLS=500 npm run test:long -- test/torture/upload-kill.long.ts
const CYCLES = Number(process.env['KILLS'] ?? 50);
/** Everything there is is read after each kill: a new school now and then keeps that from becoming all of it. */
const A_SCHOOL = 25;

for (const engine of engines) {
  test(`kill -9 during uploads, ${CYCLES} times, ${engine}`, async () => {
    const sum = { kills: 0, acknowledged: 0, broken: 0 };
    while (sum.kills < CYCLES) {
      const kills = Math.min(A_SCHOOL, CYCLES - sum.kills);
      const place = await freshDatabase(engine);
      try {
        const { acknowledged, broken } = await killDuringUploads(place, kills, [byForm, inParts()]);
        sum.kills += kills;
        sum.acknowledged += acknowledged;
        sum.broken += broken;
      } finally {
        await place.drop();
      }
    }
    console.log(`${engine}: ${JSON.stringify(sum)}, 0 lost, 0 changed, 0 left over`);
    assert.equal(sum.kills, CYCLES);
  });
}
