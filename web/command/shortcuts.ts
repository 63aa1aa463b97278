import { useEffect, useEffectEvent } from 'react';
import { useLocation } from 'wouter';
import { addressOf, useRooms } from '../chat/rooms.ts';
import { isComposing } from '../kernel/composing.ts';
import { closeOverlay, isMac, openOverlay, useOverlay } from '../kernel/palette.ts';
import { nextRoom, roomAt } from './places.ts';

/** Listens to the keys that work on every screen. */
export function useShortcuts(): void {
  const [here, go] = useLocation();
  const rooms = useRooms().data;
  const overlay = useOverlay();

  const onKey = useEffectEvent((event: KeyboardEvent) => {
    // Within the input method every key is part of a word.
    if (isComposing(event) || event.defaultPrevented) return;
    if (isPalette(event)) {
      event.preventDefault();
      if (overlay?.kind === 'palette') closeOverlay();
      else openOverlay('palette');
      return;
    }
    // Under something that is open above the screen the screen does nothing.
    if (document.querySelector('[role=dialog], [role=alertdialog], [role=menu]') !== null) return;
    if (event.altKey && !event.ctrlKey && !event.metaKey && (event.key === 'ArrowUp' || event.key === 'ArrowDown')) {
      event.preventDefault();
      const step = event.key === 'ArrowUp' ? -1 : 1;
      const room = nextRoom(rooms ?? [], roomAt(here), { step, unread: event.shiftKey });
      if (room !== undefined) go(addressOf(room));
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || isWriting(event.target)) return;
    if (event.key === '?') {
      event.preventDefault();
      openOverlay('shortcuts');
    } else if (event.key === '/') {
      const composer = document.querySelector<HTMLElement>('[data-composer]');
      if (composer === null) return;
      event.preventDefault();
      composer.focus();
    }
  });

  // Keys go to the document when nothing on the screen takes them.
  useEffect(() => {
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, []);
}

/** On a Mac Ctrl-K belongs to the text field. */
function isPalette(event: KeyboardEvent): boolean {
  const control = isMac ? event.metaKey && !event.ctrlKey : event.ctrlKey && !event.metaKey;
  return control && !event.shiftKey && !event.altKey && event.key.toLowerCase() === 'k';
}

function isWriting(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable ||
      target.matches('textarea, select, input:not([type=radio], [type=checkbox], [type=button])'))
  );
}
