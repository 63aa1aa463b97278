import { payAttention } from './attention.ts';
import { ways } from './visitor.ts';

// The other ways are those of journeys.long.ts.
payAttention([ways[3]]);
