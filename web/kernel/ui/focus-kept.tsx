import { useEffect } from 'react';

/**
 * Inside of what opens above a page. Closed, that gives the focus back to what had it before; where it is gone with what was done
 * there, the heading of the page takes the focus, so that the keyboard does not begin anew at the top.
 */
export function FocusKept(): null {
  // The focus is outside of what React draws, and is given back once this is taken away.
  useEffect(
    () => () =>
      void requestAnimationFrame(() => {
        if (document.activeElement === document.body) document.querySelector<HTMLElement>('main h1[tabindex]')?.focus();
      }),
    [],
  );
  return null;
}
