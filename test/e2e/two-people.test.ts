import { talkAsTwo } from './two-people.ts';
import { ways } from './visitor.ts';

// The other two ways are those of journeys.long.ts.
talkAsTwo(ways.slice(0, 2));
