import { keepHouse } from './own-files.ts';
import { ways } from './visitor.ts';

// The other ways are those of journeys.long.ts.
keepHouse([ways[1]]);
