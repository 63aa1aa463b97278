import assert from 'node:assert/strict';
import type { Static } from 'typebox';
import { getMessages } from '../../contract/chat.ts';
import { createClient } from '../../contract/client.ts';
import type { message } from '../../contract/message.ts';

/** The whole history of a room, oldest first. */
export async function historyOf(url: string, room: string, token: string): Promise<Static<typeof message>[]> {
  const answer = await createClient({ baseUrl: url, token }).call(getMessages, { room_code: room });
  assert.ok(answer.status === 'success', answer.message);
  return answer.messages;
}

export async function textsOf(url: string, room: string, token: string): Promise<string[]> {
  return (await historyOf(url, room, token)).map(({ message: text }) => text);
}
