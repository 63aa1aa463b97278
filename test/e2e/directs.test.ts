import { talkInPairs } from './directs.ts';
import { ways } from './visitor.ts';

// The other two ways are those of journeys.long.ts.
talkInPairs(ways.slice(0, 2));
