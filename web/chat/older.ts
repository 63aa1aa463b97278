import { useRef, useState } from 'react';
import { loadOlder } from './log.ts';

/** Loads what came before, a page at a time, while there is something. After a failure it waits to be told. */
export function useOlder(code: string, whole: boolean): { state: 'idle' | 'loading' | 'failed'; load(): void } {
  const [state, setState] = useState<'idle' | 'loading' | 'failed'>('idle');
  const busy = useRef(false);

  async function load(): Promise<void> {
    if (whole || busy.current) return;
    busy.current = true;
    // What comes at once needs no words.
    const words = setTimeout(() => setState('loading'), 300);
    try {
      await loadOlder(code);
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
