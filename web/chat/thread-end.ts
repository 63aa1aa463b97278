import { type RefObject, useEffect, useLayoutEffect, useRef, useState } from 'react';

/** Px from the end within which somebody is at the end. */
const AT_END = 60;

/**
 * The end of a thread's replies: whoever is there stays there, whoever has gone up is held still, as in a room. `end`: another one when
 * something came; `written`: how many of one's own wait; `seq`: of the last reply;
 * `read`: of the last that was read before. `seen`: the last one that was in sight.
 */
export function useThreadEnd(
  box: RefObject<HTMLElement | null>,
  { end, written, seq, read }: { end: string; written: number; seq: number; read: number },
): { atEnd: boolean; seen: number; look(): void; toEnd(): void } {
  const follows = useRef(true);
  const before = useRef<{ written: number; offset: number; size: number }>(undefined);
  const [atEnd, setAtEnd] = useState(true);
  const [seen, setSeen] = useState(read);

  function toEnd(): void {
    follows.current = true;
    const { current: view } = box;
    if (view !== null) view.scrollTop = view.scrollHeight;
    look();
  }

  function look(): void {
    const { current: view } = box;
    if (view === null) return;
    const { scrollTop: offset, scrollHeight: size, clientHeight } = view;
    const last = before.current ?? { offset, size };
    // What is drawn late moves the end away, and nobody turned from it; who goes up does, unless there is only less above.
    if (size - clientHeight - offset < AT_END) follows.current = true;
    else if (last.offset - offset > Math.max(0, last.size - size)) follows.current = false;
    before.current = { written, offset, size };
    setAtEnd(follows.current);
    if (follows.current) setSeen(seq);
  }

  // Where something is depends on what is drawn. At first what a link led to is in sight, until one writes oneself.
  useLayoutEffect(() => {
    const sought = before.current === undefined ? box.current?.querySelector('.marked') : undefined;
    const wrote = written > (before.current?.written ?? 0);
    if (sought !== undefined && sought !== null && !wrote) {
      follows.current = false;
      sought.scrollIntoView({ block: 'center' });
      look();
    } else if (follows.current || wrote) toEnd();
    else look();
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- only when the end is another one
  }, [end]);

  return { atEnd, seen, look, toEnd };
}

/** What was opened to be written in begins there; where a keyboard would come up over it, it is read first. */
export function useBeginWriting(panel: RefObject<HTMLElement | null>): void {
  // Only what has the focus where it is opened gives it up: who has gone on elsewhere stays there.
  useEffect(() => {
    const around = panel.current?.closest('aside, [role=dialog]');
    if (!around || matchMedia('(pointer: coarse)').matches) return;
    const { activeElement: has, body } = document;
    if (has === body || around.contains(has)) panel.current?.querySelector('textarea')?.focus();
  }, [panel]);
}
