import { goOffline } from './offline.ts';
import { ways } from './visitor.ts';

// The other ways are those of journeys.long.ts.
goOffline([ways[0]]);
