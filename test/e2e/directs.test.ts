import { talkInPairs } from './directs.ts';
import { ways } from './visitor.ts';

// The other ways are those of journeys.long.ts.
talkInPairs([ways[0]]);
