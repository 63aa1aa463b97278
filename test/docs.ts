import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { wirePage } from '../contract/wire.ts';

// npm run docs   writes what is made from the contract: docs/wire.md
writeFileSync(join(import.meta.dirname, '../docs/wire.md'), wirePage());
