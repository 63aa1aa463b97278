import { startServer } from '../test/torture/server-process.ts';
import { judge, median, printMachine, readFlags } from './figures.ts';
import { sampleSchool, tokenOf } from './sample.ts';

// What a user in 500 rooms is told of them, one request after the other, over HTTP:
//   node bench/unread.ts [--rooms 500] [--messages 200] [--rounds 200] [--limit 10]
// counts: GET /get_unread?limit=0, everything unread in every room. look: the same with the first three messages of each room.
// list: GET /get_chats, the whole list with last lines and counts.

const { rooms, messages, rounds, limit } = readFlags({ rooms: 500, messages: 200, rounds: 200, limit: 10 });
printMachine();
const dataDir = await sampleSchool({ users: 256, rooms, messages, inFirst: messages });
const server = await startServer({ dataDir });
try {
  const [counts, look, list] = [
    await measure('counts', '/get_unread?limit=0'),
    await measure('look', '/get_unread'),
    await measure('list', '/get_chats?username=u0'),
  ];
  judge([
    { name: `unread of ${rooms} rooms, p95`, ...counts, atMost: limit },
    { name: `with three messages of each, p95`, ...look, atMost: 2 * limit },
    { name: `the list of ${rooms} rooms, p95`, ...list, atMost: 2 * limit },
  ]);
} finally {
  await server.stop();
}

/** The 95th percentile in ms, after a tenth of the rounds to warm up. */
async function measure(name: string, path: string): Promise<{ value: number; text: string }> {
  const took: number[] = [];
  let bytes = 0;
  for (let round = -rounds / 10; round < rounds; round++) {
    const began = performance.now();
    const response = await fetch(`${server.url}${path}`, { headers: { authorization: `Bearer ${tokenOf(0)}` } });
    const text = await response.text();
    if (round >= 0) took.push(performance.now() - began);
    const told = text.split('"room_code"').length - 1;
    if (!response.ok || told !== rooms) throw new Error(`${path} told of ${told} rooms: ${text.slice(0, 200)}`);
    bytes = text.length;
  }
  const value = took.toSorted((one, other) => one - other)[Math.floor(took.length * 0.95)] ?? Number.NaN;
  console.log(`${name.padEnd(8)} ${bytes} bytes, median ${median(took).toFixed(2)} ms, p95 ${value.toFixed(2)} ms`);
  return { value, text: `${value.toFixed(2)} ms` };
}
