import { goFarBack } from './far-away.ts';
import { ways } from './visitor.ts';

// The other two ways are those of journeys.long.ts.
goFarBack(ways.slice(2));
