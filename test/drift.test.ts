import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import type { EntryView, InboxEntryView, RoomCard } from '../contract/entry.ts';
import { applyEntry, freshState, type State, stateAt } from './drift-state.ts';
import { History, WATCHERS } from './drift-history.ts';
import { engines } from './engines.ts';
import { liveClient, type TestClient } from './live.ts';
import { openSchool, type Name, type TestSchool } from './school.ts';

const SEED = Number(process.env['DRIFT_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
const ACTS = Number(process.env['DRIFT_ACTS'] ?? 250);

/** Every kind that there is, and none of them may be missing in a history. */
const KINDS = { message: 0, join: 0, leave: 0, rename: 0, owner: 0, post: 0 } satisfies Record<EntryView['kind'], 0>;
const INBOX_KINDS = { room_added: 0, room_removed: 0, read: 0 } satisfies Record<InboxEntryView['kind'], 0>;

for (const engine of engines) {
  describe(`old state and what came since is the fresh state, seed ${SEED}, ${engine}`, () => {
    let school: TestSchool;
    before(async () => {
      school = await openSchool(engine);
      await school.addGroup('G01', 'tony');
    });
    after(() => school.close());

    test('for everyone who watches, through drops, comings and goings', async () => {
      const watchers = WATCHERS.map((name) => new Watcher(school, name));
      await Promise.all(watchers.map((one) => one.welcomed));
      const random = randomOf(SEED);
      const history = new History(school, random);
      await history.begin();
      for (let act = 0; act < ACTS; act++) {
        await history.act();
        if (random() < 0.1) watchers[Math.floor(random() * watchers.length)]?.client.cut();
      }
      for (const watcher of watchers) {
        const fresh = await freshState(school, watcher.name);
        await watcher.settle(fresh);
        assert.deepEqual(watcher.state, fresh, `${watcher.name}, DRIFT_SEED=${SEED}`);
        watcher.client.close();
      }
      const kinds = new Set(watchers.flatMap((watcher) => [...watcher.kinds]));
      assert.deepEqual([...kinds].toSorted(), [...Object.keys(KINDS), ...Object.keys(INBOX_KINDS)].toSorted());
    });
  });
}

/** Somebody who fetches a room once, when it begins, and from then on knows only what the entries say. */
class Watcher {
  readonly name: Name;
  readonly client: TestClient;
  readonly welcomed: Promise<void>;
  state: State = new Map();
  /** Kinds of entries that came. */
  readonly kinds = new Set<string>();
  readonly #school: TestSchool;
  /** Entries of the inbox up to it are in the welcome's rooms already. */
  #toldInWelcome = 0;
  /** One thing after the other: a fetch must not be overtaken by what comes after it. */
  #turn: Promise<void> = Promise.resolve();

  constructor(school: TestSchool, name: Name) {
    this.name = name;
    this.#school = school;
    const welcomed = Promise.withResolvers<void>();
    this.welcomed = welcomed.promise;
    this.client = liveClient(school.baseUrl, {
      token: school.tokens[name],
      onWelcome: ({ rooms, inbox }) => {
        this.#then(async () => {
          this.#toldInWelcome = inbox;
          for (const code of this.state.keys())
            if (!rooms.some((room) => room.room_code === code)) this.state.delete(code);
          for (const room of rooms) await this.#begin(room);
          welcomed.resolve();
        });
      },
      onEntries: (room, entries) => this.#then(async () => this.#apply(room, entries)),
      onInbox: (entries) => this.#then(() => this.#applyInbox(entries)),
      onResync: () => assert.fail('nobody was so far behind'),
    });
  }

  async settle(fresh: State): Promise<void> {
    const deadline = performance.now() + 5_000;
    while (!isDeepStrictEqual(this.state, fresh) && performance.now() < deadline) {
      await this.#turn;
      await sleep(20);
    }
  }

  #then(act: () => Promise<void>): void {
    this.#turn = this.#turn.then(act);
  }

  /** The read position of a known room is told anew by each welcome; all else of it goes on by its entries. */
  async #begin({ room_code: code, room_name: name, kind, owner, seq, read }: RoomCard): Promise<void> {
    const known = this.state.get(code);
    if (known !== undefined) known.read = read.id;
    else {
      const room = await stateAt(this.#school, code, seq);
      this.state.set(code, { ...room, name, kind, owner, read: read.id });
    }
  }

  async #applyInbox(entries: readonly InboxEntryView[]): Promise<void> {
    for (const entry of entries) {
      this.kinds.add(entry.kind);
      if (entry.seq <= this.#toldInWelcome) continue;
      const room = this.state.get(entry.room_code);
      if (entry.kind === 'read' && room !== undefined) room.read = entry.read.id;
      if (entry.kind === 'room_removed' && this.client.cursors().get(entry.room_code) === undefined)
        this.state.delete(entry.room_code);
      if (entry.kind === 'room_added' && entry.room !== undefined) {
        this.state.delete(entry.room_code);
        await this.#begin(entry.room);
      }
    }
  }

  #apply(code: string, entries: readonly EntryView[]): void {
    const room = this.state.get(code);
    for (const entry of entries) {
      this.kinds.add(entry.kind);
      if (room !== undefined) applyEntry(room, entry);
    }
  }
}

/** mulberry32: the same history for the same seed. */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
