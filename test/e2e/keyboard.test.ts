import { useKeysAlone } from './keyboard.ts';
import { ways } from './visitor.ts';

// The other two ways are those of journeys.long.ts.
useKeysAlone(ways.slice(0, 2));
