import { spendADayAtSchool } from './school-day.ts';
import { ways } from './visitor.ts';

// The other two ways are those of journeys.long.ts.
spendADayAtSchool(ways.slice(0, 2));
