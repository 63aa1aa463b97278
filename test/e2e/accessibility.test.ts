import { lookOverIn } from './accessibility.ts';
import { ways } from './visitor.ts';

// A quarter of the screens on a desktop in Chinese, another on a phone in English; accessibility.long.ts looks at all in every way.
lookOverIn(ways.slice(2), { parts: 4 });
