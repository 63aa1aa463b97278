import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { constants, setPriority } from 'node:os';
import { fileURLToPath } from 'node:url';
import { type Found, isFound, type Look } from './look.ts';
import { usageOf } from './usage.ts';

const WORKER = fileURLToPath(new URL('./worker.ts', import.meta.url));
const [SHELL, NICE] = ['/bin/sh', '/usr/bin/nice'];
/**
 * Seconds of processors after which the system ends it whatever happens: when the server was killed, nobody watches any more, and a file
 * that it never comes to an end with would keep it for ever. Before that a fresh one takes its place.
 */
const LIFE = 180;
const FRESH_AFTER = 90_000;
/** Of JavaScript alone; pixels are beside it. */
const HEAP_MB = 192;
const WATCH_EVERY = 50;

export type Limits = {
  /** Bytes. */
  memory: number;
  /** Ms of processors for one look. By the clock, a busy machine would be blamed on the file. */
  processor: number;
  /** Ms by the clock, for a process that does nothing at all. */
  patience: number;
};

export type Child = {
  pid: number | undefined;
  /** One look at a time. Throws `ChildEnded`; the child is of no use then. */
  look(look: Look): Promise<Found>;
  /** Whether it has grown or worked so much that a fresh one is better. */
  isWorn(): boolean;
  end(): void;
};

/** The process is gone, by itself or because it took too much. `byFile`: by what it was looking at. */
export class ChildEnded extends Error {
  readonly byFile: boolean;
  constructor(message: string, byFile: boolean) {
    super(message);
    this.byFile = byFile;
  }
}

/**
 * Starts a process that looks into files, behind everything else in the queue for a processor. It gets none of the server's
 * environment and may neither write nor start anything; the system takes it first when memory runs out. `onEnd`: it is gone.
 */
export async function startChild(limits: Limits, onEnd: () => void): Promise<Child> {
  const child = spawnNice();
  let ended: string | undefined;
  let hear: (message: unknown) => void = () => undefined;
  let lose: (error: Error) => void = () => undefined;
  let working = false;

  function end(why: string, byFile = working): void {
    if (ended !== undefined) return;
    ended = why;
    child.kill('SIGKILL');
    lose(new ChildEnded(why, byFile));
    onEnd();
  }
  child.on('message', (message) => hear(message));
  child.on('error', (error) => end(error.message));
  child.on('exit', (code, signal) => end(`it ended with ${signal ?? `code ${code}`}`));

  /** What comes next from the child, within the limits. */
  async function next(): Promise<unknown> {
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    [hear, lose] = [resolve, reject];
    if (ended !== undefined) reject(new ChildEnded(ended, false));
    const begun = usageOf(child.pid ?? 0)?.processor ?? 0;
    const patience = setTimeout(() => end(`nothing came for ${limits.patience} ms`, false), limits.patience);
    const watch = setInterval(() => {
      const usage = usageOf(child.pid ?? 0);
      if (usage === undefined) return;
      if (usage.memory > limits.memory) end(`it took more than ${limits.memory} bytes of memory`);
      if (usage.processor - begun > limits.processor) end(`it took more than ${limits.processor} ms`);
    }, WATCH_EVERY);
    try {
      return await promise;
    } finally {
      clearTimeout(patience);
      clearInterval(watch);
    }
  }

  await next();
  return {
    pid: child.pid,
    async look(look) {
      working = true;
      try {
        const answer = next();
        if (ended === undefined) child.send(look);
        const found = await answer;
        if (!isFound(found)) throw new Error('The process that looks into files said something else');
        return found;
      } finally {
        working = false;
      }
    },
    isWorn() {
      const usage = usageOf(child.pid ?? 0);
      return usage !== undefined && (usage.memory > limits.memory / 2 || usage.processor > FRESH_AFTER);
    },
    end: () => end('it was ended', false),
  };
}

function spawnNice(): ChildProcess {
  const words = [
    '--permission',
    '--allow-fs-read=*',
    // sharp and the canvas are such.
    '--allow-addons',
    '--disable-warning=SecurityWarning',
    `--max-old-space-size=${HEAP_MB}`,
    WORKER,
  ];
  const lowest = constants.priority.PRIORITY_LOW;
  const isNice = existsSync(SHELL) && existsSync(NICE);
  const niced = ['-c', `ulimit -t ${LIFE}; exec ${NICE} -n ${lowest} "$0" "$@"`, process.execPath, ...words];
  const child = spawn(isNice ? SHELL : process.execPath, isNice ? niced : words, {
    // Threads for files and decoders; as many heaps of the C library would keep what each has freed.
    env: { UV_THREADPOOL_SIZE: '2', MALLOC_ARENA_MAX: '2' },
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    serialization: 'advanced',
  });
  if (child.pid === undefined) return child;
  try {
    // Before it has threads, which would keep the priority they were made with.
    if (!isNice) setPriority(child.pid, lowest);
    writeFileSync(`/proc/${child.pid}/oom_score_adj`, '1000');
  } catch {
    // Another system, or a container that allows neither: the limits hold all the same.
  }
  return child;
}
