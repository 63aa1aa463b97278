import assert from 'node:assert/strict';
import { getChats, getMessages, getUsers } from '../contract/chat.ts';
import type { Client } from '../contract/client.ts';
import type { EntryView, RoomCard } from '../contract/entry.ts';
import type { KeptRooms } from '../contract/kept-rooms.ts';
import { getCourseinfo } from '../contract/posts.ts';
import { getEntries } from '../contract/rooms.ts';
import type { Name, TestSchool } from './school.ts';

/** What is compared of a room. */
type Shown = {
  messages: unknown[];
  mentions: number;
  members: string[];
  /** In order of their ids. */
  posts: [id: number, title: string][];
  name: string;
  owner: string;
  read: number;
  description: string;
  archived: boolean;
  blocked: boolean;
  attention: string;
  draft: string;
  threadDrafts: [thread: number, text: string][];
};
export type State = Map<string, Shown>;

/** What a client shows that has kept its rooms. */
export function keptState(rooms: KeptRooms['rooms']): State {
  const state = new Map<string, Shown>();
  for (const [code, room] of rooms) {
    const { mentions, owner, description, archived, blocked, attention } = room;
    state.set(code, {
      ...{ mentions, owner, description, archived, blocked, attention },
      messages: messagesIn(room.known.values()),
      members: [...room.members].toSorted(),
      posts: postsIn(room.known.values()),
      name: room.room_name,
      read: room.read.id,
      draft: room.draft?.text ?? '',
      threadDrafts: threadDraftsOf(room),
    });
  }
  return new Map([...state].toSorted(byCode));
}

function threadDraftsOf({ thread_drafts: drafts = [] }: Pick<RoomCard, 'thread_drafts'>): [number, string][] {
  return drafts.map(({ thread, text }) => [thread, text]);
}

/** Of each post the last card tells. */
function postsIn(entries: Iterable<EntryView>): [number, string][] {
  const cards = [...entries].flatMap((entry) => (entry.kind === 'post' ? [entry.post] : []));
  const last = new Map(cards.map((card) => [card.id, card]));
  return [...last.values()]
    .filter((card) => !card.deleted)
    .map(({ id, title }): [number, string] => [id, title])
    .toSorted(([one], [other]) => one - other);
}

/** The messages that are there, those in one room in order, each with all that is shown of it. */
function messagesIn(entries: Iterable<EntryView>): unknown[] {
  return [...entries]
    .flatMap((entry) => (entry.kind === 'message' && entry.deleted !== true ? [entry] : []))
    .toSorted((one, other) => one.seq - other.seq)
    .map(({ seq, no, user, text, edited, thread, pinned, reactions, replies, mentions_all_since: all }) => {
      return [
        seq,
        no,
        user,
        text,
        edited ?? 0,
        thread ?? 0,
        pinned ?? false,
        reactions ?? [],
        replies ?? null,
        all ?? false,
      ];
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
export async function freshState(school: TestSchool, name: Name): Promise<State> {
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
      threadDrafts: threadDraftsOf(chat),
    });
  }
  return new Map([...state].toSorted(byCode));
}

function byCode([one]: [string, unknown], [other]: [string, unknown]): number {
  return one < other ? -1 : 1;
}
