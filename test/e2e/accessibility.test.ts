import { lookOverIn } from './accessibility.ts';
import { ways } from './visitor.ts';

// The other two ways are those of accessibility.long.ts.
lookOverIn(ways.slice(0, 2));
