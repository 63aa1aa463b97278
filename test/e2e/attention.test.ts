import { payAttention } from './attention.ts';
import { ways } from './visitor.ts';

// The other two ways are those of journeys.long.ts.
payAttention(ways.slice(0, 2));
