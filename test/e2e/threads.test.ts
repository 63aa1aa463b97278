import { changeMessages } from './threads.ts';
import { ways } from './visitor.ts';

// The other ways are those of journeys.long.ts.
changeMessages([ways[1]]);
