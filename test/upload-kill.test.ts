import assert from 'node:assert/strict';
import { test } from 'node:test';
import { freshDatabase } from './engines.ts';
import { killDuringUploads } from './torture/upload-cycles.ts';
import { byForm, inParts } from './torture/uploaders.ts';

// Five hundred of them, and as many on PostgreSQL: npm run test:long -- test/torture/upload-kill.long.ts
const CYCLES = 20;

test(`kill -9 during uploads, ${CYCLES} times: nothing acknowledged is lost or changed, nothing is left over`, async () => {
  const place = await freshDatabase('sqlite');
  try {
    const { acknowledged, broken } = await killDuringUploads(place, CYCLES, [byForm, inParts()]);
    // Without uploads on their way there is nothing to break.
    assert.ok(acknowledged >= CYCLES * 3 && broken >= CYCLES * 2, `${acknowledged} files, ${broken} broken off`);
  } finally {
    await place.drop();
  }
});
