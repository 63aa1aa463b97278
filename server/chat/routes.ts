import { Readable } from 'node:stream';
import { accessUser, getUser } from '../accounts/access.ts';
import { createFloodGuard } from '../accounts/attempts.ts';
import * as calls from '../../contract/chat.ts';
import * as rooms from '../../contract/rooms.ts';
import { type Caller, requireSession, sessionOf } from '../kernel/http/caller.ts';
import { fail } from '../kernel/http/failure.ts';
import type { Serve } from '../kernel/http/serve.ts';
import type { School } from '../school.ts';
import { accessMembers, accessRoom, peopleOf } from './access.ts';
import type { Appender } from './appender/appender.ts';
import { serveAttention } from './attention-routes.ts';
import { serveDirects } from './direct-routes.ts';
import { clearDraft } from './draft.ts';
import { entryPage } from './entry-page.ts';
import { createPages, historyJson, isBounded } from './history.ts';
import { serveInvitations } from './invitation-routes.ts';
import { countMembers, membersOf } from './members-of.ts';
import { filesNamed, sendMessage } from './message.ts';
import type { PresenceBoard } from './presence.ts';
import { serveReports } from './report-routes.ts';
import { addGroup, editMembers } from './room.ts';
import { deleteGroup } from './room-delete.ts';
import { editGroup, handGroupOver, readRoomEdit } from './room-edit.ts';
import { roomInfo, roomsOf } from './rooms-of.ts';

type Parts = { appender: Appender; presence: PresenceBoard };

export function serveChat(school: School, serve: Serve, { appender, presence }: Parts): void {
  const { clock, config } = school;
  const { db } = school.database;
  const slowFlood = createFloodGuard(config.sendRate * 3, 3);
  const pageOf = createPages(school);
  const limited = config.access === 'signed-in' && config.sendRate > 0;

  serve(calls.getChats, async ({ input, caller }) => {
    const user = await getUser(db, input.username);
    // Beyond the document, so for a session alone.
    const direct = sessionOf(caller) !== undefined;
    return { message: 'Chats retrieved', rooms: await roomsOf(school, user.id, { direct }) };
  });

  serve(calls.createChat, async ({ input }) => {
    const owner = await getUser(db, input.username);
    await addGroup(school, { code: input.room_code, name: input.room_name, owner });
    return { message: 'Chat created' };
  });

  serve(calls.getUsers, async ({ input, caller }) => {
    const { room_code: code, ...page } = input;
    const room = await accessRoom(school, sessionOf(caller), code);
    const { members, next } = await membersOf(school, room, page);
    const shares = room.member !== null;
    return {
      message: 'Members retrieved',
      users: members.map((member) => member.username),
      members: members.map(({ id, ...member }) => ({ ...member, presence: shares ? presence.of(id) : 'offline' })),
      member_count: next === 0 && page.after === undefined ? members.length : await countMembers(school, room.id),
      next,
    };
  });

  serve(calls.editUser, async ({ input, caller }) => {
    const { action } = input;
    if (action !== 'add' && action !== 'remove') throw fail('invalid_action');
    const by = sessionOf(caller);
    const room = await accessRoom(school, by, input.room_code);
    const user = await accessUser(school, by, input.username, peopleOf(db));
    accessMembers(by, room, action, user);
    await editMembers(school, { room, action, user, by: by?.userId ?? null });
    return { message: action === 'add' ? 'User added' : 'User removed' };
  });

  serve(calls.getMessages, async ({ input, caller, reply }) => {
    const room = await accessRoom(school, sessionOf(caller), input.room_code);
    void reply.type('application/json; charset=utf-8');
    if (!isBounded(input)) return { body: Readable.from(historyJson(school, room.id, input)) };
    return { body: await pageOf(room, input) };
  });

  serve(rooms.getEntries, async ({ input, caller }) => {
    const { room_code: code, ...page } = input;
    const room = await accessRoom(school, requireSession(caller), code);
    return { message: 'Entries retrieved', entries: await entryPage(school, room, page) };
  });

  serve(rooms.getChat, async ({ input, caller }) => {
    const viewer = requireSession(caller);
    const room = await accessRoom(school, viewer, input.room_code);
    return { message: 'Chat retrieved', ...(await roomInfo(school, viewer, room)) };
  });

  serve(rooms.editChat, async ({ input, caller }) => {
    const by = requireSession(caller);
    const room = await accessRoom(school, by, input.room_code);
    await editGroup(school, { room, change: readRoomEdit(input), by });
    return { message: 'Chat changed' };
  });

  serve(rooms.deleteChat, async ({ input, caller }) => {
    const by = requireSession(caller);
    const room = await accessRoom(school, by, input.room_code);
    await deleteGroup(school, { room, by });
    return { message: 'Chat deleted' };
  });

  serve(rooms.handOverChat, async ({ input, caller }) => {
    const by = requireSession(caller);
    const room = await accessRoom(school, by, input.room_code);
    await handGroupOver(school, { room, user: input.username, by });
    return { message: 'Chat handed over' };
  });

  serve(
    calls.sendMessage,
    async ({ input, caller }) => {
      const sessionHash = tokenHashOf(caller);
      if (limited && sessionHash !== null) await slowFlood(sessionHash);
      const kept = await sendMessage(school, appender, {
        sessionHash,
        sender: input.sender ?? input.username,
        roomCode: input.room_code,
        text: input.message,
        fileIds: filesNamed(input),
        clientId: input.client_id,
        threadSeq: input.thread,
      });
      if (input.clear_draft === 1) await clearDraft(school, kept.userId, input.room_code, input.thread);
      return { message: 'Message sent', id: kept.seq, time: clock.format(kept.at), ts: kept.at };
    },
    { session: 'inTheAct' },
  );

  serveDirects(school, serve);
  serveAttention(school, serve);
  serveInvitations(school, serve);
  serveReports(school, serve);
}

function tokenHashOf(caller: Caller): string | null {
  return caller.kind === 'unchecked' || caller.kind === 'session' ? caller.tokenHash : null;
}
