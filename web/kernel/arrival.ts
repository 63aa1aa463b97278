import { useEffect, useRef } from 'react';
import { setPageTitle } from './page-title.ts';

/** Whether a page has been shown since the app was opened: the browser itself announces the first. */
let opened = false;

/**
 * For the heading of a page. Says where one is: in the title of the window, and by moving the focus to the heading of a page just
 * come to, so that a screen reader hears it. A page that puts the focus into a field of its own keeps it there.
 */
export function useArrival(name?: string) {
  const heading = useRef<HTMLHeadingElement>(null);
  // The title of the window and the focus are outside of what React draws.
  useEffect(() => setPageTitle(name ?? heading.current?.textContent ?? ''));
  useEffect(() => {
    if (opened && !isWriting(document.activeElement)) heading.current?.focus({ preventScroll: true });
    opened = true;
  }, []);
  return heading;
}

function isWriting(focused: Element | null): boolean {
  const writes = focused instanceof HTMLInputElement || focused instanceof HTMLTextAreaElement;
  return writes && focused.closest('main') !== null;
}
