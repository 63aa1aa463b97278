import { leadAGroup } from './group-life.ts';
import { ways } from './visitor.ts';

// The other ways are those of journeys.long.ts.
leadAGroup([ways[1]]);
