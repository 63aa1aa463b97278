#!/usr/bin/env node
// The door: plain JavaScript, so that any Node can open it. It goes on in this process where Node is new enough to run the
// program as it is written, and hands over to the Node that npm pinned where it is not.
import { accessSync, constants, mkdirSync } from 'node:fs';
import module from 'node:module';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { handOver, isNewEnough } from './pinned-node.js';

// A server's garbage is young. V8's nursery, left to itself, grows to 48 MB and is filled before it is swept: at 12 MB the server
// rests 10 MB lower and a whole history takes half the memory, at the same CPU for a message (docs/performance.md).
const NURSERY = '--max-semi-space-size=4';

if (isNewEnough) {
  if (process.argv[2] === 'start' && !process.execArgv.some((flag) => flag.startsWith('--max-semi-space-size'))) {
    // In this process's place; where the system knows no such thing it goes on as it is.
    process.execve?.(
      process.execPath,
      [process.execPath, ...process.execArgv, NURSERY, ...process.argv.slice(1)],
      process.env,
    );
  }
  enableCompileCache();
  await import('./server/cli.ts');
} else {
  handOver(import.meta.filename, process.argv.slice(2));
}

/** What was compiled by an earlier start need not be again: that is more than half of a start. Without a place, it is. */
function enableCompileCache() {
  if (process.env['NODE_COMPILE_CACHE']) return;
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
