import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, mock, test } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Crowd, Pace } from './pace.ts';

describe('when what waits in a room is handed out', () => {
  let now = 0;
  /** How much waits, and what handing it out takes, ms. */
  let waiting = 0;
  let takes = 0;
  let handedOut: number[] = [];
  let crowd: Crowd;
  let pace: Pace;
  beforeEach(() => {
    now = 1_000;
    [waiting, takes, handedOut] = [0, 0, []];
    crowd = new Crowd();
    pace = new Pace(
      () => {
        const count = waiting;
        waiting = 0;
        now += takes;
        handedOut.push(count);
        return count;
      },
      crowd,
      () => now,
    );
    mock.timers.enable({ apis: ['setTimeout'] });
  });
  afterEach(() => mock.timers.reset());
  async function come(count: number): Promise<void> {
    waiting += count;
    pace.schedule(waiting);
    await nextTurn();
  }

  test('in the next turn where it is quiet, all of one turn in one piece', async () => {
    waiting = 1;
    pace.schedule(1);
    await come(1);
    assert.deepEqual(handedOut, [2]);
  });

  test('gathered for as long as the last took, at most 5 ms, where it is busy', async () => {
    takes = 8;
    await come(2);
    await come(1);
    assert.deepEqual(handedOut, [2]);
    mock.timers.tick(4);
    assert.deepEqual(handedOut, [2]);
    mock.timers.tick(1);
    assert.deepEqual(handedOut, [2, 1]);
  });

  test('without more waiting once as much is there as went out the last time', async () => {
    takes = 8;
    await come(2);
    await come(1);
    await come(1);
    assert.deepEqual(handedOut, [2, 2]);
    // Nothing is left of the wait that was cut short.
    mock.timers.tick(5);
    assert.deepEqual(handedOut, [2, 2]);
  });

  test('now and then all of the wait, so that two who take turns find together', async () => {
    takes = 8;
    await come(1);
    for (let turn = 0; turn < 7; turn++) await come(1);
    assert.equal(handedOut.length, 8);
    await come(1);
    await come(1);
    assert.equal(handedOut.length, 8);
    mock.timers.tick(5);
    assert.deepEqual(handedOut.at(-1), 2);
  });

  test('20 ms later while an eighth of the time goes into rooms together, and at once again after that', async () => {
    await come(1);
    crowd.add(now - 30, now);
    await come(1);
    await come(1);
    mock.timers.tick(19);
    assert.deepEqual(handedOut, [1]);
    mock.timers.tick(1);
    assert.deepEqual(handedOut, [1, 2]);
    now += 100;
    await come(1);
    assert.deepEqual(handedOut, [1, 2, 1]);
  });

  test('quiet again after four times what the last took', async () => {
    takes = 3;
    await come(5);
    now += 11;
    await come(1);
    assert.deepEqual(handedOut, [5]);
    mock.timers.tick(3);
    now += 12;
    await come(1);
    assert.deepEqual(handedOut, [5, 1, 1]);
  });
});
