import { EVERYWHERE, talkInOneRoom } from './one-room.ts';
import { ways } from './visitor.ts';

// The other two ways are those of journeys.long.ts, which has the machine to itself: here other browsers draw at the same time.
talkInOneRoom(ways.slice(0, 2), 5 * EVERYWHERE);
