import { nameEachOther } from './mentions.ts';
import { ways } from './visitor.ts';

// The other two ways are those of journeys.long.ts.
nameEachOther(ways.slice(2));
