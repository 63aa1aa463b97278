import { markAllRead, saveDraft, setAttention, setPreferences } from '../contract/attention.ts';
import { createChat, editUser, markRead, sendMessage } from '../contract/chat.ts';
import { editCourse, selectCourse } from '../contract/courses.ts';
import { blockUser, openDirect, unblockUser } from '../contract/direct.ts';
import { deleteMessage, editMessage, pinMessage, react } from '../contract/messages.ts';
import { addCourseinfo, deleteCourseinfo, editCourseinfo } from '../contract/posts.ts';
import { deleteChat, editChat, handOverChat } from '../contract/rooms.ts';
import type { Name, TestSchool } from './school.ts';

export const WATCHERS = ['tony', 'amy', 'bob', 'eve'] as const;

/** A message that was sent. */
export type Said = { room_code: string; id: number; by: Name; isReply: boolean };

/** Something happens, done by anybody, as the dice say. */
export async function actAtRandom(school: TestSchool, random: () => number, said: Said[]): Promise<void> {
  const pick = <T>(from: readonly [T, ...T[]]): T => from[Math.floor(random() * from.length)] ?? from[0];
  const who = pick<Name>(['tony', 'amy', 'bob', 'eve']);
  const room_code = pick(['A01', 'G01', 'A01', 'G01', 'N0', 'N1']);
  const client = school.as[who];
  const dice = random();
  // Refusals (not a member, not allowed) are part of the history too: they change nothing.
  if (dice < 0.35) {
    const message = `said ${Math.floor(random() * 1e6)} ${pick(['', '', '@amy', '@bob and @eve', '@all'])}`;
    await sayAtRandom(school, random, said, { room_code, who, message });
  } else if (dice < 0.5) await changeAtRandom(school, random, pick, said);
  else if (dice < 0.6)
    await school.as.tony.call(selectCourse, {
      action: pick(['add', 'drop']),
      username: pick(['amy', 'bob', 'eve']),
      course_code: 'A01',
    });
  else if (dice < 0.75)
    await school.as.tony.call(editUser, {
      room_code: 'G01',
      action: pick(['add', 'remove']),
      username: pick(['amy', 'bob', 'eve']),
    });
  else if (dice < 0.8)
    await client.call(createChat, { room_code: pick(['N0', 'N1']), room_name: 'New', username: who });
  else if (dice < 0.82) await client.call(editChat, { room_code, room_name: `Name ${Math.floor(random() * 3)}` });
  else if (dice < 0.84) await changeRoom(school, who, room_code, random);
  else if (dice < 0.86) await client.call(handOverChat, { room_code, username: pick(['tony', 'amy', 'bob', 'eve']) });
  else if (dice < 0.91) {
    const post = {
      course_code: 'A01',
      section: 'announcement',
      title: `Post ${Math.floor(random() * 4)}`,
      body: 'x',
      username: 'tony',
    };
    await school.as.tony.call(addCourseinfo, post);
  } else if (dice < 0.925) {
    const [id, rev] = [1 + Math.floor(random() * 6), Math.floor(random() * 3)];
    await school.as.tony.call(editCourseinfo, { id, rev, title: `Post ${Math.floor(random() * 8)}`, body: 'y' });
  } else if (dice < 0.94) await school.as.tony.call(deleteCourseinfo, { id: 1 + Math.floor(random() * 6) });
  else if (dice < 0.97) await writeToEachOther(school, who, random, said);
  else await changeOwnView(school, who, room_code, random);
}

/** A message, or a reply to one that was sent in the room. */
async function sayAtRandom(
  school: TestSchool,
  random: () => number,
  said: Said[],
  { room_code, who, message }: { room_code: string; who: Name; message: string },
): Promise<void> {
  const below = said.findLast((one) => one.room_code === room_code && !one.isReply && random() < 0.5);
  const thread = below !== undefined && random() < 0.4 ? { thread: below.id } : {};
  const sent = await school.as[who].call(sendMessage, { room_code, sender: who, message, ...thread });
  if (sent.status === 'success') said.push({ room_code, id: sent.id, by: who, isReply: 'thread' in thread });
}

/** Something is done with a message that somebody sent, mostly one of the last. */
async function changeAtRandom(
  school: TestSchool,
  random: () => number,
  pick: <T>(from: readonly [T, ...T[]]) => T,
  said: readonly Said[],
): Promise<void> {
  const chosen = said[Math.floor(said.length * (1 - random() ** 2))] ?? said[0];
  if (chosen === undefined) return;
  const { room_code, id, by } = chosen;
  const message = { room_code, id };
  const action = pick(['add', 'add', 'remove']);
  const act = pick(['edit', 'edit', 'delete', 'react', 'react', 'react', 'pin']);
  const text = `edited ${Math.floor(random() * 1e6)} ${pick(['', '@amy', '@tony'])}`;
  if (act === 'edit') await school.as[by].call(editMessage, { ...message, message: text });
  if (act === 'delete') await school.as[pick<Name>([by, 'tony'])].call(deleteMessage, message);
  const emoji = pick(['👍', '🎉']);
  if (act === 'react') await school.as[pick<Name>(['tony', 'amy', 'bob'])].call(react, { ...message, emoji, action });
  if (act === 'pin') await school.as[pick<Name>(['tony', by])].call(pinMessage, { ...message, action });
}

/** What becomes of a room. */
async function changeRoom(school: TestSchool, who: Name, room_code: string, random: () => number): Promise<void> {
  const [client, dice] = [school.as[who], random()];
  if (dice < 0.1) await client.call(deleteChat, { room_code });
  else if (dice < 0.4) await client.call(editChat, { room_code, description: `Text ${Math.floor(random() * 3)}` });
  else if (dice < 0.7) await client.call(editChat, { room_code, archived: random() < 0.3 ? 1 : 0 });
  else await school.as.tony.call(editCourse, { course_code: 'A01', archived: random() < 0.3 ? 1 : 0 });
}

/** Two who may know each other, or not. */
async function writeToEachOther(school: TestSchool, who: Name, random: () => number, said: Said[]): Promise<void> {
  const client = school.as[who];
  const username = WATCHERS[Math.floor(random() * WATCHERS.length)] ?? 'tony';
  const opened = await client.call(openDirect, { username });
  if (opened.status === 'success')
    await sayAtRandom(school, random, said, { room_code: opened.room_code, who, message: `to @${username}` });
  const dice = random();
  if (dice < 0.3) await client.call(blockUser, { username });
  else if (dice < 0.7) await client.call(unblockUser, { username });
}

/** What is one's own of a room: how far it is read, how much one wants to hear of it, what one is writing. */
async function changeOwnView(school: TestSchool, who: Name, room_code: string, random: () => number): Promise<void> {
  const [client, dice] = [school.as[who], random()];
  if (dice < 0.4) await client.call(markRead, { room_code, id: Math.floor(random() * 100) });
  else if (dice < 0.5) await client.call(markAllRead, {});
  else if (dice < 0.65) await client.call(setAttention, { room_code, attention: random() < 0.5 ? 'all' : 'muted' });
  else if (dice < 0.9) await client.call(saveDraft, { room_code, text: random() < 0.3 ? '' : `Draft ${random()}` });
  else await client.call(setPreferences, { presence: random() < 0.5 ? 0 : 1, typing: random() < 0.5 ? 0 : 1 });
}

/** mulberry32: the same history for the same seed. */
export function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
