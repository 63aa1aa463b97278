import { beginACourse } from './first-course.ts';
import { ways } from './visitor.ts';

// The other ways are those of journeys.long.ts.
beginACourse([ways[3]]);
