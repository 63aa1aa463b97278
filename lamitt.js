#!/usr/bin/env node
// The door: plain JavaScript, so that any Node can open it. It goes on in this process where Node is new enough to run the
// program as it is written, and hands over to the Node that npm pinned where it is not.
import { accessSync, constants, mkdirSync } from 'node:fs';
import module from 'node:module';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { handOver, isNewEnough } from './pinned-node.js';

if (isNewEnough) {
  enableCompileCache();
  await import('./server/cli.ts');
} else {
  handOver(import.meta.filename, process.argv.slice(2));
}

/** What was compiled by an earlier start need not be again: that is more than half of a start. Without a place, it is. */
function enableCompileCache() {
  const caches = process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache');
  for (const folder of [join(import.meta.dirname, 'node_modules', '.cache', 'lamitt'), join(caches, 'lamitt')]) {
    try {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      accessSync(folder, constants.W_OK);
    } catch {
      continue;
    }
    module.enableCompileCache(folder);
    // Threads look here for theirs: without it each loads the compiler of TypeScript, 40 MB of memory for two files.
    process.env['NODE_COMPILE_CACHE'] = folder;
    return;
  }
}
