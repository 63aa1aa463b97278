import { useSyncExternalStore } from 'react';

/** A file on its way. `error`: why it is not there. */
export type Picked = {
  key: string;
  name: string;
  size: number;
  type: string;
  /** An address of its bytes on this device, of pictures. */
  preview: string | undefined;
  /** `lost`: this page has its bytes no more, and goes on when the same file is picked again. */
  state: 'waiting' | 'sending' | 'paused' | 'lost' | 'done' | 'failed';
  /** 0 to 1. */
  progress: number;
  /** Where an upload in parts goes on. */
  address: string | undefined;
  fileId: string | undefined;
  error: unknown;
};

const NONE: readonly Picked[] = [];

// By place and not in a component: what is on its way goes on while its writer looks at something else.
const places = new Map<string, readonly Picked[]>();
const watchers = new Set<() => void>();

export function usePicks(place: string): readonly Picked[] {
  return useSyncExternalStore(watch, () => picksOf(place));
}

export function picksOf(place: string): readonly Picked[] {
  return places.get(place) ?? NONE;
}

export function allPicks(): { place: string; picked: Picked }[] {
  return [...places].flatMap(([place, files]) => files.map((picked) => ({ place, picked })));
}

export function findPick(key: string): { place: string; picked: Picked } | undefined {
  return allPicks().find(({ picked }) => picked.key === key);
}

export function blank(key: string, { name, size, type }: { name: string; size: number; type: string }): Picked {
  const nothing = { preview: undefined, address: undefined, fileId: undefined, error: undefined };
  return { key, name, size, type, state: 'waiting', progress: 0, ...nothing };
}

export function patchPick(key: string, change: Partial<Picked>): void {
  const found = findPick(key);
  if (found === undefined) return;
  const files = picksOf(found.place);
  setPicks(
    found.place,
    files.map((one) => (one.key === key ? { ...one, ...change } : one)),
  );
}

export function setPicks(place: string, files: readonly Picked[]): void {
  if (files.length === 0) places.delete(place);
  else places.set(place, files);
  for (const watcher of watchers) watcher();
}

function watch(changed: () => void): () => void {
  watchers.add(changed);
  return () => void watchers.delete(changed);
}
