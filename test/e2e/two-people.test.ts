import { talkAsTwo } from './two-people.ts';
import { ways } from './visitor.ts';

// The other ways are those of journeys.long.ts.
talkAsTwo([ways[2]]);
