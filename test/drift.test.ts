import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { getPreferences } from '../contract/attention.ts';
import type { EntryView, InboxEntryView } from '../contract/entry.ts';
import type { KeptRooms } from '../contract/kept-rooms.ts';
import { actAtRandom, actSeldom, endSeldom, randomOf } from './drift-acts.ts';
import type { Said } from './drift-messages.ts';
import { WATCHERS } from './drift-rooms.ts';
import { freshState, keptState, type State } from './drift-state.ts';
import { engines } from './engines.ts';
import { keptRooms } from './live.ts';
import { type Name, openSchool, type TestSchool } from './school.ts';

const SEED = Number(process.env['DRIFT_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
const ACTS = Number(process.env['DRIFT_ACTS'] ?? 350);

/** Every kind that there is, and none of them may be missing in a history. */
const KINDS = {
  message: 0,
  edit: 0,
  delete: 0,
  reaction: 0,
  pin: 0,
  unpin: 0,
  join: 0,
  leave: 0,
  rename: 0,
  owner: 0,
  describe: 0,
  archive: 0,
  block: 0,
  room_deleted: 0,
  post: 0,
} satisfies Record<EntryView['kind'], 0>;
const INBOX_KINDS = {
  room_added: 0,
  room_removed: 0,
  read: 0,
  thread: 0,
  attention: 0,
  draft: 0,
  thread_draft: 0,
  preferences: 0,
} satisfies Record<InboxEntryView['kind'], 0>;

for (const engine of engines) {
  describe(`old state and what came since is the fresh state, seed ${SEED}, ${engine}`, () => {
    let school: TestSchool;
    const watchers: Watcher[] = [];
    before(async () => {
      school = await openSchool(engine, { settings: { SEND_RATE: '0' } });
      await school.addGroup('G01', 'tony');
    });
    after(async () => {
      for (const { kept } of watchers) kept.live.close();
      await school.close();
    });

    test('for everyone who watches, through drops, comings and goings', async () => {
      watchers.push(...WATCHERS.map((name) => new Watcher(school, name)));
      await Promise.all(watchers.map(({ kept }) => kept.welcomed));
      const random = randomOf(SEED);
      const said: Said[] = [];
      await actSeldom(school);
      for (let act = 0; act < ACTS; act++) {
        await actAtRandom(school, random, said);
        if (random() < 0.1) watchers[Math.floor(random() * watchers.length)]?.cut();
      }
      await compareAll(school, watchers);
      await endSeldom(school);
      await compareAll(school, watchers);
      const met = new Set(watchers.flatMap(({ kinds }) => [...kinds]));
      assert.deepEqual([...met].toSorted(), [...Object.keys(KINDS), ...Object.keys(INBOX_KINDS)].toSorted());
    });
  });
}

async function compareAll(school: TestSchool, watchers: readonly Watcher[]): Promise<void> {
  for (const watcher of watchers) {
    const fresh = await freshState(school, watcher.name);
    await watcher.settle(fresh);
    assert.deepEqual(watcher.shown(), fresh, `${watcher.name}, DRIFT_SEED=${SEED}`);
    const asked = await school.as[watcher.name].call(getPreferences, {});
    assert.deepEqual(watcher.kept.preferences(), asked.status === 'success' && asked.preferences);
  }
}

/** Somebody who opens a room once, when it begins, and from then on knows only what the entries say. */
class Watcher {
  readonly name: Name;
  readonly kept: KeptRooms;
  /** Kinds of entries that came. */
  readonly kinds = new Set<string>();
  readonly cut: () => void;

  constructor(school: TestSchool, name: Name) {
    this.name = name;
    const note = (entries: readonly { kind: string }[]): void => entries.forEach(({ kind }) => this.kinds.add(kind));
    const { kept, cut } = keptRooms(school, name, {
      page: 20,
      onEntries: (_room, entries) => note(entries),
      onInbox: note,
      onChange: () => this.#openAll(),
    });
    this.kept = kept;
    this.cut = cut;
  }

  async settle(fresh: State): Promise<void> {
    for (const room of this.kept.rooms.values())
      while (room.isOpen && !room.isWhole) await this.kept.older(room.room_code);
    const deadline = performance.now() + 5_000;
    while (!isDeepStrictEqual(this.shown(), fresh) && performance.now() < deadline) await sleep(20);
  }

  shown(): State {
    return keptState(this.kept.rooms);
  }

  #openAll(): void {
    for (const { room_code: code, isOpen } of this.kept.rooms.values())
      // Refused where it was left meanwhile; the inbox will say so.
      if (!isOpen) this.kept.open(code).catch(() => undefined);
  }
}
