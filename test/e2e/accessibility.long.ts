import { lookOverIn } from './accessibility.ts';
import { ways } from './visitor.ts';

// With those of accessibility.test.ts each screen is seen in three of the four ways.
lookOverIn(ways.slice(0, 2));
