import { useSyncExternalStore } from 'react';

const PREFIX = 'draft:';
const nameOf = (place: string) => PREFIX + place;
const readers = new Map<string, Set<() => void>>();
const followers = new Set<(place: string) => void>();

/** What is being written in a place. On this device at once, so that a reload loses no letter. */
export function useDraft(place: string): [string, (text: string) => void] {
  const text = useSyncExternalStore(
    (changed) => watch(place, changed),
    () => readDraft(place),
  );
  return [
    text,
    (next) => {
      keepDraft(place, next);
      for (const follower of followers) follower(place);
    },
  ];
}

export function readDraft(place: string): string {
  return localStorage.getItem(nameOf(place)) ?? '';
}

/** Every place in which something is being written. */
export function placesWithDrafts(): string[] {
  return Object.keys(localStorage)
    .filter((name) => name.startsWith(PREFIX))
    .map((name) => name.slice(PREFIX.length));
}

/** Puts a text there that was not written here; whoever follows what is written is not told. */
export function keepDraft(place: string, text: string): void {
  if (text === '') localStorage.removeItem(nameOf(place));
  else localStorage.setItem(nameOf(place), text);
  for (const reader of readers.get(place) ?? []) reader();
}

/** Tells of each place in which something was written on this page. */
export function onWritten(follower: (place: string) => void): () => void {
  followers.add(follower);
  return () => void followers.delete(follower);
}

// Another tab of the same browser writes into the same store.
addEventListener('storage', ({ key }) => {
  if (key?.startsWith(PREFIX) === true) for (const reader of readers.get(key.slice(PREFIX.length)) ?? []) reader();
});

function watch(place: string, changed: () => void): () => void {
  const those = readers.get(place) ?? new Set();
  readers.set(place, those.add(changed));
  return () => void those.delete(changed);
}
