import { sendMessage } from '../contract/chat.ts';
import { deleteMessage, editMessage, pinMessage, react } from '../contract/messages.ts';
import type { Name, TestSchool } from './school.ts';

/** A message that was sent. */
export type Said = { room_code: string; id: number; by: Name; isReply: boolean };

/** A message, or a reply to one that was sent in the room. */
export async function sayAtRandom(
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
export async function changeAtRandom(school: TestSchool, random: () => number, said: readonly Said[]): Promise<void> {
  const pick = <T>(from: readonly [T, ...T[]]): T => from[Math.floor(random() * from.length)] ?? from[0];
  const chosen = said[Math.floor(said.length * (1 - random() ** 2))] ?? said[0];
  if (chosen === undefined) return;
  const { room_code, id, by } = chosen;
  const message = { room_code, id };
  const action = pick(['add', 'add', 'remove']);
  const act = pick(['edit', 'edit', 'delete', 'react', 'react', 'react', 'pin']);
  const text = `edited ${Math.floor(random() * 1e6)} ${pick(['', '@amy', '@tony', '@all'])}`;
  if (act === 'edit') await school.as[by].call(editMessage, { ...message, message: text });
  if (act === 'delete') await school.as[pick<Name>([by, 'tony'])].call(deleteMessage, message);
  const emoji = pick(['👍', '🎉']);
  if (act === 'react') await school.as[pick<Name>(['tony', 'amy', 'bob'])].call(react, { ...message, emoji, action });
  if (act === 'pin') await school.as[pick<Name>(['tony', by])].call(pinMessage, { ...message, action });
}
