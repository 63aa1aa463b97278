import { useKeysAlone } from './keyboard.ts';
import { ways } from './visitor.ts';

// The other ways are those of journeys.long.ts.
useKeysAlone([ways[1]]);
