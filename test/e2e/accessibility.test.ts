import { lookOverIn } from './accessibility.ts';
import { ways } from './visitor.ts';

// Half of the screens on a desktop in Chinese, the others on a phone in English; all in all ways are those of accessibility.long.ts.
lookOverIn(ways.slice(2), { shared: true });
