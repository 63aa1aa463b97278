import { belongs } from '../kernel/leaving.ts';
import { useId, useSyncExternalStore } from 'react';
import { getSchool } from '../../contract/accounts.ts';
import { MOST_FILES } from '../../contract/file-card.ts';
import { call } from '../kernel/api.ts';
import { queries } from '../kernel/queries.ts';
import { upload } from './upload.ts';

/** A file on its way. `error`: why it is not there. */
export type Picked = {
  key: string;
  name: string;
  size: number;
  type: string;
  /** An address of its bytes on this device, of pictures. */
  preview: string | undefined;
  state: 'waiting' | 'sending' | 'done' | 'failed';
  /** 0 to 1. */
  progress: number;
  fileId: string | undefined;
  error: unknown;
};

/** Sent beside each other; more only slow each other down. */
const AT_ONCE = 3;
const NONE: readonly Picked[] = [];

// By place and not in a component: what is on its way goes on while its writer looks at something else.
const places = new Map<string, readonly Picked[]>();
const sources = new Map<string, { file: File; stop: AbortController }>();
const watchers = new Set<() => void>();
let counted = 0;

export type PickedFiles = {
  files: readonly Picked[];
  /** Of those that are there, in order. */
  fileIds: string[];
  /** Some are still on their way. */
  busy: boolean;
  /** Begins to send them. Answers how many were left out because there may be no more than `MOST_FILES`. */
  add(files: readonly File[]): number;
  /** Also stops it. */
  remove(key: string): void;
  retry(key: string): void;
  clear(): void;
  /** Begins with files that are there already, as those of a post that is edited. */
  begin(files: readonly { file_id: string; file_name: string; size: number; type: string }[]): void;
};

/** Files that are picked, dropped or pasted in a `place` (a room, a post) and sent at once. */
export function usePickedFiles(place?: string): PickedFiles {
  const own = useId();
  const name = place ?? own;
  const files = useSyncExternalStore(watch, () => places.get(name) ?? NONE);
  return {
    files,
    fileIds: files.flatMap(({ state, fileId }) => (state === 'done' && fileId !== undefined ? [fileId] : [])),
    busy: files.some(({ state }) => state === 'waiting' || state === 'sending'),
    add: (added) => add(name, added),
    remove: (key) => remove(name, key),
    retry: (key) => {
      patch(key, { state: 'waiting', progress: 0, error: undefined });
      void sendNext();
    },
    clear: () => {
      for (const { key } of places.get(name) ?? NONE) remove(name, key);
    },
    begin: (there) => {
      const done = there.map((file) => ({
        ...blank(file.file_name, file.size, file.type),
        state: 'done' as const,
        progress: 1,
        fileId: file.file_id,
      }));
      set(name, done);
    },
  };
}

/** On signing out: nothing goes on under the next one's name. */
belongs({
  unsent: () => 0,
  forget() {
    for (const [place, files] of places) for (const { key } of files) remove(place, key);
  },
});

function add(place: string, added: readonly File[]): number {
  const there = places.get(place) ?? NONE;
  const taken = added.slice(0, Math.max(0, MOST_FILES - there.length));
  const fresh = taken.map((file) => {
    const picked = { ...blank(file.name, file.size, file.type), preview: previewOf(file) };
    sources.set(picked.key, { file, stop: new AbortController() });
    return picked;
  });
  set(place, [...there, ...fresh]);
  void sendNext();
  return added.length - taken.length;
}

function blank(name: string, size: number, type: string): Picked {
  counted++;
  return {
    key: String(counted),
    name,
    size,
    type,
    preview: undefined,
    state: 'waiting',
    progress: 0,
    fileId: undefined,
    error: undefined,
  };
}

function previewOf(file: File): string | undefined {
  return /^image\/(png|jpeg|gif|webp|avif)$/.test(file.type) ? URL.createObjectURL(file) : undefined;
}

function remove(place: string, key: string): void {
  const picked = places.get(place)?.find((one) => one.key === key);
  if (picked?.preview !== undefined) URL.revokeObjectURL(picked.preview);
  sources.get(key)?.stop.abort();
  sources.delete(key);
  set(
    place,
    (places.get(place) ?? NONE).filter((one) => one.key !== key),
  );
  void sendNext();
}

async function sendNext(): Promise<void> {
  const all = [...places.values()].flat();
  if (all.filter(({ state }) => state === 'sending').length >= AT_ONCE) return;
  const next = all.find(({ state, key }) => state === 'waiting' && sources.has(key));
  const source = next && sources.get(next.key);
  if (next === undefined || source === undefined) return;
  patch(next.key, { state: 'sending' });
  void sendNext();
  try {
    const most = await mostBytes();
    if (next.size > most) throw new TooBig(most);
    source.stop = new AbortController();
    const { file_id: fileId } = await upload(source.file, {
      onProgress: (progress) => patch(next.key, { progress }),
      signal: source.stop.signal,
    });
    patch(next.key, { state: 'done', progress: 1, fileId });
  } catch (error) {
    patch(next.key, { state: 'failed', error });
  }
  void sendNext();
}

/** Would be refused, and is not sent for that. */
export class TooBig extends Error {
  readonly most: number;
  constructor(most: number) {
    super('too big');
    this.most = most;
  }
}

/** What the school takes; a server that cannot say will say no itself. */
async function mostBytes(): Promise<number> {
  try {
    const asked = { queryKey: ['school'], queryFn: () => call(getSchool, {}), staleTime: Infinity };
    return (await queries.fetchQuery(asked)).max_upload;
  } catch {
    return Infinity;
  }
}

function patch(key: string, change: Partial<Picked>): void {
  for (const [place, files] of places) {
    if (files.some((one) => one.key === key)) {
      set(
        place,
        files.map((one) => (one.key === key ? { ...one, ...change } : one)),
      );
    }
  }
}

function set(place: string, files: readonly Picked[]): void {
  if (files.length === 0) places.delete(place);
  else places.set(place, files);
  for (const watcher of watchers) watcher();
}

function watch(changed: () => void): () => void {
  watchers.add(changed);
  return () => void watchers.delete(changed);
}
