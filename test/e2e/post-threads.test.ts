import { discussHomework } from './post-threads.ts';
import { ways } from './visitor.ts';

// The other two ways are those of journeys.long.ts.
discussHomework(ways.slice(0, 2));
