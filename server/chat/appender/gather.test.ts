import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { gather } from './appender.ts';
import { message, NOW } from './stage.fixture.ts';
import { AppenderBusy, type Attempt, type Kept } from './types.ts';

describe('gathering', () => {
  const instant = (roomId: number, seq: number): Kept => ({
    outcome: 'kept',
    repeated: false,
    roomId,
    seq,
    no: seq,
    userId: 1,
    username: 'amy',
    at: NOW,
  });

  it('flushes what gathered while the last flush was in flight, so many at most', async () => {
    const sizes: number[] = [];
    const appender = gather(
      async (rows) => {
        sizes.push(rows.length);
        await new Promise((resolve) => setTimeout(resolve, 5));
        return rows.map((_, index) => instant(1, index + 1));
      },
      { onKept: () => undefined, flushRows: 100, waitingRows: 1000 },
    );
    await Promise.all(Array.from({ length: 250 }, (_, n) => appender.append(message('amy', 'G1', `${n}`))));
    assert.deepEqual(sizes, [100, 100, 50]);
  });

  it('turns messages away when too many wait', async () => {
    const gate = Promise.withResolvers<void>();
    const appender = gather(async (rows) => (await gate.promise, rows.map((_, index) => instant(1, index + 1))), {
      onKept: () => undefined,
      flushRows: 10,
      waitingRows: 25,
    });
    const results = Promise.allSettled(
      Array.from({ length: 40 }, (_, n) => appender.append(message('amy', 'G1', `${n}`))),
    );
    gate.resolve();
    const rejected = (await results)
      .filter((result) => result.status === 'rejected')
      .map((result): unknown => result.reason);
    assert.equal(rejected.length, 15);
    assert.ok(rejected.every((reason) => reason instanceof AppenderBusy));
    assert.equal((await appender.append(message('amy', 'G1', 'room again'))).outcome, 'kept');
  });

  it('does not halve when the disk is full: nobody is at fault', async () => {
    let flushes = 0;
    const full = Object.assign(new Error('database or disk is full'), { code: 'SQLITE_FULL' });
    const appender = gather(async () => (flushes++, Promise.reject(full)), {
      onKept: () => undefined,
      flushRows: 100,
      waitingRows: 100,
    });
    const results = await Promise.allSettled([1, 2, 3, 4].map((n) => appender.append(message('amy', 'G1', `${n}`))));
    assert.ok(results.every((result) => result.status === 'rejected' && result.reason === full));
    assert.equal(flushes, 1);
  });

  it('runs again after a deadlock, with what the first run had done in hand', async () => {
    const attempts: Attempt[] = [];
    const appender = gather(
      async (rows, { attempt }) => {
        attempts.push(attempt);
        if (attempts.length < 3) throw Object.assign(new Error('deadlock detected'), { code: '40P01' });
        return rows.map((_, index) => instant(1, index + 1));
      },
      { onKept: () => undefined, flushRows: 100, waitingRows: 100 },
    );
    assert.equal((await appender.append(message('amy', 'G1', 'hi'))).outcome, 'kept');
    assert.equal(attempts.length, 3);
    assert.equal(new Set(attempts).size, 1);
  });
});
