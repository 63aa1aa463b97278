import { markAllRead, saveDraft, setAttention, setPreferences } from '../contract/attention.ts';
import { markRead } from '../contract/chat.ts';
import { editCourse } from '../contract/courses.ts';
import { blockUser, openDirect, unblockUser } from '../contract/direct.ts';
import { deleteChat, editChat } from '../contract/rooms.ts';
import { type Said, sayAtRandom } from './drift-messages.ts';
import type { Name, TestSchool } from './school.ts';

export const WATCHERS = ['tony', 'amy', 'bob', 'eve'] as const;

/** What becomes of a room. */
export async function changeRoom(
  school: TestSchool,
  who: Name,
  room_code: string,
  random: () => number,
): Promise<void> {
  const [client, dice] = [school.as[who], random()];
  if (dice < 0.1) await client.call(deleteChat, { room_code });
  else if (dice < 0.4) await client.call(editChat, { room_code, description: `Text ${Math.floor(random() * 3)}` });
  else if (dice < 0.7) await client.call(editChat, { room_code, archived: random() < 0.3 ? 1 : 0 });
  else await school.as.tony.call(editCourse, { course_code: 'A01', archived: random() < 0.3 ? 1 : 0 });
}

/** Two who may know each other, or not. */
export async function writeToEachOther(
  school: TestSchool,
  who: Name,
  random: () => number,
  said: Said[],
): Promise<void> {
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
export async function changeOwnView(
  school: TestSchool,
  who: Name,
  room_code: string,
  random: () => number,
): Promise<void> {
  const [client, dice] = [school.as[who], random()];
  if (dice < 0.4) await client.call(markRead, { room_code, id: Math.floor(random() * 100) });
  else if (dice < 0.5) await client.call(markAllRead, {});
  else if (dice < 0.65) await client.call(setAttention, { room_code, attention: random() < 0.5 ? 'all' : 'muted' });
  else if (dice < 0.9) {
    // The first things that were said: the card of a post and messages may be roots, the others are refused.
    const thread = random() < 0.5 ? { thread: 1 + Math.floor(random() * 12) } : {};
    await client.call(saveDraft, { room_code, ...thread, text: random() < 0.3 ? '' : `Draft ${random()}` });
  } else await client.call(setPreferences, { presence: random() < 0.5 ? 0 : 1, typing: random() < 0.5 ? 0 : 1 });
}
