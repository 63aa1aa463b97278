import { changeMessages } from './threads.ts';
import { ways } from './visitor.ts';

// The other two ways are those of journeys.long.ts.
changeMessages(ways.slice(0, 2));
