import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { Socket } from 'node:net';
import { Readable } from 'node:stream';
import type { FastifyBaseLogger } from 'fastify';
import type { ScannerAddress } from '../setting-values.ts';
import { fail } from '../kernel/http/failure.ts';

/** What looks for malware in what arrives. */
export type Scanner = {
  /** Answers what was found in a local file, undefined when that is nothing. Throws `scanner_unavailable`. */
  scan(path: string): Promise<string | undefined>;
  /** Throws `scanner_unavailable` unless it answers just now. */
  requireAnswer(): Promise<void>;
};

/** clamd gives up on a file after two minutes of its own accord, ms. */
const SCAN_WITHIN = 130_000;
const ANSWER_WITHIN = 3_000;
const TRY_AGAIN = 30;
const PIECE = 256 * 1024;

/**
 * clamd at an address. Nothing is asked of it before the first call. It is given the bytes themselves: it runs as another user, often on
 * another machine, and reads no file of ours.
 */
export function createScanner(
  address: ScannerAddress,
  log: Pick<FastifyBaseLogger, 'error'>,
  within = { scan: SCAN_WITHIN, answer: ANSWER_WITHIN },
): Scanner {
  let client: ReturnType<typeof open> | undefined;
  // Not at the start: a school without a scanner need not hold the library in memory.
  const opened = () => (client ??= open(address, within.scan));

  async function orUnavailable<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      log.error(
        { err: error, scanner: address.text },
        'uploads are refused: the malware scanner gives no answer, or its StreamMaxLength is below MAX_UPLOAD',
      );
      throw fail('scanner_unavailable', undefined, TRY_AGAIN);
    }
  }

  return {
    scan: (path) =>
      orUnavailable(async () => {
        const clam = await opened();
        const done = new AbortController();
        const over = AbortSignal.any([AbortSignal.timeout(within.scan), done.signal]);
        let asked: ReturnType<typeof connecting> | undefined;
        const source = Readable.from(paced(path, () => asked?.socket, over));
        try {
          const answer = connecting(() => clam.scanStream(source));
          asked = answer;
          return foundIn(await Promise.race([answer.result, endOf(over)]));
        } finally {
          done.abort();
          source.destroy();
          asked?.socket?.destroy();
        }
      }),
    requireAnswer: () =>
      orUnavailable(async () => {
        const clam = await opened();
        const { result, socket } = connecting(() => clam.ping());
        try {
          await Promise.race([result, endOf(AbortSignal.timeout(within.answer))]);
        } finally {
          socket?.destroy();
        }
      }),
  };
}

async function open({ where }: ScannerAddress, idle: number) {
  const { default: Clam } = await import('clamscan');
  return new Clam().init({
    preference: 'clamdscan',
    clamscan: { active: false },
    // No program of this machine in its place, and no connection for a trial: it may come up later than we do.
    clamdscan: { ...where, timeout: idle, localFallback: false, bypassTest: true, path: '' },
  });
}

/**
 * The library keeps its connection to itself, writes into it as fast as a disk reads, and waits for ever for what hangs. Node tells
 * of each connection in the moment it is begun, so that it can be paced and ended here.
 */
function connecting<T>(begin: () => Promise<T>): { result: Promise<T>; socket: Socket | undefined } {
  let socket: Socket | undefined;
  const look = (message: unknown): void => {
    if (typeof message === 'object' && message !== null && 'socket' in message && message.socket instanceof Socket)
      socket = message.socket;
  };
  subscribe('net.client.socket', look);
  try {
    return { result: begin(), socket };
  } finally {
    unsubscribe('net.client.socket', look);
  }
}

/** The bytes of a file, a piece whenever the one before has gone out: no more of them are in memory at any time. */
async function* paced(path: string, socketNow: () => Socket | undefined, over: AbortSignal): AsyncGenerator<Buffer> {
  const pieces: AsyncIterable<Buffer> = createReadStream(path, { highWaterMark: PIECE });
  for await (const piece of pieces) {
    const socket = socketNow();
    if (socket?.writableNeedDrain) await once(socket, 'drain', { signal: over });
    yield piece;
  }
}

/** `isInfected`: null is what the library makes of an answer that it does not know. */
function foundIn({ isInfected, viruses }: { isInfected: boolean | null; viruses: string[] }): string | undefined {
  if (isInfected === null) throw new Error('It answered neither yes nor no');
  return isInfected ? viruses.join(', ') || 'unnamed' : undefined;
}

function endOf(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(new Error('It took too long', { cause: signal.reason })), {
      once: true,
    });
  });
}
