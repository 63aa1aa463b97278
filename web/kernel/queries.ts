import { dehydrate, hydrate, QueryClient } from '@tanstack/react-query';
import { Refusal } from './api.ts';
import { kept } from './kept.ts';

const A_DAY = 86_400_000;

/** What was asked of the server and answered. What is live is patched by the socket, so nothing is asked again by itself. */
export const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 60_000,
      gcTime: 7 * A_DAY,
      // A refusal is an answer; only what did not arrive is tried again.
      retry: (failures, error) => !(error instanceof Refusal && error.http < 500) && failures < 3,
      networkMode: 'offlineFirst',
    },
    mutations: { networkMode: 'always' },
  },
});

const CACHE = 'cache';
/** Another shape of what is cached gets another number; what was kept by an older program is then not read. */
const SHAPE = 2;

/** Puts back what was read before, so that it is there without a network. */
export async function restoreQueries(): Promise<void> {
  const state = await kept.get(CACHE);
  if (typeof state !== 'object' || state === null || !('shape' in state) || state.shape !== SHAPE) return;
  if ('cache' in state && typeof state.cache === 'object' && state.cache !== null) hydrate(queries, state.cache);
}

/** Keeps what is read, a second after it has changed and when the page goes. */
export function keepQueries(): void {
  let planned: ReturnType<typeof setTimeout> | undefined;
  const keep = () => {
    clearTimeout(planned);
    planned = undefined;
    const cache = dehydrate(queries, {
      shouldDehydrateQuery: ({ state, queryKey }) =>
        state.status === 'success' && queryKey[0] !== 'passing' && !isAside(state.data),
      serializeData: trimmed,
    });
    void kept.set(CACHE, { shape: SHAPE, cache });
  };
  queries.getQueryCache().subscribe(({ type }) => {
    if (type === 'updated' || type === 'removed') planned ??= setTimeout(keep, 1_000);
  });
  addEventListener('pagehide', keep);
  // A phone ends a page that is out of sight without another word.
  addEventListener('visibilitychange', () => document.hidden && keep());
}

/** Forgets everything of whoever was signed in. */
export async function forgetEverything(): Promise<void> {
  await kept.clear();
  const cache = queries.getQueryCache();
  for (const query of cache.getAll()) {
    // What is on the screen is emptied: taken out, it would never hear of what comes next.
    if (query.getObserversCount() > 0) query.reset();
    else cache.remove(query);
  }
}

/** Whether a log is far from the end of its room, which is what one comes back to. A log says so by `ahead`. */
function isAside(data: unknown): boolean {
  return typeof data === 'object' && data !== null && 'ahead' in data && data.ahead === true;
}

/** Of a long log its end is kept. A log says so by having `entries`. */
function trimmed(data: unknown): unknown {
  if (typeof data !== 'object' || data === null || !('entries' in data) || !Array.isArray(data.entries)) return data;
  return data.entries.length <= 100 ? data : { ...data, entries: data.entries.slice(-100), whole: false };
}
