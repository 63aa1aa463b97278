import { goOffline } from './offline.ts';
import { ways } from './visitor.ts';

// The other two ways are those of journeys.long.ts.
goOffline(ways.slice(0, 2));
