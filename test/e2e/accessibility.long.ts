import { lookOverIn } from './accessibility.ts';
import { ways } from './visitor.ts';

// With those of accessibility.test.ts these are all.
lookOverIn(ways.slice(0, 2));
