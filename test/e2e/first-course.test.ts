import { beginACourse } from './first-course.ts';
import { ways } from './visitor.ts';

// The other two ways are those of journeys.long.ts.
beginACourse(ways.slice(0, 2));
