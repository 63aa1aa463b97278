import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createReadStream, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { Agent, request } from 'node:http';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { freshDatabase } from '../engines.ts';
import { must, register } from './cast.ts';
import { startServer } from './server-process.ts';

export type Durability = { answers: number; syncs: number; violations: string[] };

type Sent = { mark: string; requestId: string };

/**
 * Sends messages to a server on SQLite while strace writes down its system calls in their order, then follows each message: into
 * the log (`pwrite64` of the page that has its text), through the `fdatasync` that began after that, to the answer on its socket.
 * An answer that left before its sync had ended is a violation.
 */
export async function watchDurability(how: {
  strace: string;
  answers: number;
  connections: number;
}): Promise<Durability> {
  const place = await freshDatabase('sqlite');
  const server = await startServer(place, { SEND_RATE: '0' });
  const trace = join(place.dataDir, 'strace.txt');
  try {
    const { token, username } = await register(server.url, 'sender');
    const rooms = Array.from({ length: 8 }, (_, room) => `G${room}`);
    for (const room of rooms)
      await must(server.url, '/create_chat', { room_code: room, room_name: room, username }, token);
    const watching = await attach(how.strace, server.pid, trace);
    const sent = await sendAll(server.url, { ...how, token, username, rooms });
    watching.kill('SIGINT');
    await once(watching, 'close');
    return await follow(trace, sent);
  } finally {
    await server.stop();
    await rm(trace, { force: true });
    await place.drop();
  }
}

async function attach(strace: string, pid: number, trace: string) {
  // A page is printed with at most this many of its bytes.
  const words = [
    '-f',
    '-qq',
    '-s',
    '4200',
    '-e',
    'trace=fdatasync,fsync,pwrite64,write,writev,sendto,sendmsg',
    '-o',
    trace,
    '-p',
    String(pid),
  ];
  const watching = spawn(strace, words, { stdio: 'inherit' });
  const threads = /Threads:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  for (let tries = 0; !isTraced(pid); tries++) {
    if (tries > 200 || watching.exitCode !== null)
      throw new Error(`strace does not attach to the server's ${threads} threads`);
    await sleep(50);
  }
  // The other threads follow the first.
  await sleep(500);
  return watching;
}

function isTraced(pid: number): boolean {
  return /TracerPid:\s+[1-9]/.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
}

async function sendAll(
  url: string,
  {
    answers,
    connections,
    token,
    username,
    rooms,
  }: { answers: number; connections: number; token: string; username: string; rooms: string[] },
): Promise<Sent[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const sent: Sent[] = [];
  let count = 0;
  async function sendOneAfterAnother(): Promise<void> {
    while (count < answers) {
      const mark = `mark-${String(++count).padStart(7, '0')}-`;
      const body = JSON.stringify({ room_code: rooms[count % rooms.length], sender: username, message: mark });
      sent.push({ mark, requestId: await post(`${url}/send_message`, { agent, token, body }) });
    }
  }
  await Promise.all(Array.from({ length: connections }, sendOneAfterAnother));
  agent.destroy();
  return sent;
}

/** Answers the id the server gave the request, which its answer carries. */
async function post(
  url: string,
  { agent, token, body }: { agent: Agent; token: string; body: string },
): Promise<string> {
  return new Promise((resolve, reject) => {
    const call = request(url, { method: 'POST', agent, headers: { authorization: `Bearer ${token}` } }, (response) => {
      let text = '';
      response.on('data', (chunk: Buffer) => void (text += chunk.toString()));
      response.on('end', () => {
        if (!text.includes('"Message sent"')) reject(new Error(`A message was answered ${text}`));
        else resolve(String(response.headers['x-request-id']));
      });
    });
    call.on('error', reject).end(body);
  });
}

async function follow(trace: string, sent: readonly Sent[]): Promise<Durability> {
  const markOf = new Map(sent.map(({ mark, requestId }) => [requestId, mark]));
  /** By file: what was written since the last sync began, and what the sync under way covers. */
  const files = new Map<string, { written: Set<string>; syncing: Set<string> }>();
  const syncOf = new Map<string, string>();
  const inLog = new Set<string>();
  const durable = new Set<string>();
  const seen: Durability = { answers: 0, syncs: 0, violations: [] };

  function endSync(thread: string): void {
    const file = files.get(syncOf.get(thread) ?? '');
    syncOf.delete(thread);
    if (file === undefined) return;
    seen.syncs++;
    for (const mark of file.syncing) durable.add(mark);
    file.syncing = new Set();
  }

  for await (const line of createInterface({ input: createReadStream(trace) })) {
    const thread = line.slice(0, line.indexOf(' '));
    const call = /^\d+ +(?:<\.\.\. )?(\w+)(?:\((\d+)| resumed>)/.exec(line);
    if (call === null) continue;
    const [, name = '', fd] = call;
    if (name === 'pwrite64' && fd !== undefined) {
      const file = files.get(fd) ?? { written: new Set(), syncing: new Set() };
      for (const [mark] of line.matchAll(/mark-\d{7}-/g)) {
        // The first time: a page that is written again has the messages of before.
        if (inLog.has(mark)) continue;
        inLog.add(mark);
        file.written.add(mark);
        files.set(fd, file);
      }
    } else if (name === 'fdatasync' || name === 'fsync') {
      if (fd !== undefined) {
        syncOf.set(thread, fd);
        const file = files.get(fd);
        if (file !== undefined) [file.syncing, file.written] = [file.written, new Set()];
      }
      if (line.endsWith('= 0')) endSync(thread);
    } else if (fd !== undefined) {
      for (const [, requestId = ''] of line.matchAll(/x-request-id: ([\w-]+)/g)) {
        const mark = markOf.get(requestId);
        if (mark === undefined) continue;
        seen.answers++;
        if (!durable.has(mark))
          seen.violations.push(`${mark}${inLog.has(mark) ? ' was written and not synced' : ' was not written'}`);
      }
    }
  }
  return seen;
}
