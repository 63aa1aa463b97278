import * as calls from '../../contract/messages.ts';
import * as threads from '../../contract/threads.ts';
import { createFloodGuard } from '../accounts/attempts.ts';
import { type Caller, requireSession, type SignedIn } from '../kernel/http/caller.ts';
import { fail } from '../kernel/http/failure.ts';
import type { Serve } from '../kernel/http/serve.ts';
import type { School } from '../school.ts';
import { accessRoom } from './access.ts';
import { mentionReach } from './mentions.ts';
import { accessHistory, placeOf } from './message-access.ts';
import { deleteMessage } from './message-delete.ts';
import { editMessage, messageHistory } from './message-edit.ts';
import { pinMessage, pinsOf } from './pins.ts';
import { react } from './reactions.ts';
import { followThread, markThreadRead } from './thread-follows.ts';
import { threadOf, threadsOf } from './threads.ts';

/** What is done with messages after they were sent, and the threads below them. */
export function serveMessages(school: School, serve: Serve): void {
  const { access, sendRate } = school.config;
  const slowFlood = createFloodGuard(sendRate * 3, 3);

  /** Each change is an entry of the room, as each message is: as many of both are taken from one session. */
  async function changer(caller: Caller): Promise<SignedIn> {
    const by = requireSession(caller);
    if (access === 'signed-in' && sendRate > 0) await slowFlood(by.tokenHash);
    return by;
  }

  serve(calls.editMessage, async ({ input, caller }) => {
    const { room_code: roomCode, id, message: text = '' } = input;
    return {
      message: 'Message edited',
      rev: await editMessage(school, await changer(caller), { roomCode, id, text }),
    };
  });

  serve(calls.deleteMessage, async ({ input, caller }) => {
    await deleteMessage(school, await changer(caller), { roomCode: input.room_code, id: input.id });
    return { message: 'Message deleted' };
  });

  serve(calls.getMessageHistory, async ({ input, caller }) => {
    const { clock } = school;
    const room = await accessHistory(school, requireSession(caller), input.room_code);
    const revisions = await messageHistory(school, room.id, input.id);
    return {
      message: 'History retrieved',
      revisions: revisions.map(({ rev, text, at }) => ({ rev, text, time: clock.format(at), ts: at })),
    };
  });

  serve(calls.react, async ({ input, caller }) => {
    const { room_code: roomCode, id, emoji } = input;
    const on = isAdding(input.action);
    await react(school, await changer(caller), { roomCode, id, emoji, on });
    return { message: on ? 'Reaction added' : 'Reaction removed' };
  });

  serve(calls.pinMessage, async ({ input, caller }) => {
    const on = isAdding(input.action);
    await pinMessage(school, await changer(caller), { roomCode: input.room_code, id: input.id, on });
    return { message: on ? 'Message pinned' : 'Message unpinned' };
  });

  serve(calls.getPins, async ({ input, caller }) => {
    const room = await accessRoom(school, requireSession(caller), input.room_code);
    return { message: 'Pins retrieved', pins: await pinsOf(school, room.id) };
  });

  serve(calls.getMentionReach, async ({ input, caller }) => {
    const place = await placeOf(school.database.db, requireSession(caller), input.room_code, false);
    return { message: 'Reach retrieved', all: place.isStaff, reach: await mentionReach(school, place.roomId) };
  });

  serve(threads.getThread, async ({ input, caller }) => {
    const { room_code: code, id, ...page } = input;
    const viewer = requireSession(caller);
    const room = await accessRoom(school, viewer, code);
    const thread = await threadOf(school, { roomId: room.id, seq: id, userId: viewer.userId }, page);
    return { message: 'Thread retrieved', ...thread };
  });

  serve(threads.getThreads, async ({ input, caller }) => {
    const { before, limit, unread } = input;
    const page = { before, limit, onlyUnread: unread === 1 };
    return { message: 'Threads retrieved', ...(await threadsOf(school, requireSession(caller).userId, page)) };
  });

  serve(threads.followThread, async ({ input, caller }) => {
    const on = isAdding(input.action);
    await followThread(school, requireSession(caller), { roomCode: input.room_code, id: input.id, on });
    return { message: on ? 'Thread followed' : 'Thread unfollowed' };
  });

  serve(threads.markThreadRead, async ({ input, caller }) => {
    const { room_code: roomCode, id } = input;
    const read = await markThreadRead(school, requireSession(caller), { roomCode, id, read: input.read });
    return { message: 'Thread marked as read', read };
  });
}

/** Throws `Invalid action`. */
function isAdding(action: string): boolean {
  if (action !== 'add' && action !== 'remove') throw fail('invalid_action');
  return action === 'add';
}
