import type { ServerResponse } from 'node:http';
import { MOST_BEHIND } from '../../contract/live.ts';
import type { SignedIn } from '../kernel/http/caller.ts';
import type { School } from '../school.ts';
import type { Entry } from './entry.ts';
import { entryView } from './entry-view.ts';
import { follow } from './follow.ts';
import type { Listener, Live, LiveRoom } from './live.ts';
import { whenTaken } from './patience.ts';

/** What may wait before the stream is handed nothing new and reads from the database instead. */
const MOST_BUFFERED = 128 * 1024;
/** A comment now and then: the server and proxies end a connection on which nothing moves for 30 s. */
const COMMENT_EVERY = 15_000;

export type Stream = {
  room: LiveRoom & { lastSeq: number };
  viewer: SignedIn;
  /** An admin reads without being a member; that was written down. */
  isMember: boolean;
  /** The last entry that the client has; undefined: it wants what comes. */
  after: number | undefined;
};

/** One room as Server-Sent Events, until the client goes, the session or the membership ends, or the server stops. */
export function streamEvents(
  school: School,
  live: Live,
  response: ServerResponse,
  { room, viewer, isMember, after }: Stream,
): void {
  let closed = false;
  const listener: Listener = {
    userId: viewer.userId,
    tokenHash: viewer.tokenHash,
    hear: (_room, entries) => {
      if (response.writableLength <= MOST_BUFFERED) return void response.write(textOf(entries));
      live.unlisten(room, listener);
      // Too slow for now: nothing is read for it until all that waits has been taken.
      const from = (entries[0]?.seq ?? 1) - 1;
      void whenTaken((taken) => response.write(':\n\n', taken), tooSlow).then(() => catchUp(from));
    },
    putOut: () => end(),
    sessionEnded: () => end(),
    stop: () => end(),
  };

  function textOf(entries: readonly Entry[]): string {
    return entries
      .map((entry) => `id: ${entry.seq}\ndata: ${JSON.stringify(entryView(school.clock, entry))}\n\n`)
      .join('');
  }

  function catchUp(from: number): void {
    const memberId = isMember ? viewer.userId : null;
    follow(school, live, room, from, {
      listener,
      memberId,
      isClosed: () => closed,
      write: async (_room, entries) => {
        await whenTaken((taken) => response.write(textOf(entries), taken), tooSlow);
        // It was deleted before it was heard live: nothing comes after that.
        if (entries.at(-1)?.kind === 'room_deleted') end();
      },
    })
      .then((hears) => hears || end())
      .catch((error: unknown) => {
        school.log.error({ err: error }, 'a stream of events failed');
        end();
      });
  }

  function tooSlow(): void {
    response.destroy();
  }

  function end(): void {
    if (closed) return;
    closed = true;
    clearInterval(comments);
    live.unlisten(room, listener);
    live.leave(listener);
    response.end();
    // What still waits to be read must not hold a stop up.
    setTimeout(() => response.destroy(), 2_000).unref();
  }

  const comments = setInterval(() => response.write(':\n\n'), COMMENT_EVERY);
  response.on('close', end);
  live.enter(listener);
  response.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  });
  response.write(': Events follow\n\n');
  const known = after ?? room.lastSeq;
  const isLost = known > room.lastSeq || room.lastSeq - known > MOST_BEHIND;
  if (isLost) response.write(`event: resync\nid: ${room.lastSeq}\ndata: {}\n\n`);
  catchUp(isLost ? room.lastSeq : known);
}
