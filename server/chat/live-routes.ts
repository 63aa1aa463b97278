import * as calls from '../../contract/chat.ts';
import { requireSession } from '../kernel/http/caller.ts';
import type { Serve } from '../kernel/http/serve.ts';
import type { School } from '../school.ts';
import { accessRoom } from './access.ts';
import { streamEvents } from './event-stream.ts';
import type { Live } from './live.ts';
import { readHeads } from './log.ts';
import { markRead } from './reads.ts';
import { roomCards } from './rooms-of.ts';

/** The calls of the live protocol; its socket is `live-socket.ts`. */
export function serveLive(school: School, serve: Serve, live: Live): void {
  serve(calls.markRead, async ({ input, caller }) => {
    const change = { roomCode: input.room_code, id: input.id, back: input.unread === 1 };
    return { message: 'Marked as read', ...(await markRead(school, requireSession(caller), change)) };
  });

  serve(calls.events, async ({ input, caller, request, reply }) => {
    const viewer = requireSession(caller);
    const room = await accessRoom(school, viewer, input.room_code);
    const [own] = await roomCards(school, viewer.userId, room.id);
    const lastSeq = own?.card.seq ?? (await readHeads(school.database.db, [room.id])).get(room.id) ?? 0;
    if (request.method === 'HEAD') return reply.type('text/event-stream; charset=utf-8').send();
    reply.hijack();
    const after = lastEventId(request.headers['last-event-id']) ?? input.after;
    streamEvents(school, live, reply.raw, {
      room: { id: room.id, code: room.code, lastSeq },
      viewer,
      isMember: own !== undefined,
      after,
    });
    return reply;
  });
}

function lastEventId(header: string | string[] | undefined): number | undefined {
  return typeof header === 'string' && /^\d{1,15}$/.test(header) ? Number(header) : undefined;
}
