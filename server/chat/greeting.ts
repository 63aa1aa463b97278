import type { DownFrame } from '../../contract/live.ts';
import type { Preferences } from '../../contract/person.ts';
import type { SignedIn } from '../kernel/http/caller.ts';
import type { School } from '../school.ts';
import { readInboxHead } from './inbox.ts';
import { startOf } from './inbox-reader.ts';
import { readPreferences } from './preferences.ts';
import type { PresenceBoard } from './presence.ts';
import { type RoomOf, roomCards } from './rooms-of.ts';

/** What a hello is answered with, and where the connection goes on from it. */
type Greeting = {
  welcome: DownFrame;
  rooms: RoomOf[];
  preferences: Preferences;
  inbox: { seq: number; toldTo: number };
};

/** `cursor`: the last entry of the inbox that the client has. */
export async function greetingFor(
  school: School,
  presence: PresenceBoard,
  session: SignedIn,
  cursor: number | undefined,
): Promise<Greeting> {
  // The inbox first: who is added to a room after this look at it is told so by what comes after.
  const head = await readInboxHead(school, session.userId);
  const rooms = await roomCards(school, session.userId);
  const preferences = await readPreferences(school.database.db, session.userId);
  const from = startOf(cursor, head);
  const { username, nickname, role } = session;
  const welcome: DownFrame = {
    type: 'welcome',
    you: { username, nickname, role },
    rooms: rooms.map(({ card }) => card),
    inbox: head.last,
    inbox_from: from,
    preferences,
    present: presence.in(rooms, session.userId),
  };
  return { welcome, rooms, preferences, inbox: { seq: from, toldTo: head.last } };
}
