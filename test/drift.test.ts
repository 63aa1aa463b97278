import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { getChats, getMessages, getUsers } from '../contract/chat.ts';
import { getPreferences } from '../contract/attention.ts';
import type { Preferences } from '../contract/person.ts';
import { getCourseinfo } from '../contract/posts.ts';
import type { EntryView, InboxEntryView, RoomCard } from '../contract/entry.ts';
import { readDetails } from '../server/chat/entry.ts';
import { actAtRandom } from './drift-acts.ts';
import { WATCHERS } from './drift-rooms.ts';
import { engines } from './engines.ts';
import { liveClient, type TestClient } from './live.ts';
import { openSchool, type Name, type TestSchool } from './school.ts';

const SEED = Number(process.env['DRIFT_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
const ACTS = Number(process.env['DRIFT_ACTS'] ?? 250);

type RoomState = {
  messages: [id: number, no: number, sender: string, text: string][];
  members: string[];
  /** In order of their ids. */
  posts: [id: number, title: string][];
};
/** What a room's card tells when it begins, and entries from there on. */
type Card = {
  name: string;
  owner: string;
  read: number;
  description: string;
  archived: boolean;
  blocked: boolean;
  attention: string;
  draft: string;
};
type State = Map<string, RoomState & Card>;

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
      for (let act = 0; act < ACTS; act++) {
        await actAtRandom(school, random);
        if (random() < 0.1) watchers[Math.floor(random() * watchers.length)]?.client.cut();
      }
      for (const watcher of watchers) {
        const fresh = await freshState(school, watcher.name);
        await watcher.settle(fresh);
        assert.deepEqual(watcher.state, fresh, `${watcher.name}, DRIFT_SEED=${SEED}`);
        const asked = await school.as[watcher.name].call(getPreferences, {});
        assert.deepEqual(watcher.preferences, asked.status === 'success' && asked.preferences);
        watcher.client.close();
      }
    });
  });
}

/** Somebody who fetches a room once, when it begins, and from then on knows only what the entries say. */
class Watcher {
  readonly name: Name;
  readonly client: TestClient;
  readonly welcomed: Promise<void>;
  state: State = new Map();
  preferences: Preferences | undefined;
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

  async settle(fresh: State): Promise<void> {
    const deadline = performance.now() + 5_000;
    while (JSON.stringify([...this.state]) !== JSON.stringify([...fresh]) && performance.now() < deadline) {
      await this.#turn;
      await sleep(20);
      this.state = new Map([...this.state].toSorted(byCode));
    }
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
    const room = this.state.get(code);
    if (room === undefined) return;
    for (const entry of entries) applyEntry(room, entry);
  }
}

function applyEntry(room: RoomState & Partial<Card>, entry: EntryView): void {
  switch (entry.kind) {
    case 'message':
      room.messages.push([entry.seq, entry.no, entry.user, entry.text]);
      break;
    case 'rename':
      room.name = entry.name;
      break;
    case 'owner':
      room.owner = entry.user;
      break;
    case 'describe':
      room.description = entry.description;
      break;
    case 'archive':
      room.archived = entry.archived;
      break;
    case 'block':
      room.blocked = entry.blocked;
      break;
    case 'room_deleted':
      // The inbox says that it is gone.
      break;
    case 'join':
      // The owner is shown first, and changes: their order is another matter.
      room.members = [...room.members, entry.user].toSorted();
      break;
    case 'leave':
      room.members = room.members.filter((member) => member !== entry.user);
      break;
    case 'post':
      room.posts = room.posts.filter(([id]) => id !== entry.post.id);
      if (!entry.post.deleted) room.posts.push([entry.post.id, entry.post.title]);
      room.posts.sort(([one], [other]) => one - other);
      break;
  }
}

/** A room as it was at an entry, by replaying its log from the database: what a client that fetched it then would hold. */
async function stateAt({ school }: TestSchool, code: string, seq: number): Promise<RoomState> {
  const rows = await school.database.db
    .selectFrom('entries')
    .innerJoin('rooms', 'rooms.id', 'entries.room_id')
    .innerJoin('users', 'users.id', 'entries.user_id')
    .select(['entries.seq', 'entries.kind', 'no', 'username', 'text', 'data'])
    .where('rooms.code', '=', code)
    .where('entries.seq', '<=', seq)
    .orderBy('entries.seq')
    .execute();
  const state: RoomState = { messages: [], members: [], posts: [] };
  for (const row of rows) {
    const common = { seq: row.seq, user: row.username, time: '', ts: 0 };
    if (row.kind === 'message')
      applyEntry(state, { kind: 'message', ...common, no: row.no ?? 0, text: row.text ?? '', file_ids: [] });
    else if (row.kind === 'post') {
      const { post } = readDetails(row.data);
      assert.ok(post !== null);
      applyEntry(state, { kind: 'post', ...common, post });
    } else if (row.kind === 'rename') {
      applyEntry(state, { kind: 'rename', ...common, by: '', name: readDetails(row.data).name ?? '' });
    } else if (row.kind === 'join' || row.kind === 'leave') applyEntry(state, { kind: row.kind, ...common, by: '' });
  }
  return state;
}

/** What the API answers now: nothing of it is made from entries by this file. */
async function freshState(school: TestSchool, name: Name): Promise<State> {
  const client = school.as[name];
  const chats = await client.call(getChats, { username: name });
  assert.ok(chats.status === 'success');
  const state: State = new Map();
  for (const chat of chats.rooms) {
    const { room_code, room_name, owner, last_no, unread, description, archived, blocked, attention } = chat;
    const [kept, people] = [await client.call(getMessages, { room_code }), await client.call(getUsers, { room_code })];
    const posts = await client.call(getCourseinfo, { course_code: room_code, section: 'announcement' });
    assert.ok(kept.status === 'success' && people.status === 'success');
    const messages = kept.messages.map((one, index): RoomState['messages'][number] => [
      one.id,
      index + 1,
      one.sender,
      one.message,
    ]);
    assert.deepEqual([last_no, owner], [messages.length, people.users[0]]);
    const row = await school.school.database.db
      .selectFrom('reads')
      .innerJoin('rooms', 'rooms.id', 'reads.room_id')
      .innerJoin('users', 'users.id', 'reads.user_id')
      .select(['reads.seq', 'reads.no'])
      .where('rooms.code', '=', room_code)
      .where('username', '=', name)
      .executeTakeFirst();
    assert.equal(unread, last_no - (row?.no ?? 0));
    state.set(room_code, {
      messages,
      members: people.users.toSorted(),
      posts:
        posts.status === 'success'
          ? posts.infos.map((post): [number, string] => [post.id, post.title]).toSorted(([one], [other]) => one - other)
          : [],
      name: room_name,
      owner,
      description,
      archived,
      blocked,
      read: row?.seq ?? 0,
      attention,
      draft: chat.draft?.text ?? '',
    });
  }
  return new Map([...state].toSorted(byCode));
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

function byCode([one]: [string, unknown], [other]: [string, unknown]): number {
  return one < other ? -1 : 1;
}
