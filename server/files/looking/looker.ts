import { fail } from '../../kernel/http/failure.ts';
import { createSlots } from '../../kernel/slots.ts';
import { type Child, ChildEnded, type Limits, startChild } from './child.ts';
import { type Found, type Look, Unshowable } from './look.ts';

const MB = 1024 * 1024;
/** A photo of 12 million pixels takes 0.1 s and 100 MB. */
const LIMITS: Limits = { memory: 512 * MB, processor: 10_000, patience: 120_000 };
const QUEUE = 64;
const IDLE = 60_000;

/** The bytes were too much for the process that looked into them. */
export class TooMuch extends Unshowable {}

type Lend = <T>(use: (path: string) => Promise<T>) => Promise<T>;
type Wish<Want> = Omit<Extract<Look, { want: Want }>, 'want' | 'path'>;

/**
 * Has the file of which `lend` lends the path looked into, after all who asked before. Throws `Unshowable` when its bytes are at fault,
 * 503 when too many wait or no process can be had.
 */
export type Looker = {
  /** Answers WebP. */
  draw(wish: Wish<'picture'>, lend: Lend): Promise<Uint8Array>;
  /** Answers the words in it, at most 1 MB of them. */
  read(wish: Wish<'text'>, lend: Lend): Promise<string>;
  /** Of the process that there is at the moment. */
  pid(): number | undefined;
  stop(): void;
};

/** Looks into files in a process of its own: begun by the first wish, ended when there was none for a minute. */
export function createLooker({ limits = LIMITS, idle = IDLE }: { limits?: Limits; idle?: number } = {}): Looker {
  const inTurn = createSlots(1, QUEUE);
  let child: Child | undefined;
  let sleep: NodeJS.Timeout | undefined;
  let stopped = false;

  async function lookNow(look: Look): Promise<Exclude<Found, { why: string }>> {
    if (stopped) throw fail('busy', undefined, 2);
    clearTimeout(sleep);
    try {
      child ??= await startChild(limits, () => (child = undefined));
      // While it began everything was stopped.
      if (stopped) throw fail('busy', undefined, 2);
      const found = await child.look(look);
      if ('why' in found) throw new Unshowable(found.why);
      return found;
    } catch (error) {
      if (!(error instanceof ChildEnded)) throw error;
      throw error.byFile ? new TooMuch(error.message) : fail('busy', undefined, 5);
    } finally {
      if (child?.isWorn() === true || stopped) child?.end();
      sleep = setTimeout(() => child?.end(), idle).unref();
    }
  }

  return {
    async draw(wish, lend) {
      const found = await inTurn(() => lend((path) => lookNow({ ...wish, want: 'picture', path })));
      if (!('bytes' in found)) throw new Error('Something else came than a picture');
      return found.bytes;
    },
    async read(wish, lend) {
      const found = await inTurn(() => lend((path) => lookNow({ ...wish, want: 'text', path })));
      if (!('text' in found)) throw new Error('Something else came than a text');
      return found.text;
    },
    pid: () => child?.pid,
    stop() {
      stopped = true;
      clearTimeout(sleep);
      child?.end();
    },
  };
}
