import { useRef, useState } from 'react';

/** Loads one page after the other until all is there. After a failure it waits to be told. */
export function usePages(
  whole: boolean,
  next: () => Promise<unknown>,
): { state: 'idle' | 'loading' | 'failed'; load(): void } {
  const [state, setState] = useState<'idle' | 'loading' | 'failed'>('idle');
  const busy = useRef(false);

  async function load(): Promise<void> {
    if (whole || busy.current) return;
    busy.current = true;
    // What comes at once needs no words.
    const words = setTimeout(() => setState('loading'), 300);
    try {
      await next();
      setState('idle');
    } catch {
      setState('failed');
    } finally {
      clearTimeout(words);
      busy.current = false;
    }
  }

  return { state, load: () => void load() };
}
