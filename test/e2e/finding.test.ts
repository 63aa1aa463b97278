import { findThings } from './finding.ts';
import { ways } from './visitor.ts';

// The other two ways are those of journeys.long.ts.
findThings(ways.slice(0, 2));
