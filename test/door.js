// `node test/door.js run.ts …`: a script of this folder under a Node that reads TypeScript, whatever the host has.
import { join } from 'node:path';
import { handOver, isNewEnough } from '../pinned-node.js';

const [script = '', ...args] = process.argv.slice(2);
const path = join(import.meta.dirname, script);
if (isNewEnough) {
  process.argv = [process.execPath, path, ...args];
  await import(path);
} else {
  handOver(path, args);
}
