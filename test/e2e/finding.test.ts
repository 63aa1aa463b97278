import { findThings } from './finding.ts';
import { ways } from './visitor.ts';

// The other ways are those of journeys.long.ts.
findThings([ways[0]]);
