import { createReadStream, mkdtempSync, rmSync, statSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { cpSync } from 'node:fs';
import { startServer } from '../test/torture/server-process.ts';
import { judge, median, pairs, printMachine, readFlags } from './figures.ts';
import { startBare, watchMemory } from './processes.ts';
import { sampleSchool, tokenOf } from './sample.ts';

// A large file in and out, each way with bounded memory; the download against a bare pipeline(createReadStream, response):
//   node bench/files.ts [--pairs 5] [--mb 1000]

const { pairs: count, mb } = readFlags({ pairs: 5, mb: 1000 });
printMachine();
const dataDir = mkdtempSync(join(tmpdir(), 'lamitt-files-'));
cpSync(await sampleSchool({ users: 256, rooms: 100, messages: 0, inFirst: 0 }), dataDir, { recursive: true });
const file = join(dataDir, 'large.bin');
await writeLarge(file);
const authorization = `Bearer ${tokenOf(1)}`;

const ours = await startServer({ dataDir }, { MAX_UPLOAD: '4GB' });
const bare = await startBare({ file });
try {
  await send(join(dataDir, 'small.bin'), 5);
  const uploading = watchMemory(ours.pid);
  const { id, seconds } = await send(file, mb);
  const uploadGrowth = uploading.stop();
  console.log(`upload   ${mb} MB in ${seconds.toFixed(1)} s, ${(mb / seconds).toFixed(0)} MB/s`);

  await fetchAll(`${ours.url}/get_filename?file_id=${id}`);
  const downloading = watchMemory(ours.pid);
  await fetchAll(`${ours.url}/download_file?file_id=${id}`, mb);
  const downloadGrowth = downloading.stop();
  await fetchAll(`${bare.url}/download_file`, mb);
  const measured = await pairs(count, {
    ours: () => fetchAll(`${ours.url}/download_file?file_id=${id}`, mb),
    bare: () => fetchAll(`${bare.url}/download_file`, mb),
  });
  for (const pair of measured)
    console.log(`pair     ours ${pair.ours.toFixed(0)} MB/s, bare ${pair.bare.toFixed(0)} MB/s`);
  const ratio = median(measured.map((pair) => pair.ours / pair.bare));
  judge([
    {
      name: `memory growth during an upload of ${mb} MB`,
      value: uploadGrowth,
      text: `${uploadGrowth.toFixed(0)} MB`,
      atMost: 64,
    },
    {
      name: `memory growth during a download of ${mb} MB`,
      value: downloadGrowth,
      text: `${downloadGrowth.toFixed(0)} MB`,
      atMost: 64,
    },
    { name: 'download against a bare pipeline', value: ratio, text: ratio.toFixed(2), atLeast: 0.85 },
  ]);
} finally {
  await Promise.all([ours.stop(), bare.stop()]);
  rmSync(dataDir, { recursive: true, force: true });
}

async function writeLarge(path: string): Promise<void> {
  const chunk = Buffer.alloc(1_000_000, 'a large file of a school, neither empty nor all the same\n');
  for (const [name, size] of [
    [join(dataDir, 'small.bin'), 5],
    [path, mb],
  ] as const) {
    const handle = await open(name, 'w');
    for (let written = 0; written < size; written++) await handle.write(chunk);
    await handle.close();
  }
}

/** Uploads as curl does: one part of a form whose length is said. */
async function send(path: string, size: number): Promise<{ id: string; seconds: number }> {
  const head = '--bench\r\nContent-Disposition: form-data; name="file"; filename="large.bin"\r\n\r\n';
  const tail = '\r\n--bench--\r\n';
  const started = performance.now();
  const call = request(`${ours.url}/upload_file`, {
    method: 'POST',
    headers: {
      authorization,
      'content-type': 'multipart/form-data; boundary=bench',
      'content-length': head.length + statSync(path).size + tail.length,
    },
  });
  const answered = new Promise<string>((resolve, reject) => {
    call.on('error', reject);
    call.on('response', (response) => {
      let text = '';
      response.on('data', (chunk: Buffer) => void (text += chunk.toString()));
      response.on('end', () => resolve(text));
    });
  });
  call.write(head);
  await pipeline(createReadStream(path), call, { end: false });
  call.end(tail);
  const text = await answered;
  const id = /"file_id":"([0-9a-f]{24})"/.exec(text)?.[1];
  if (id === undefined) throw new Error(`The upload of ${size} MB was answered ${text}`);
  return { id, seconds: (performance.now() - started) / 1000 };
}

/** Reads an answer to its end and gives MB/s; throws unless it has `size` MB. */
async function fetchAll(url: string, size?: number): Promise<number> {
  const started = performance.now();
  const bytes = await new Promise<number>((resolve, reject) => {
    const call = request(url, { headers: { authorization } }, (response) => {
      let sum = 0;
      response.on('data', (chunk: Buffer) => void (sum += chunk.length));
      response.on('end', () => resolve(sum));
      response.on('error', reject);
    });
    call.on('error', reject).end();
  });
  if (size !== undefined && bytes !== size * 1_000_000) throw new Error(`${url} answered ${bytes} bytes`);
  return bytes / 1000 / (performance.now() - started);
}
