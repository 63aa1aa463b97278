import { discussHomework } from './post-threads.ts';
import { ways } from './visitor.ts';

// The other ways are those of journeys.long.ts.
discussHomework([ways[0]]);
