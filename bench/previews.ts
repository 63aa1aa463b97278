import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { Readable } from 'node:stream';
import pino from 'pino';
import sharp from 'sharp';
import { createApp } from '../server/app.ts';
import { readConfig } from '../server/config.ts';
import { addFile } from '../server/files/file.ts';
import { judge, printMachine, readFlags } from './figures.ts';

// Small pictures of photos of 12 megapixels, each made for the first time, and what that does to the loop of the server. Whoever asks is
// in the same process, and so in the figure:
//   node bench/previews.ts [--count 1000] [--atOnce 16]

const { count, atOnce } = readFlags({ count: 1000, atOnce: 16 });
printMachine();
const dataDir = mkdtempSync(join(tmpdir(), 'lamitt-previews-'));
const settings = { DATA_DIR: dataDir, PORT: '0', ACCESS: 'open', KEEP_UNUSED_FILES: '0' };
const app = await createApp(readConfig(settings), pino({ level: 'silent' }));
try {
  const url = await app.http.listen({ port: 0, host: '127.0.0.1' });
  const noise = { type: 'gaussian', mean: 128, sigma: 40 } as const;
  const small = await sharp({ create: { width: 400, height: 300, channels: 3, background: '#888', noise } })
    .png()
    .toBuffer();
  const photo = await sharp(small).resize(4_000, 3_000).jpeg({ quality: 85 }).toBuffer();
  const ids: string[] = [];
  for (let n = 0; n < count; n++) {
    // What follows the end of a picture makes other bytes of it, and no other picture.
    const source = Readable.from([photo, Buffer.from(` ${n}`)]);
    ids.push((await addFile(app.school, app.store, { source, name: `photo ${n}.jpg`, uploaderId: null })).id);
  }
  console.log(`photos   ${count} of ${(photo.length / 1e6).toFixed(1)} MB`);

  const before = process.memoryUsage.rss();
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const started = performance.now();
  await Promise.all(Array.from({ length: atOnce }, () => askOn(url, ids)));
  const seconds = (performance.now() - started) / 1000;
  delay.disable();
  const grown = (process.memoryUsage.rss() - before) / 1e6;
  console.log(`made     ${count} in ${seconds.toFixed(0)} s, ${((1000 * seconds) / count).toFixed(0)} ms each`);
  const p999 = delay.percentile(99.9) / 1e6;
  console.log(`memory   ${grown.toFixed(0)} MB more, those who ask included`);
  judge([{ name: 'event-loop delay p99.9', value: p999, text: `${p999.toFixed(1)} ms`, atMost: 50 }]);
} finally {
  await app.stop();
  rmSync(dataDir, { recursive: true, force: true });
}

/** Asks for one after the other of those that nobody has asked for yet. */
async function askOn(url: string, left: string[]): Promise<void> {
  for (let id = left.pop(); id !== undefined; id = left.pop()) {
    const answer = await fetch(`${url}/get_preview?file_id=${id}&size=thumb`);
    if (answer.status !== 200 || !(await answer.bytes()).length)
      throw new Error(`A preview was answered ${answer.status}`);
  }
}
