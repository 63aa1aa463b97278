import { talkInOneRoom } from './one-room.ts';
import { ways } from './visitor.ts';

// Alone, since it measures seconds. The other two ways are those of journeys.long.ts.
talkInOneRoom(ways.slice(0, 2));
