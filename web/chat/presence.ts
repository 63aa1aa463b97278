import { useSyncExternalStore } from 'react';
import type { Presence } from '../../contract/person.ts';
import { live } from '../kernel/live.ts';

/** Ms without a touch of the device after which its user is away. */
const AWAY_AFTER = 5 * 60_000;
const SIGNS = ['pointerdown', 'keydown', 'wheel'] as const;

const there = new Map<string, Presence>();
const watchers = new Set<() => void>();

/** Whether somebody is there; who does not want it told is `offline`. */
export function usePresence(username: string): Presence {
  return useSyncExternalStore(watch, () => there.get(username) ?? 'offline');
}

/** Of people who were just asked about; what the socket has told of them is newer. */
export function meetPeople(people: readonly { username: string; presence: Presence }[]): void {
  for (const { username, presence } of people)
    if (presence !== 'offline' && !there.has(username)) there.set(username, presence);
  tell();
}

/** Hears who comes and goes, and says when nobody has touched this device for a while. */
export function followPresence(): () => void {
  const stops = [
    live.on('welcome', (_, { present }) => {
      there.clear();
      for (const { user, presence } of present) there.set(user, presence);
      tell();
    }),
    live.on('said', (said) => {
      if (said.what !== 'presence') return;
      for (const { user, presence } of said.people) there.set(user, presence);
      tell();
    }),
    followHands(),
  ];
  return () => {
    for (const stop of stops) stop();
    there.clear();
  };
}

function followHands(): () => void {
  let away = false;
  let timer: ReturnType<typeof setTimeout>;
  const leave = () => {
    away = true;
    live.presence('away');
  };
  const touch = () => {
    clearTimeout(timer);
    timer = setTimeout(leave, AWAY_AFTER);
    if (away) live.presence('online');
    away = false;
  };
  touch();
  for (const sign of SIGNS) addEventListener(sign, touch, { capture: true, passive: true });
  return () => {
    clearTimeout(timer);
    for (const sign of SIGNS) removeEventListener(sign, touch, { capture: true });
  };
}

function tell(): void {
  for (const watcher of watchers) watcher();
}

function watch(changed: () => void): () => void {
  watchers.add(changed);
  return () => void watchers.delete(changed);
}
