import { getChats, getUsers } from './chat.ts';
import type { Client } from './client.ts';
import type { EntryView, InboxEntryView, RoomCard, ThreadDraft } from './entry.ts';
import { countMentions, type KnownEntry, takeEntry, takePast } from './known-room.ts';
import { createLiveClient } from './live-client.ts';
import type { LiveOptions, Outgoing } from './live-options.ts';
import type { Preferences } from './person.ts';
import { getEntries } from './rooms.ts';

/** A room as its member sees it by now. Unread messages: `no` less `read.no`. */
export type KeptRoom = RoomCard & {
  /** Of an opened room the messages and posts, as they are by now, by seq. */
  known: Map<number, KnownEntry>;
  /** Of an opened room the usernames. */
  members: Set<string>;
  isOpen: boolean;
  /** Of an opened room: what has this seq or a greater one has been fetched, or has come since. */
  from: number;
  /** Nothing older is left to fetch. */
  isWhole: boolean;
};

type LiveParts = 'open' | 'token' | 'onEntries' | 'onInbox' | 'onSaid' | 'onState' | 'firstPause' | 'random';
export type KeptRoomsOptions = Pick<LiveOptions, LiveParts> & {
  /** With the same session. */
  client: Client;
  /** What an earlier client left in its `outbox`. */
  outbox?: readonly Outgoing[];
  /** So many entries are fetched at once, at most 200. */
  page?: number;
  /** Called after every change, with the rooms it was in. */
  onChange?(codes: ReadonlySet<string>): void;
};

/**
 * All rooms of one user, kept by applying what the live socket tells: after a drop, a restart or a day away they are what a fresh
 * start would find (`test/drift.test.ts`). The socket tells the cards of all rooms; what was said is fetched of those that are opened.
 */
