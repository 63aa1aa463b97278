import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { EntryView } from '../../contract/entry.ts';
import { liveClient, openLive } from '../../test/live.ts';
import { openSchool, type TestSchool } from '../../test/school.ts';
import { writeEntries } from './live.fixture.ts';

/** More than the kernel takes into its buffers on the way. */
const MANY = 4_000;
const LONG = 'x'.repeat(9_000);

// What is closed here is closed by the socket's own buffer, so that one engine tells it all.
describe('a reader that does not keep up', () => {
  let school: TestSchool;
  before(async () => {
    school = await openSchool('sqlite');
    await school.addGroup('G01', 'amy');
  });
  after(() => school.close());

  test('slow for a while: it goes on by pages, nothing is missing, and it stays', async () => {
    const amy = await openLive(school.baseUrl);
    const { rooms } = await amy.hello({ token: school.tokens.amy });
    const start = seqOf(rooms, 'G01');
    amy.socket.pause();
    await writeEntries(school.school, 'G01', 'amy', MANY, LONG);
    await sleep(3_000);
    amy.socket.resume();
    const seen: EntryView[] = [];
    while (seen.length < MANY) seen.push(...(await amy.next('entries')).entries);
    assert.deepEqual(
      seen.map((entry) => entry.seq),
      Array.from({ length: MANY }, (_, index) => start + 1 + index),
    );
    amy.send({ type: 'ping' });
    await amy.next('pong');
    amy.close();
  });

  test('stuck: closed with 4408 within 30 s, and whole again by its cursors', async () => {
    const amy = await openLive(school.baseUrl);
    const { rooms } = await amy.hello({ token: school.tokens.amy });
    const start = seqOf(rooms, 'G01');
    amy.socket.pause();
    const begun = performance.now();
    await writeEntries(school.school, 'G01', 'amy', MANY, LONG);
    while (!school.lines.some((line) => line.includes('too slow'))) {
      assert.ok(performance.now() - begun < 30_000, 'it was not closed within 30 s');
      await sleep(100);
    }
    amy.socket.resume();
    assert.equal(await amy.closed, 4408);
    const got = amy.waiting('entries').flatMap((frame) => frame.entries.map((entry) => entry.seq));
    assert.ok(got.length < MANY);

    const rest = Promise.withResolvers<void>();
    const client = liveClient(school.baseUrl, {
      token: school.tokens.amy,
      rooms: [['G01', got.at(-1) ?? start]],
      onEntries: (_room, entries) => {
        got.push(...entries.map((entry) => entry.seq));
        if (got.length >= MANY) rest.resolve();
      },
    });
    await rest.promise;
    client.close();
    assert.deepEqual(
      got,
      Array.from({ length: MANY }, (_, index) => start + 1 + index),
    );
  });
});

function seqOf(rooms: readonly { room_code: string; seq: number }[], code: string): number {
  return rooms.find((room) => room.room_code === code)?.seq ?? 0;
}
