import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { getPreferences } from '../contract/attention.ts';
import type { EntryView, InboxEntryView, RoomCard } from '../contract/entry.ts';
import { countMentions } from '../contract/known-room.ts';
import type { Preferences } from '../contract/person.ts';
import { actAtRandom, actSeldom, endSeldom, randomOf } from './drift-acts.ts';
import type { Said } from './drift-messages.ts';
import { WATCHERS } from './drift-rooms.ts';
import { applyEntry, byCode, freshState, messagesIn, type Shown, type State, stateAt } from './drift-state.ts';
import { engines } from './engines.ts';
import { liveClient, type TestClient } from './live.ts';
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
  preferences: 0,
} satisfies Record<InboxEntryView['kind'], 0>;

for (const engine of engines) {
  describe(`old state and what came since is the fresh state, seed ${SEED}, ${engine}`, () => {
    let school: TestSchool;
    const watchers: Watcher[] = [];
    before(async () => {
      school = await openSchool(engine);
      await school.addGroup('G01', 'tony');
    });
    after(async () => {
      for (const { client } of watchers) client.close();
      await school.close();
    });

    test('for everyone who watches, through drops, comings and goings', async () => {
      watchers.push(...WATCHERS.map((name) => new Watcher(school, name)));
      await Promise.all(watchers.map((one) => one.welcomed));
      const random = randomOf(SEED);
      const said: Said[] = [];
      await actSeldom(school);
      for (let act = 0; act < ACTS; act++) {
        await actAtRandom(school, random, said);
        if (random() < 0.1) watchers[Math.floor(random() * watchers.length)]?.client.cut();
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
    assert.deepEqual(watcher.preferences, asked.status === 'success' && asked.preferences);
  }
}

/** Somebody who fetches a room once, when it begins, and from then on knows only what the entries say. */
class Watcher {
  readonly name: Name;
  readonly client: TestClient;
  readonly welcomed: Promise<void>;
  state: State = new Map();
  preferences: Preferences | undefined;
  /** Kinds of entries that came. */
  readonly kinds = new Set<string>();
  readonly #school: TestSchool;
  /** One thing after the other: a fetch must not be overtaken by what comes after it. */
  #turn: Promise<void> = Promise.resolve();

  constructor(school: TestSchool, name: Name) {
    this.name = name;
    this.#school = school;
    const welcomed = Promise.withResolvers<void>();
    this.welcomed = welcomed.promise;
    this.client = liveClient(school.baseUrl, {
      token: school.tokens[name],
      onWelcome: ({ rooms, preferences }) => {
        this.#then(async () => {
          this.preferences = preferences;
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

  async settle(fresh: Map<string, Shown>): Promise<void> {
    const deadline = performance.now() + 5_000;
    while (!isDeepStrictEqual(this.shown(), fresh) && performance.now() < deadline) {
      await this.#turn;
      await sleep(20);
    }
  }

  shown(): Map<string, Shown> {
    const rooms = [...this.state].toSorted(byCode);
    return new Map(
      rooms.map(([code, { known, members, posts, ...card }]) => {
        const messages = messagesIn(known.values());
        return [code, { messages, mentions: countMentions(known, this.name, card.read), members, posts, ...card }];
      }),
    );
  }

  #then(act: () => Promise<void>): void {
    this.#turn = this.#turn.then(act);
  }

  /** What a room is to its member is told anew by each welcome; all else of it goes on by its entries. */
  async #begin(card: RoomCard): Promise<void> {
    const { room_code: code, room_name: name, owner, description, archived, blocked, seq } = card;
    const own = { read: card.read.id, attention: card.attention, draft: card.draft?.text ?? '' };
    const known = this.state.get(code);
    if (known !== undefined) Object.assign(known, own);
    else {
      const there = { name, owner, description, archived, blocked };
      this.state.set(code, { ...(await stateAt(this.#school, code, seq)), ...there, ...own });
    }
  }

  async #applyInbox(entries: readonly InboxEntryView[]): Promise<void> {
    for (const entry of entries) {
      this.kinds.add(entry.kind);
      const room = this.state.get(entry.room_code);
      if (entry.kind === 'read' && room !== undefined) room.read = Math.max(room.read, entry.read.id);
      if (entry.kind === 'attention' && room !== undefined) room.attention = entry.attention;
      if (entry.kind === 'draft' && room !== undefined) room.draft = entry.draft.text;
      if (entry.kind === 'preferences') this.preferences = entry.preferences;
      if (entry.kind === 'room_removed' && this.client.cursors().get(entry.room_code) === undefined)
        this.state.delete(entry.room_code);
      if (entry.kind === 'room_added' && entry.room !== undefined) {
        this.state.delete(entry.room_code);
        await this.#begin(entry.room);
      }
    }
  }

  #apply(code: string, entries: readonly EntryView[]): void {
    for (const { kind } of entries) this.kinds.add(kind);
    const room = this.state.get(code);
    if (room === undefined) return;
    for (const entry of entries) applyEntry(room, entry);
  }
}
