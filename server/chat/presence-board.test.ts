import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Parse } from 'typebox/value';
import { said } from '../../contract/said.ts';
import type { LiveRoom } from './live.ts';
import { createPresence, type Device } from './presence.ts';

const GRACE = 60;

/** Rooms with who listens in them, and devices that remember what they were told. */
function stage() {
  const rooms = new Map<number, Set<Device>>();
  const board = createPresence({ listenersOf: ({ id }) => rooms.get(id) ?? [] }, { gather: 5, grace: GRACE });
  function device(userId: number, ...ids: number[]) {
    const heard: string[] = [];
    const frames: number[] = [];
    const heardRooms = (): LiveRoom[] => ids.map((id) => ({ id, code: `R${id}` }));
    const one: Device = {
      userId,
      tokenHash: null,
      hear: () => undefined,
      putOut: () => undefined,
      sessionEnded: () => undefined,
      stop: () => undefined,
      heardRooms,
      whisper(frame) {
        const told = Parse(said.frame, JSON.parse(frame.toString())).said;
        assert.ok(told.what === 'presence');
        frames.push(told.people.length);
        for (const { user, presence } of told.people) heard.push(`${user} ${presence}`);
      },
    };
    for (const id of ids) rooms.set(id, (rooms.get(id) ?? new Set<Device>()).add(one));
    return { one, heard, frames, arrive: () => board.arrive(one, { userId, username: `u${userId}` }) };
  }
  return { board, device };
}

async function until(condition: () => boolean): Promise<void> {
  const deadline = performance.now() + 5_000;
  while (!condition()) {
    assert.ok(performance.now() < deadline, 'it did not come about');
    await sleep(5);
  }
}

describe('the board of who is there', () => {
  test('each change is told once, however many rooms are shared, and to nobody who shares none', async () => {
    const { device } = stage();
    const [listener, stranger, comer] = [device(1, 1, 2, 3), device(2, 9), device(3, 1, 2, 3)];
    comer.arrive();
    await until(() => listener.heard.length > 0);
    assert.deepEqual([listener.heard, stranger.heard, comer.heard], [['u3 online'], [], []]);
  });

  test('who comes back in time was never away, and who does not is gone', async () => {
    const { board, device } = stage();
    const [listener, comer, again] = [device(1, 1), device(2, 1), device(2, 1)];
    comer.arrive();
    await until(() => listener.heard.length === 1);
    board.depart(comer.one);
    assert.equal(board.of(2), 'online');
    again.arrive();
    board.depart(again.one);
    await until(() => board.of(2) === 'offline');
    assert.deepEqual(listener.heard, ['u2 online', 'u2 offline']);
    assert.deepEqual(board.in([{ id: 1 }], 1), []);
  });

  test('online on one device is online; away and back within a turn is nothing', async () => {
    const { board, device } = stage();
    const [listener, desk, phone] = [device(1, 1), device(2, 1), device(2, 1)];
    desk.arrive();
    phone.arrive();
    await until(() => listener.heard.length === 1);
    board.change(desk.one, 'away');
    board.change(desk.one, 'online');
    board.change(phone.one, 'away');
    assert.equal(board.of(2), 'online');
    board.change(desk.one, 'away');
    await until(() => listener.heard.length === 2);
    assert.deepEqual(listener.heard, ['u2 online', 'u2 away']);
  });

  test('who hides is gone without waiting, even where a welcome alone had named them', async () => {
    const { board, device } = stage();
    const [listener, comer] = [device(1, 1), device(2, 1)];
    comer.arrive();
    assert.deepEqual(board.in([{ id: 1 }], 1), [{ user: 'u2', presence: 'online' }]);
    board.depart(comer.one, { hides: true });
    await until(() => listener.heard.length > 0);
    assert.deepEqual(listener.heard, ['u2 offline']);
  });

  test('a thousand who arrive together are told in turns, each once, and none is lost', async () => {
    const { device } = stage();
    const crowd = Array.from({ length: 300 }, (_, index) => device(index + 1, 1));
    for (const one of crowd) one.arrive();
    await until(() => crowd.every((one) => one.heard.length === crowd.length - 1));
    // 300 x 300 pairs are more than one turn tells.
    assert.ok((crowd[0]?.frames.length ?? 0) > 1);
    assert.equal(new Set(crowd[0]?.heard).size, crowd.length - 1);
  });
});
