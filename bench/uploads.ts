import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type ClientRequest, type IncomingMessage, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { layLine } from '../test/e2e/line.ts';
import { startServer } from '../test/torture/server-process.ts';
import { judge, printMachine, readFlags } from './figures.ts';
import { sampleSchool, TEXTS, tokenOf } from './sample.ts';
import { load, luaText, rawRequest } from './wrk.ts';

// What many slow uploads in parts do to those who send messages, and how much of an upload that breaks off again and again is sent twice:
//   node bench/uploads.ts [--uploads 20] [--mb 100] [--rate 2] [--connections 16] [--cuts 10]
// `rate`: MB a second of each upload.

const { uploads, mb, rate, connections, cuts } = readFlags({
  uploads: 20,
  mb: 100,
  rate: 2,
  connections: 16,
  cuts: 10,
});
const MB = 1_000_000;
const PIECE = 64 * 1024;
printMachine();
const dataDir = mkdtempSync(join(tmpdir(), 'lamitt-uploads-'));
cpSync(await sampleSchool({ users: 256, rooms: 1000, messages: 0, inFirst: 0 }), dataDir, { recursive: true });
const requests = join(dataDir, 'requests.lua');
const raw = Array.from({ length: 1000 }, (_, index) =>
  rawRequest({
    path: '/send_message',
    token: tokenOf(0),
    body: { room_code: `R${index}`, sender: 'u0', message: TEXTS[index % 4] },
  }),
);
writeFileSync(requests, `return {${raw.map(luaText).join(',\n')}}`);

const server = await startServer({ dataDir }, { SEND_RATE: '0', QUOTA_USER: '0' });
try {
  const seconds = Math.max(5, Math.floor((mb / rate) * 0.8));
  const sending = { requests, connections };
  await load(server, { ...sending, seconds: 6 });
  const quiet = await load(server, { ...sending, seconds: Math.min(20, seconds) });
  const started = performance.now();
  const going = Promise.all(Array.from({ length: uploads }, (_, n) => uploadPaced(server.url, n)));
  const meanwhile = await load(server, { ...sending, seconds });
  await going;
  const took = (performance.now() - started) / 1000;
  console.log(
    `uploads  ${uploads} of ${mb} MB in ${took.toFixed(0)} s, ${((uploads * mb) / took).toFixed(0)} MB/s in all`,
  );
  console.log(`sends    p99 ${quiet.p99.toFixed(1)} ms quiet, ${meanwhile.p99.toFixed(1)} ms meanwhile`);
  const twice = await sentTwice();
  judge([
    {
      name: `sends' p99 while ${uploads} uploads come at ${rate} MB/s each`,
      value: meanwhile.p99,
      text: `${meanwhile.p99.toFixed(1)} ms`,
      atMost: Math.max(50, 3 * quiet.p99),
    },
    {
      name: `sent twice of an upload of ${mb} MB that breaks off ${cuts} times`,
      value: twice,
      text: `${twice.toFixed(2)} %`,
      atMost: 1,
    },
  ]);
} finally {
  await server.stop();
  rmSync(dataDir, { recursive: true, force: true });
}

/** One upload from its beginning to its end; its bytes are nobody else's. */
async function uploadPaced(url: string, salt: number): Promise<void> {
  const id = await begin(url, salt);
  const { status } = await patch(url, id, 0, salt);
  if (status !== 204) throw new Error(`The upload was answered ${status}`);
}

/** Goes over a cable that is cut at random moments: per cent of the bytes that went over it more than once. */
async function sentTwice(): Promise<number> {
  const line = await layLine(server.port);
  try {
    const id = await begin(line.url, 999);
    let offset = 0;
    for (let cut = 0; offset < mb * MB; cut++) {
      const whole = patch(line.url, id, offset, 999, 10 * rate).catch(() => undefined);
      if (cut < cuts) {
        await sleep(((mb / (10 * rate)) * 1_000 * (0.5 + Math.random())) / (cuts + 1));
        line.cut();
      }
      await whole;
      line.mend();
      offset = Number((await ask(line.url, id, 'HEAD')).headers['upload-offset']);
    }
    return (100 * (line.carried() - mb * MB)) / (mb * MB);
  } finally {
    await line.close();
  }
}

async function begin(url: string, salt: number): Promise<string> {
  const name = Buffer.from(`large ${salt}.bin`).toString('base64');
  const call = request(`${url}/upload_in_parts`, {
    method: 'POST',
    headers: { ...tus(salt), 'upload-length': mb * MB, 'upload-metadata': `filename ${name}` },
  });
  call.end();
  const { headers, statusCode } = await answerTo(call);
  if (statusCode !== 201) throw new Error(`The beginning was answered ${statusCode}`);
  return String(headers.location).slice(-24);
}

async function ask(url: string, id: string, method: 'HEAD'): Promise<IncomingMessage> {
  const call = request(`${url}/upload_in_parts?file_id=${id}`, { method, headers: tus(999) });
  call.end();
  return answerTo(call);
}

async function patch(
  url: string,
  id: string,
  offset: number,
  salt: number,
  pace = rate,
): Promise<{ status: number | undefined }> {
  const call = request(`${url}/upload_in_parts?file_id=${id}`, {
    method: 'PATCH',
    headers: {
      ...tus(salt),
      'upload-offset': offset,
      'content-type': 'application/offset+octet-stream',
      'content-length': mb * MB - offset,
    },
    agent: false,
  });
  const [answer] = await Promise.all([answerTo(call), pipeline(paced(mb * MB - offset, salt, pace), call)]);
  return { status: answer.statusCode };
}

async function* paced(bytes: number, salt: number, pace: number): AsyncGenerator<Buffer> {
  const piece = Buffer.alloc(PIECE, `upload ${salt} of a school, `);
  const started = performance.now();
  for (let sent = 0; sent < bytes; sent += PIECE) {
    const early = (sent / (pace * MB)) * 1_000 - (performance.now() - started);
    if (early > 1) await sleep(early);
    yield piece.subarray(0, Math.min(PIECE, bytes - sent));
  }
}

function tus(salt: number): Record<string, string> {
  return { authorization: `Bearer ${tokenOf(1 + (salt % 200))}`, 'tus-resumable': '1.0.0' };
}

async function answerTo(call: ClientRequest): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    call.on('error', reject);
    call.on('response', (response) => {
      response.on('error', reject);
      response.on('end', () => resolve(response));
      response.resume();
    });
  });
}
