import type katex from 'katex';
import type { HLJSApi } from 'highlight.js';

/** What is read only when a text needs it. */
export type Extras = { katex?: typeof katex; hljs?: HLJSApi };

/** `time`: some of it waits for another turn, so that the page never stands still. */
export type Need = keyof Extras | 'time';

let loaded: Extras = {};
const watchers = new Set<() => void>();
const asked = new Set<keyof Extras>();

export const extras = {
  now: (): Extras => loaded,
  watch(changed: () => void): () => void {
    watchers.add(changed);
    return () => void watchers.delete(changed);
  },
  /** Without a network the text stays as it was written; it is tried again when it is next shown. */
  async load(needs: Iterable<Need>): Promise<void> {
    for (const need of needs) {
      if (need === 'time' || asked.has(need)) continue;
      asked.add(need);
      try {
        loaded = { ...loaded, ...(await parts[need]()) };
        for (const watcher of watchers) watcher();
      } catch {
        asked.delete(need);
      }
    }
  },
};

const parts: { [Part in keyof Extras]-?: () => Promise<Extras> } = {
  async katex() {
    const [{ default: katex }] = await Promise.all([import('katex'), import('katex/dist/katex.min.css')]);
    return { katex };
  },
  hljs: async () => ({ hljs: (await import('highlight.js/lib/common')).default }),
};
