import { lookOverIn } from './accessibility.ts';
import { ways } from './visitor.ts';

// A desktop in Chinese, a phone in English: the other two ways are those of accessibility.long.ts.
lookOverIn(ways.slice(2));
