import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { getChats, getMessages, getUsers } from '../contract/chat.ts';
import { getPreferences } from '../contract/attention.ts';
import type { Client } from '../contract/client.ts';
import type { EntryView, InboxEntryView, RoomCard } from '../contract/entry.ts';
import { countMentions, type KnownEntry, takeEntry } from '../contract/known-room.ts';
import type { Preferences } from '../contract/person.ts';
import { getCourseinfo } from '../contract/posts.ts';
import { getEntries } from '../contract/rooms.ts';
import { findRoom } from '../server/chat/access.ts';
import { entryView } from '../server/chat/entry-view.ts';
import { readEntries } from '../server/chat/log.ts';
import { actAtRandom, randomOf, type Said, WATCHERS } from './drift-acts.ts';
import { engines } from './engines.ts';
import { liveClient, type TestClient } from './live.ts';
import { openSchool, type Name, type TestSchool } from './school.ts';

const SEED = Number(process.env['DRIFT_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
const ACTS = Number(process.env['DRIFT_ACTS'] ?? 350);

type RoomState = {
  known: Map<number, KnownEntry>;
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
/** What is compared: of what is known the messages that are there, and how many mentions are not read. */
type Shown = Omit<RoomState & Card, 'known'> & { messages: unknown[]; mentions: number };

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
      const said: Said[] = [];
      for (let act = 0; act < ACTS; act++) {
        await actAtRandom(school, random, said);
        if (random() < 0.1) watchers[Math.floor(random() * watchers.length)]?.client.cut();
      }
      for (const watcher of watchers) {
        const fresh = await freshState(school, watcher.name);
        await watcher.settle(fresh);
        assert.deepEqual(watcher.shown(), fresh, `${watcher.name}, DRIFT_SEED=${SEED}`);
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

  async settle(fresh: Map<string, Shown>): Promise<void> {
    const deadline = performance.now() + 5_000;
    const wanted = JSON.stringify([...fresh]);
    while (JSON.stringify([...this.shown()]) !== wanted && performance.now() < deadline) {
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
  takeEntry(room.known, entry);
  switch (entry.kind) {
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
    case 'message':
    case 'edit':
    case 'delete':
    case 'reaction':
    case 'pin':
    case 'unpin':
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

/**
 * A room as one finds it who fetches it up to an entry: what was changed later is changed already, and its entries come all the same.
 */
async function stateAt({ school }: TestSchool, code: string, seq: number): Promise<RoomState> {
  const { db } = school.database;
  const room = await findRoom(db, code);
  const state: RoomState = { known: new Map(), members: [], posts: [] };
  for (const entry of await readEntries(db, room?.id ?? 0, 0, 10_000))
    if (entry.seq <= seq) applyEntry(state, entryView(school.clock, entry));
  return state;
}

/** The messages that are there, those in one room in order, each with all that is shown of it. */
function messagesIn(entries: Iterable<EntryView>): unknown[] {
  return [...entries]
    .flatMap((entry) => (entry.kind === 'message' && entry.deleted !== true ? [entry] : []))
    .toSorted((one, other) => one.seq - other.seq)
    .map(({ seq, no, user, text, edited, thread, pinned, reactions, replies }) => {
      return [seq, no, user, text, edited ?? 0, thread ?? 0, pinned ?? false, reactions ?? [], replies ?? null];
    });
}

async function wholeLog(client: Client, room_code: string): Promise<EntryView[]> {
  const log: EntryView[] = [];
  for (;;) {
    const page = await client.call(getEntries, { room_code, after: log.at(-1)?.seq ?? 0, limit: 200 });
    assert.ok(page.status === 'success');
    log.push(...page.entries);
    if (page.entries.length < 200) return log;
  }
}

/** What the API answers now: nothing of it is made from entries by this file. */
async function freshState(school: TestSchool, name: Name): Promise<Map<string, Shown>> {
  const client = school.as[name];
  const chats = await client.call(getChats, { username: name });
  assert.ok(chats.status === 'success');
  const state = new Map<string, Shown>();
  for (const chat of chats.rooms) {
    const { room_code, room_name, owner, last_no, unread, mentions } = chat;
    const { description, archived, blocked, attention } = chat;
    const [kept, people] = [await client.call(getMessages, { room_code }), await client.call(getUsers, { room_code })];
    const posts = await client.call(getCourseinfo, { course_code: room_code, section: 'announcement' });
    assert.ok(kept.status === 'success' && people.status === 'success');
    const log = await wholeLog(client, room_code);
    const said = log.flatMap((entry) => (entry.kind === 'message' ? [entry] : []));
    assert.deepEqual(
      kept.messages.map(({ id, message, edited }) => [id, message, edited]),
      said.filter((entry) => !entry.deleted).map(({ seq, text, edited }) => [seq, text, edited]),
    );
    const topLevel = said.filter((entry) => entry.thread === undefined);
    assert.deepEqual([last_no, owner], [topLevel.length, people.users[0]]);
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
      messages: messagesIn(log),
      mentions,
      members: people.users.toSorted(),
      posts:
        posts.status === 'success'
          ? posts.infos.map((post): [number, string] => [post.id, post.title]).toSorted(([one], [other]) => one - other)
          : [],
      name: room_name,
      owner,
      read: row?.seq ?? 0,
      ...{ description, archived, blocked, attention, draft: chat.draft?.text ?? '' },
    });
  }
  return new Map([...state].toSorted(byCode));
}

function byCode([one]: [string, unknown], [other]: [string, unknown]): number {
  return one < other ? -1 : 1;
}