export function createKeptRooms({ client, outbox = [], page: limit = 200, onChange, ...options }: KeptRoomsOptions) {
  const rooms = new Map<string, KeptRoom>();
  const readonlyRooms: ReadonlyMap<string, Readonly<KeptRoom>> = rooms;
  /** Entries that come while a page of a room is on its way: it may or may not hold what they changed. */
  const meanwhile = new Map<string, EntryView[]>();
  const welcomed = Promise.withResolvers<void>();
  let me = '';
  let preferences: Preferences | undefined;
  let toldInWelcome = 0;
  /** The cards are to be asked for; and they are being asked for. */
  let isStale = false;
  let isAsking = false;
  /** One page after the other. */
  let turn: Promise<unknown> = Promise.resolve();

  const live = createLiveClient({
    ...options,
    onWelcome(frame) {
      me = frame.you.username;
      preferences = frame.preferences;
      toldInWelcome = frame.inbox;
      const cards = new Map(frame.rooms.map((card) => [card.room_code, card]));
      for (const code of rooms.keys()) if (!cards.has(code)) rooms.delete(code);
      for (const card of cards.values()) begin(card);
      welcomed.resolve();
      onChange?.(new Set(cards.keys()));
    },
    onEntries(code, entries) {
      const room = rooms.get(code);
      if (room === undefined) return;
      for (const entry of entries) take(room, entry);
      meanwhile.get(code)?.push(...entries);
      options.onEntries?.(code, entries);
      onChange?.(new Set([code]));
    },
    onInbox(entries) {
      const news = entries.filter(({ seq }) => seq > toldInWelcome);
      for (const entry of news) takeInbox(entry);
      options.onInbox?.(news);
      onChange?.(new Set(news.map(({ room_code: code }) => code)));
    },
    // Without an answer it stays closed, and can be opened again.
    onResync: (code, cursor) => void beginAnew(code, cursor).catch(() => undefined),
  });
  for (const message of outbox) void live.send(message);

  /** What is one's own of a known room is told anew by each welcome; all else of it goes on by its entries. */
  function begin(card: RoomCard): void {
    const known = rooms.get(card.room_code);
    if (known === undefined) {
      rooms.set(card.room_code, { ...card, ...closed() });
      return;
    }
    const { read, attention, draft, thread_drafts: threadDrafts, other } = card;
    Object.assign(known, { read, attention, ...(other !== undefined && { other }) });
    if (draft === undefined) delete known.draft;
    else known.draft = draft;
    if (threadDrafts === undefined) delete known.thread_drafts;
    else known.thread_drafts = threadDrafts;
    recount(known);
  }

  /** What is known of it is too old. */
  async function beginAnew(code: string, cursor: number): Promise<void> {
    const room = rooms.get(code);
    if (room === undefined) return;
    const wasOpen = room.isOpen;
    Object.assign(room, { seq: cursor, ...closed() });
    await askCards();
    if (wasOpen) await fetchFor(room, () => openNow(room));
  }

  async function openNow(room: KeptRoom): Promise<void> {
    if (room.isOpen) return;
    await fetchPage(room);
    const people = await client.call(getUsers, { room_code: room.room_code });
    if (people.status === 'fail') throw new Error(people.message);
    room.members = new Set(people.users);
    room.isOpen = true;
  }

  function take(room: KeptRoom, entry: EntryView): void {
    room.seq = entry.seq;
    if (room.isOpen) takeSaid(room, entry);
    switch (entry.kind) {
      case 'message':
        if (entry.thread === undefined) room.no = entry.no;
        recount(room, entry);
        break;
      case 'edit':
        recount(room, entry);
        break;
      case 'delete':
        recount(room);
        break;
      case 'rename':
        room.room_name = entry.name;
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
      case 'join':
      case 'leave':
      case 'post':
      case 'reaction':
      case 'pin':
      case 'unpin':
      case 'room_deleted':
        // No card tells of it; that a room is gone the inbox tells.
        break;
    }
  }

  /** What is kept of an opened room alone. */
  function takeSaid(room: KeptRoom, entry: EntryView): void {
    takeEntry(room.known, entry);
    if (entry.kind === 'join') room.members.add(entry.user);
    if (entry.kind === 'leave') room.members.delete(entry.user);
  }

  function takeInbox(entry: InboxEntryView): void {
    if (entry.kind === 'preferences') preferences = entry.preferences;
    // Removed and added again within a page: it begins anew.
    if (entry.kind === 'room_removed' && live.cursors().get(entry.room_code) === undefined)
      rooms.delete(entry.room_code);
    if (entry.kind === 'room_added' && entry.room !== undefined) {
      rooms.delete(entry.room_code);
      begin(entry.room);
    }
    const room = rooms.get(entry.room_code);
    if (room === undefined) return;
    if (entry.kind === 'attention') room.attention = entry.attention;
    if (entry.kind === 'draft') room.draft = entry.draft;
    if (entry.kind === 'thread_draft')
      room.thread_drafts = withDraft(room.thread_drafts ?? [], { thread: entry.thread, ...entry.draft });
    if (entry.kind === 'read') {
      room.read = entry.read;
      recount(room);
    }
  }

  /** Counts mentions by what is known, as far back as the user has read; else by what is `added`; else the server is asked. */
  function recount(room: KeptRoom, added?: Extract<EntryView, { kind: 'message' | 'edit' }>): void {
    const reachesBack = room.isOpen && (room.isWhole || room.from <= room.read.id);
    if (reachesBack) room.mentions = countMentions(room.known, me, room.read.id);
    else if (room.read.id >= room.seq) room.mentions = 0;
    else if (added !== undefined) room.mentions += countMentions(new Map([[added.seq, added]]), me, room.read.id);
    else {
      isStale = true;
      void askUntilFresh();
    }
  }

  /** What is asked for while an answer is on its way is asked for once more. */
  async function askUntilFresh(): Promise<void> {
    if (isAsking) return;
    isAsking = true;
    while (isStale) {
      isStale = false;
      await askCards();
    }
    isAsking = false;
  }

  /** Without an answer the next welcome tells. */
  async function askCards(): Promise<void> {
    const answer = await client.call(getChats, { username: me }).catch(() => undefined);
    if (answer?.status !== 'success') return;
    for (const { room_code: code, last_no: no, ...chat } of answer.rooms) {
      const room = rooms.get(code);
      if (room === undefined) continue;
      const { seq, room_name, owner, description, archived, blocked, mentions } = chat;
      if (seq < room.seq) isStale = true;
      else Object.assign(room, { room_name, owner, description, archived, blocked, no, mentions });
    }
    onChange?.(new Set(rooms.keys()));
  }

  /** Fetches what is missing of a room, and does to it again what came meanwhile, which it may or may not hold. */
  function fetchFor(room: KeptRoom, work: () => Promise<void>): Promise<void> {
    const done = turn.then(async () => {
      const entries: EntryView[] = [];
      meanwhile.set(room.room_code, entries);
      try {
        await work();
        for (const entry of entries) takeSaid(room, entry);
      } finally {
        meanwhile.delete(room.room_code);
      }
      onChange?.(new Set([room.room_code]));
    });
    turn = done.catch(() => undefined);
    return done;
  }

  async function fetchPage(room: KeptRoom, before?: number): Promise<void> {
    const asked = { room_code: room.room_code, limit, ...(before !== undefined && { before }) };
    const page = await client.call(getEntries, asked);
    if (page.status === 'fail') throw new Error(page.message);
    room.known = takePast(room.known, page.entries);
    // A page may hold nothing that is kept: joins, reactions.
    room.from = page.entries[0]?.seq ?? room.from;
    room.isWhole = page.entries.length < limit;
  }

  return {
    /** By code. */
    rooms: readonlyRooms,
    /** Resolves with the first welcome. */
    welcomed: welcomed.promise,
    preferences: (): Preferences | undefined => preferences,
    /** Fetches the newest of a room and who is in it; from then on both are kept. Rejects with the refusal, or without a network. */
    async open(code: string): Promise<void> {
      const room = rooms.get(code);
      if (room === undefined) throw new Error(`there is no room ${code}`);
      if (!room.isOpen) await fetchFor(room, () => openNow(room));
    },
    /** Fetches an older page of an opened room. Rejects as `open`. */
    async older(code: string): Promise<void> {
      const room = rooms.get(code);
      if (room?.isOpen === true && !room.isWhole) await fetchFor(room, () => fetchPage(room, room.from));
    },
    /** Sends, reads, types, closes. What is in its `outbox` when the program ends is for the next one. */
    live,
  };
}

/** Nothing has been fetched of it. */
function closed(): Pick<KeptRoom, 'known' | 'members' | 'isOpen' | 'from' | 'isWhole'> {
  return { known: new Map(), members: new Set(), isOpen: false, from: Infinity, isWhole: false };
}

/** In order of the threads; one that is empty is none. */
function withDraft(drafts: readonly ThreadDraft[], draft: ThreadDraft): ThreadDraft[] {
  const others = drafts.filter(({ thread }) => thread !== draft.thread);
  const all = draft.text === '' ? others : [...others, draft];
  return all.toSorted((one, other) => one.thread - other.thread);
}

export type KeptRooms = ReturnType<typeof createKeptRooms>;
