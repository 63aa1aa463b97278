import { goFarBack } from './far-away.ts';
import { ways } from './visitor.ts';

// The other ways are those of journeys.long.ts.
goFarBack([ways[2]]);
