import { useSyncExternalStore } from 'react';

/**
 * `on`: this device shows notifications. `off`: it could. `denied`: the browser was told never to ask again, only its own
 * settings undo that. `impossible`: it has none here (plain http, some browsers of phones).
 */
export type Notifications = 'on' | 'off' | 'denied' | 'impossible';

const CHOSEN = 'notifications';
const watchers = new Set<() => void>();

export function useNotifications(): { state: Notifications; ask(): Promise<void>; turnOff(): void } {
  const state = useSyncExternalStore(watch, readNotifications);
  return { state, ask, turnOff };
}

/** For what shows one, outside of any component. */
export function readNotifications(): Notifications {
  if (!isSecureContext || !('Notification' in globalThis)) return 'impossible';
  if (Notification.permission === 'denied') return 'denied';
  return Notification.permission === 'granted' && localStorage.getItem(CHOSEN) === 'on' ? 'on' : 'off';
}

/** Browsers ask only while somebody presses something. */
async function ask(): Promise<void> {
  const permission = await Notification.requestPermission();
  if (permission === 'granted') localStorage.setItem(CHOSEN, 'on');
  tell();
}

function turnOff(): void {
  localStorage.removeItem(CHOSEN);
  tell();
}

function tell(): void {
  for (const watcher of watchers) watcher();
}

function watch(changed: () => void): () => void {
  watchers.add(changed);
  // Somebody may go to the browser's settings and come back.
  addEventListener('focus', changed);
  return () => {
    watchers.delete(changed);
    removeEventListener('focus', changed);
  };
}
