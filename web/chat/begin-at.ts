import type { RefObject } from 'react';
import type { VirtualizerHandle } from 'virtua';

/** Frames in a row in which a row stands where it should, before it is left there; and frames after which it is left wherever it is. */
const STEADY = 5;
const MOST = 120;
const TURNS_AWAY = ['wheel', 'touchstart', 'pointerdown', 'keydown'] as const;

/**
 * Begins a log with its row `at`, `offset` px below its top. Rows have a height once they are drawn, formulas and pictures even later:
 * it is gone to again until it stays, or somebody turns to something else. Answers how to stop.
 */
export function beginAt(
  list: RefObject<VirtualizerHandle | null>,
  scroller: RefObject<HTMLElement | null>,
  at: number,
  offset: number,
): () => void {
  const { current: box } = scroller;
  let frame = 0;
  let steady = 0;
  let frames = 0;

  function go(): void {
    const { current: view } = list;
    if (view === null) return;
    const end = Math.max(0, view.scrollSize - view.viewportSize);
    const wanted = Math.min(Math.max(0, view.getItemOffset(at) + offset), end);
    steady = Math.abs(view.scrollOffset - wanted) < 2 ? steady + 1 : 0;
    if (steady === 0) view.scrollToIndex(at, { align: 'start', offset });
    frames++;
    if (steady < STEADY && frames < MOST) frame = requestAnimationFrame(go);
  }
  function stop(): void {
    cancelAnimationFrame(frame);
    for (const what of TURNS_AWAY) box?.removeEventListener(what, stop);
  }
  for (const what of TURNS_AWAY) box?.addEventListener(what, stop, { passive: true });
  list.current?.scrollToIndex(at, { align: 'start', offset });
  frame = requestAnimationFrame(go);
  return stop;
}
