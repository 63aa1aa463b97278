import assert from 'node:assert/strict';
import { getChats, getMessages, getUsers } from '../contract/chat.ts';
import type { Client } from '../contract/client.ts';
import type { EntryView } from '../contract/entry.ts';
import { type KnownEntry, takeEntry } from '../contract/known-room.ts';
import { getCourseinfo } from '../contract/posts.ts';
import { getEntries } from '../contract/rooms.ts';
import { findRoom } from '../server/chat/access.ts';
import { entryView } from '../server/chat/entry-view.ts';
import { readEntries } from '../server/chat/log.ts';
import type { Name, TestSchool } from './school.ts';

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
export type State = Map<string, RoomState & Card>;
/** What is compared: of what is known the messages that are there, and how many mentions are not read. */
export type Shown = Omit<RoomState & Card, 'known'> & { messages: unknown[]; mentions: number };

export function applyEntry(room: RoomState & Partial<Card>, entry: EntryView): void {
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
export async function stateAt({ school }: TestSchool, code: string, seq: number): Promise<RoomState> {
  const { db } = school.database;
  const room = await findRoom(db, code);
  const state: RoomState = { known: new Map(), members: [], posts: [] };
  for (const entry of await readEntries(db, room?.id ?? 0, 0, 10_000))
    if (entry.seq <= seq) applyEntry(state, entryView(school.clock, entry));
  return state;
}

/** The messages that are there, those in one room in order, each with all that is shown of it. */
export function messagesIn(entries: Iterable<EntryView>): unknown[] {
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
export async function freshState(school: TestSchool, name: Name): Promise<Map<string, Shown>> {
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

export function byCode([one]: [string, unknown], [other]: [string, unknown]): number {
  return one < other ? -1 : 1;
}
