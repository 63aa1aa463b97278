import { useSyncExternalStore } from 'react';

/** What the keyboard opens above every screen. It is drawn by the shell's side of the app; any screen may ask for it. */
export type Overlay = 'palette' | 'shortcuts';

const watchers = new Set<() => void>();
let overlay: { kind: Overlay; nth: number } | undefined;
let opened = 0;

export function openOverlay(next: Overlay): void {
  opened += 1;
  change({ kind: next, nth: opened });
}

export function closeOverlay(): void {
  change(undefined);
}

/** `nth`: another each time it opens, for what begins anew then. */
export function useOverlay(): { kind: Overlay; nth: number } | undefined {
  return useSyncExternalStore(
    (changed) => {
      watchers.add(changed);
      return () => void watchers.delete(changed);
    },
    () => overlay,
  );
}

/** ⌘ where the keyboard has one, Ctrl elsewhere. */
export const isMac = /Mac|iPhone|iPad/.test(navigator.userAgent);

function change(next: typeof overlay): void {
  overlay = next;
  for (const watcher of watchers) watcher();
}
