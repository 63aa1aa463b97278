import { live } from '../kernel/live.ts';
import { advanceLog, beginLogAnew, beginLogAt, forgetRecent, knownEnds } from './log.ts';
import { resumePicked } from '../files/picked.ts';
import { arrived, resumeOutbox } from './outbox.ts';
import { followDrafts } from './draft-sync.ts';
import { followMembers } from './members.ts';
import { followPreferences } from './preferences.ts';
import { followPresence } from './presence.ts';
import { followReports } from './reports.ts';
import { advanceThreads, followThreads, threadsMissed } from './threads.ts';
import { followPins } from './pins.ts';
import { advanceRoom, compareRooms, followInbox } from './rooms.ts';

/** Keeps what is shown of rooms current by the socket. `me`: for whom. Answers how to stop. */
export function followRooms(me: string): () => void {
  const stops = [
    live.on('welcome', compareRooms),
    live.on('begin', beginLogAt),
    live.on('entries', (room, entries) => {
      advanceLog(room, entries);
      advanceThreads(room, entries, me);
      advanceRoom(room, entries, me);
      followMembers(room, entries);
      followPins(room, entries);
      for (const entry of entries)
        if (entry.kind === 'message' && entry.client_id !== undefined) arrived(entry.client_id);
    }),
    live.on('inbox', followInbox),
    live.on('inbox', followThreads),
    live.on('welcome', threadsMissed),
    live.on('resync', (room) => {
      forgetRecent(room);
      void beginLogAnew(room);
    }),
    followReports(),
    followDrafts(),
    followPresence(),
    followPreferences(),
  ];
  live.start(knownEnds());
  void resumeOutbox();
  void resumePicked();
  return () => {
    for (const stop of stops) stop();
    live.stop();
  };
}
