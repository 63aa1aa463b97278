import assert from 'node:assert/strict';
import { test } from 'node:test';
import { engines, freshDatabase } from './engines.ts';
import { findViolations } from './invariants.ts';
import { dropAgainAndAgain } from './torture/live-drops.ts';

for (const engine of engines) {
  test(`50 clients, 500 drops, stops and kills: nothing missed, doubled or out of order, ${engine}`, async (t) => {
    const place = await freshDatabase(engine);
    t.after(() => place.drop());
    const outcome = await dropAgainAndAgain(place, 500);
    assert.ok(
      outcome.drops === 500 && outcome.restarts > 0 && outcome.kills > 0 && outcome.delivered > 10_000,
      JSON.stringify(outcome),
    );
    assert.deepEqual(await findViolations(place), []);
  });
}
