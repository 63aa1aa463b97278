import { leadAGroup } from './group-life.ts';
import { ways } from './visitor.ts';

// The other two ways are those of journeys.long.ts.
leadAGroup(ways.slice(0, 2));
