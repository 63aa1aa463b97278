import { spendADayAtSchool } from './school-day.ts';
import { ways } from './visitor.ts';

// The other ways are those of journeys.long.ts.
spendADayAtSchool([ways[0]]);
