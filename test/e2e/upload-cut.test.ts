import { cutUploadsOff } from './upload-cut.ts';
import { ways } from './visitor.ts';

// The other ways are those of journeys.long.ts.
cutUploadsOff([ways[1]]);
