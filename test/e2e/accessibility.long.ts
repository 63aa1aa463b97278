import { lookOverIn } from './accessibility.ts';
import { ways } from './visitor.ts';

lookOverIn(ways);
