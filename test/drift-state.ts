import assert from 'node:assert/strict';
import { getChats, getMessages, getUsers } from '../contract/chat.ts';
import type { EntryView, RoomCard } from '../contract/entry.ts';
import { getCourseinfo } from '../contract/posts.ts';
import { findRoom } from '../server/chat/access.ts';
import { entryView } from '../server/chat/entry-view.ts';
import { readEntries } from '../server/chat/log.ts';
import type { Name, TestSchool } from './school.ts';

export type RoomState = {
  messages: [id: number, no: number, sender: string, text: string, files: string[]][];
  members: string[];
  /** In order of their ids. */
  posts: [id: number, section: string, title: string, rev: number, due: number | null][];
};
/** What a room's card tells when it begins, and entries from there on. */
export type Card = { name: string; kind: RoomCard['kind']; owner: string; read: number };
/** All that somebody knows of the own rooms, by code. */
export type State = Map<string, RoomState & Card>;

const SECTIONS = ['announcement', 'assignment', 'content'];

export function applyEntry(room: RoomState & Partial<Card>, entry: EntryView): void {
  switch (entry.kind) {
    case 'message':
      room.messages.push([entry.seq, entry.no, entry.user, entry.text, entry.file_ids]);
      break;
    case 'rename':
      room.name = entry.name;
      break;
    case 'owner':
      room.owner = entry.user;
      break;
    case 'join':
      // The owner is shown first, and changes: their order is another matter.
      room.members = [...room.members, entry.user].toSorted();
      break;
    case 'leave':
      room.members = room.members.filter((member) => member !== entry.user);
      break;
    case 'post': {
      const { id, section, title, rev, due, deleted } = entry.post;
      room.posts = room.posts.filter(([other]) => other !== id);
      if (!deleted) room.posts.push([id, section, title, rev, due]);
      room.posts.sort(([one], [other]) => one - other);
      break;
    }
  }
}

/** A room as it was at an entry, by replaying its log from the database: what a client that fetched it then would hold. */
export async function stateAt({ school }: TestSchool, code: string, seq: number): Promise<RoomState> {
  const { db } = school.database;
  const room = await findRoom(db, code);
  assert.ok(room !== undefined);
  const state: RoomState = { messages: [], members: [], posts: [] };
  for (const entry of await readEntries(db, room.id, 0, seq)) applyEntry(state, entryView(school.clock, entry));
  return state;
}

/** What the API answers now: nothing of it is made from entries by this file. */
export async function freshState(school: TestSchool, name: Name): Promise<State> {
  const chats = await school.as[name].call(getChats, { username: name });
  assert.ok(chats.status === 'success');
  const state: State = new Map();
  for (const { room_code, room_name, kind, owner, last_no, unread } of chats.rooms) {
    const { messages, members } = await freshRoom(school, name, room_code);
    assert.deepEqual([last_no, owner], [messages.length, members[0]]);
    const reading = await readingOf(school, name, room_code);
    assert.equal(unread, last_no - reading.no);
    state.set(room_code, {
      messages,
      members: members.toSorted(),
      posts: kind === 'course' ? await freshPosts(school, name, room_code) : [],
      name: room_name,
      kind,
      owner,
      read: reading.seq,
    });
  }
  return state;
}

async function freshRoom(
  school: TestSchool,
  name: Name,
  room_code: string,
): Promise<Pick<RoomState, 'messages' | 'members'>> {
  const client = school.as[name];
  const [kept, people] = [await client.call(getMessages, { room_code }), await client.call(getUsers, { room_code })];
  assert.ok(kept.status === 'success' && people.status === 'success');
  const messages = kept.messages.map((one, index): RoomState['messages'][number] => [
    one.id,
    index + 1,
    one.sender,
    one.message,
    one.file_ids,
  ]);
  return { messages, members: people.users };
}

async function freshPosts(school: TestSchool, name: Name, course_code: string): Promise<RoomState['posts']> {
  const posts: RoomState['posts'] = [];
  for (const section of SECTIONS) {
    const answer = await school.as[name].call(getCourseinfo, { course_code, section });
    assert.ok(answer.status === 'success');
    for (const { id, title, rev, due } of answer.infos) posts.push([id, section, title, rev, due]);
  }
  return posts.toSorted(([one], [other]) => one - other);
}

async function readingOf({ school }: TestSchool, name: Name, code: string): Promise<{ seq: number; no: number }> {
  const row = await school.database.db
    .selectFrom('reads')
    .innerJoin('rooms', 'rooms.id', 'reads.room_id')
    .innerJoin('users', 'users.id', 'reads.user_id')
    .select(['reads.seq', 'reads.no'])
    .where('rooms.code', '=', code)
    .where('username', '=', name)
    .executeTakeFirst();
  return row ?? { seq: 0, no: 0 };
}
