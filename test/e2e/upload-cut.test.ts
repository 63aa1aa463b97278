import { cutUploadsOff } from './upload-cut.ts';
import { ways } from './visitor.ts';

// The other two ways are those of journeys.long.ts.
cutUploadsOff(ways.slice(0, 2));
