import { nameEachOther } from './mentions.ts';
import { ways } from './visitor.ts';

// The other ways are those of journeys.long.ts.
nameEachOther([ways[3]]);
