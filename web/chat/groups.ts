import * as chat from '../../contract/chat.ts';
import * as rooms from '../../contract/rooms.ts';
import { call, Refusal } from '../kernel/api.ts';
import { queries } from '../kernel/queries.ts';
import { showRoom } from './rooms.ts';

/** Letters and digits that nobody takes for each other. */
const SIGNS = 'abcdefghjkmnpqrstuvwxyz23456789';
const LENGTH = 8;
const TRIES = 5;

/** Makes a group with these people in it. Answers its code and whom the server would not add. */
export async function createGroup(
  me: string,
  name: string,
  usernames: readonly string[],
): Promise<{ code: string; left: string[] }> {
  const code = await created(me, name);
  const left: string[] = [];
  for (const username of usernames) {
    try {
      await call(chat.editUser, { room_code: code, action: 'add', username });
    } catch {
      left.push(username);
    }
  }
  await queries.invalidateQueries({ queryKey: ['rooms'] });
  return { code, left };
}

async function created(me: string, room_name: string, tries = TRIES): Promise<string> {
  const code = newCode();
  try {
    await call(chat.createChat, { room_code: code, room_name, username: me });
    return code;
  } catch (error) {
    const taken = error instanceof Refusal && error.code === 'chat_exists';
    if (taken && tries > 1) return created(me, room_name, tries - 1);
    throw error;
  }
}

/** Nobody has to see it, and whoever does can read it out. */
function newCode(): string {
  const random = crypto.getRandomValues(new Uint8Array(LENGTH));
  return [...random].map((byte) => SIGNS[byte % SIGNS.length]).join('');
}

export async function addMember(code: string, username: string): Promise<void> {
  await call(chat.editUser, { room_code: code, action: 'add', username });
  await membersChanged(code);
}

export async function putOut(code: string, username: string): Promise<void> {
  await call(chat.editUser, { room_code: code, action: 'remove', username });
  await membersChanged(code);
}

export async function leaveGroup(code: string, me: string): Promise<void> {
  await call(chat.editUser, { room_code: code, action: 'remove', username: me });
  await queries.invalidateQueries({ queryKey: ['rooms'] });
}

export async function renameGroup(code: string, room_name: string): Promise<void> {
  await call(rooms.editChat, { room_code: code, room_name });
}

/** Empty, there is none. */
export async function describeRoom(code: string, description: string): Promise<void> {
  // Spaces alone take it away: left out it would stay.
  await call(rooms.editChat, { room_code: code, description: description === '' ? ' ' : description });
  showRoom(code, { description });
}

export async function archiveGroup(code: string, archived: boolean): Promise<void> {
  await call(rooms.editChat, { room_code: code, archived: Number(archived) });
  showRoom(code, { archived });
}

/** For ever. */
export async function deleteGroup(code: string): Promise<void> {
  await call(rooms.deleteChat, { room_code: code });
  await queries.invalidateQueries({ queryKey: ['rooms'] });
}

export async function handOver(code: string, username: string): Promise<void> {
  await call(rooms.handOverChat, { room_code: code, username });
  await membersChanged(code);
}

async function membersChanged(code: string): Promise<void> {
  await queries.invalidateQueries({ queryKey: ['room', code, 'members'] });
}
