import { talkInOneRoom } from './one-room.ts';
import { ways } from './visitor.ts';

// The other two ways are those of journeys.long.ts.
talkInOneRoom(ways.slice(0, 2));
