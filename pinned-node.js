// Plain JavaScript, so that any Node can read it: the program runs as the TypeScript it is, which needs a new enough one.
// npm brings that along on Linux; whoever starts with an older Node is handed over to it.
import { spawn } from 'node:child_process';
import { join } from 'node:path';

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);

export const isNewEnough = major > 24 || (major === 24 && minor >= 16);

/**
 * Runs a script under the pinned Node in this process's place: its signals go there, its end is this one's.
 * @param {string} script
 * @param {string[]} args
 */
export function handOver(script, args) {
  const pinned = join(import.meta.dirname, 'node_modules', `node-${process.platform}-${process.arch}`, 'bin', 'node');
  const child = spawn(pinned, [script, ...args], { stdio: 'inherit' });
  // Whoever stops this process means the other one.
  const signals = ['SIGTERM', 'SIGINT', 'SIGHUP'];
  for (const signal of signals) process.on(signal, () => child.kill(signal));
  child.on('error', () => {
    console.error(
      `Lamitt needs Node 24.16 or newer: this is ${process.version}, and ${pinned} cannot be run; run npm ci, or install a newer Node.`,
    );
    process.exit(1);
  });
  child.on('exit', (code, signal) => {
    if (signal === null) process.exit(code ?? 1);
    for (const name of signals) process.removeAllListeners(name);
    process.kill(process.pid, signal);
  });
}
