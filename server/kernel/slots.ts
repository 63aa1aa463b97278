import { fail } from './http/failure.ts';

/** Runs at most `count` pieces of work at once, with at most `queue` waiting. Throws 503 when the queue is full. */
export function createSlots(count: number, queue: number) {
  let free = count;
  const waiting: (() => void)[] = [];
  return async <T>(work: () => Promise<T>): Promise<T> => {
    if (free > 0) free--;
    else {
      if (waiting.length >= queue) throw fail('busy', undefined, 2);
      await new Promise<void>((resolve) => waiting.push(resolve));
    }
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next === undefined) free++;
      else next();
    }
  };
}
