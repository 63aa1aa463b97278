import { useSyncExternalStore } from 'react';

/** Where a third column has its space: as `lg` in class names. */
const wide = matchMedia('(min-width: 64rem)');

export function useWide(): boolean {
  return useSyncExternalStore(
    (changed) => {
      wide.addEventListener('change', changed);
      return () => wide.removeEventListener('change', changed);
    },
    () => wide.matches,
  );
}
