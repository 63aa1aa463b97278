import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { cpuMs } from './processes.ts';

/** What a load came to: answers a second, CPU of the server an answer (µs, all threads), latencies (ms), answers of another status. */
export type Load = { requests: number; rate: number; cpuUs: number; p50: number; p99: number; failed: number };

const script = fileURLToPath(new URL('requests.lua', import.meta.url));

/** One thread of wrk sends what `requests` (a file, see `requests.lua`) says, from its `from`th on. */
export async function load(
  server: { url: string; pid: number },
  {
    requests,
    connections,
    seconds,
    from = 0,
  }: { requests: string; connections: number; seconds: number; from?: number },
): Promise<Load> {
  const cpuBefore = cpuMs(server.pid);
  const words = [
    '-t1',
    `-c${connections}`,
    `-d${seconds}`,
    '--timeout',
    '10',
    '-s',
    script,
    server.url,
    '--',
    requests,
    String(from),
  ];
  const { stdout } = await promisify(execFile)('wrk', words);
  const cpu = cpuMs(server.pid) - cpuBefore;
  const told: unknown = JSON.parse(/RESULT (.*)/.exec(stdout)?.[1] ?? '{}');
  const sum = numberOf(told, 'requests');
  return {
    requests: sum,
    rate: sum / numberOf(told, 'seconds'),
    cpuUs: (cpu * 1000) / sum,
    p50: numberOf(told, 'p50'),
    p99: numberOf(told, 'p99'),
    failed: numberOf(told, 'failed'),
  };
}

/** A whole request as wrk sends it. */
export function rawRequest(call: { path: string; token: string; body?: Record<string, unknown> }): string {
  const body = call.body === undefined ? '' : JSON.stringify(call.body);
  const head = [
    `${call.body === undefined ? 'GET' : 'POST'} ${call.path} HTTP/1.1`,
    'Host: 127.0.0.1',
    `Authorization: Bearer ${call.token}`,
    ...(call.body === undefined
      ? []
      : ['Content-Type: application/json', `Content-Length: ${Buffer.byteLength(body)}`]),
  ];
  return `${head.join('\r\n')}\r\n\r\n${body}`;
}

/** Text as Lua writes it, byte for byte. */
export function luaText(text: string): string {
  const bytes = [...Buffer.from(text)].map((byte) =>
    byte >= 32 && byte < 127 && byte !== 34 && byte !== 92
      ? String.fromCharCode(byte)
      : `\\${String(byte).padStart(3, '0')}`,
  );
  return `"${bytes.join('')}"`;
}

function numberOf(told: unknown, name: string): number {
  const fields: [string, unknown][] = typeof told === 'object' && told !== null ? Object.entries(told) : [];
  const value = fields.find(([key]) => key === name)?.[1];
  if (typeof value !== 'number') throw new Error(`wrk did not tell ${name}`);
  return value;
}
