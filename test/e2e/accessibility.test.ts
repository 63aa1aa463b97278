import { lookOverIn } from './accessibility.ts';
import { ways } from './visitor.ts';

// Half of the screens on a desktop in Chinese, the others on a phone in English; accessibility.long.ts goes the other ways.
lookOverIn(ways.slice(2), { shared: true });
