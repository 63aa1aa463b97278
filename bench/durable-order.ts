import { printMachine, readFlags, judge } from './figures.ts';
import { watchDurability } from '../test/torture/durability.ts';

// No answer to /send_message leaves before the fdatasync that covers it, as strace saw it:
//   node bench/durable-order.ts [--answers 10000] [--connections 64]

const { answers, connections } = readFlags({ answers: 10_000, connections: 64 });
printMachine();
const seen = await watchDurability({ strace: process.env['STRACE_PATH'] ?? 'strace', answers, connections });
console.log(`seen     ${seen.answers} answers, ${seen.syncs} syncs of the log`);
judge([
  { name: 'answers seen', value: seen.answers, text: String(seen.answers), atLeast: answers },
  {
    name: 'answers that left before their sync',
    value: seen.violations.length,
    text: String(seen.violations.length),
    atMost: 0,
  },
]);
for (const violation of seen.violations.slice(0, 5)) console.log(`         ${violation}`);
