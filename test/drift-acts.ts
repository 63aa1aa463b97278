import assert from 'node:assert/strict';
import { saveDraft, setAttention, setPreferences } from '../contract/attention.ts';
import { createChat, editUser, markRead, sendMessage } from '../contract/chat.ts';
import { selectCourse } from '../contract/courses.ts';
import { addCourseinfo, deleteCourseinfo, editCourseinfo } from '../contract/posts.ts';
import { blockUser, openDirect, unblockUser } from '../contract/direct.ts';
import { pinMessage } from '../contract/messages.ts';
import { deleteChat, editChat, handOverChat } from '../contract/rooms.ts';
import { followThread } from '../contract/threads.ts';
import { changeAtRandom, type Said, sayAtRandom } from './drift-messages.ts';
import { changeOwnView, changeRoom, writeToEachOther } from './drift-rooms.ts';
import type { Name, TestSchool } from './school.ts';

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
  } else if (dice < 0.5) await changeAtRandom(school, random, said);
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

/** What chance seldom brings about, so that no history is without it. The group of its end is `endSeldom`'s. */
export async function actSeldom({ as: { tony } }: TestSchool): Promise<void> {
  const sent = await tony.call(sendMessage, { room_code: 'A01', sender: 'tony', message: 'a root' });
  assert.ok(sent.status === 'success');
  const root = { room_code: 'A01', id: sent.id };
  for (const action of ['add', 'remove'] as const) {
    await tony.call(pinMessage, { ...root, action });
    await tony.call(followThread, { ...root, action });
  }
  await tony.call(addCourseinfo, {
    course_code: 'A01',
    section: 'announcement',
    title: 'Seldom',
    body: 'x',
    username: 'tony',
  });
  await tony.call(createChat, { room_code: 'N2', room_name: 'Short-lived', username: 'tony' });
}

/** Ends what `actSeldom` began, once everybody knows of it. */
export async function endSeldom({ as: { amy, tony } }: TestSchool): Promise<void> {
  await tony.call(setAttention, { room_code: 'N2', attention: 'muted' });
  const said = await tony.call(sendMessage, { room_code: 'N2', sender: 'tony', message: 'the last' });
  assert.ok(said.status === 'success', said.message);
  await tony.call(markRead, { room_code: 'N2', id: said.id });
  for (const thread of [{}, { thread: said.id }])
    await tony.call(saveDraft, { room_code: 'N2', ...thread, text: 'not sent' });
  await tony.call(setPreferences, { presence: 0, typing: 0 });
  const change = { room_code: 'N2', room_name: 'Ends soon', description: 'Ends soon' };
  for (const archived of [1, 0]) await tony.call(editChat, { ...change, archived });
  await tony.call(openDirect, { username: 'amy' });
  for (const call of [blockUser, unblockUser]) await amy.call(call, { username: 'tony' });
  await tony.call(editUser, { room_code: 'N2', action: 'add', username: 'amy' });
  await tony.call(handOverChat, { room_code: 'N2', username: 'amy' });
  await amy.call(deleteChat, { room_code: 'N2' });
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
