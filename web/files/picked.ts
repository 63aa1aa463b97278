import { useId } from 'react';
import { MOST_FILES } from '../../contract/file-card.ts';
import { belongs } from '../kernel/leaving.ts';
import { keptPicks } from './kept-picks.ts';
import { allPicks, blank, patchPick, type Picked, picksOf, setPicks, usePicks } from './picks.ts';
import { isNamed, keep, pause, removePick, retry, sendNext, setSource } from './send-picks.ts';

export type PickedFiles = {
  files: readonly Picked[];
  /** Of those that are there, in order. */
  fileIds: string[];
  /** Some are still on their way. */
  busy: boolean;
  /** Some will not come without their writer. */
  stuck: boolean;
  /** Begins to send them. Answers how many were left out because there may be no more than `MOST_FILES`. */
  add(files: readonly File[]): number;
  /** Also stops it, and takes back what the server has of it. */
  remove(key: string): void;
  pause(key: string): void;
  /** Goes on where it stopped. */
  retry(key: string): void;
  /** They have gone with what was written. */
  clear(): void;
  /** Begins with files that are there already, as those of a post that is edited. */
  begin(files: readonly { file_id: string; file_name: string; size: number; type: string }[]): void;
};

/**
 * Files that are picked, dropped or pasted in a `place` (`room:CODE`, `thread:CODE:SEQ`) and sent at once. Those of a place with a name
 * outlive the page.
 */
export function usePickedFiles(place?: string): PickedFiles {
  const own = useId();
  const name = place ?? own;
  const files = usePicks(name);
  return {
    files,
    fileIds: files.flatMap(({ state, fileId }) => (state === 'done' && fileId !== undefined ? [fileId] : [])),
    busy: files.some(({ state }) => state === 'waiting' || state === 'sending'),
    stuck: files.some(({ state }) => state === 'failed' || state === 'paused' || state === 'lost'),
    add: (added) => add(name, added),
    remove: (key) => removePick(key, { andThere: true }),
    pause,
    retry,
    clear: () => {
      for (const { key } of picksOf(name)) removePick(key);
    },
    begin: (there) => {
      const done = there.map((file) => ({
        ...blank(newKey(), { name: file.file_name, size: file.size, type: file.type }),
        state: 'done' as const,
        progress: 1,
        fileId: file.file_id,
      }));
      setPicks(name, done);
    },
  };
}

/** On signing out: nothing goes on under the next one's name. */
belongs({
  unsent: () => 0,
  forget() {
    for (const { picked } of allPicks()) removePick(picked.key);
  },
});

/** Goes on with what an earlier page had picked. */
export async function resumePicked(): Promise<void> {
  const there = new Set(allPicks().map(({ picked }) => picked.key));
  for (const { pick, file } of await keptPicks()) {
    if (there.has(pick.key)) continue;
    const { place, fileId, address } = pick;
    const state = fileId !== undefined ? 'done' : file === undefined ? 'lost' : 'waiting';
    const known = { fileId, address, progress: fileId === undefined ? 0 : 1 };
    if (file !== undefined) setSource(pick.key, file);
    lost.set(pick.key, pick.modified);
    const preview = file && previewOf(file);
    setPicks(place, [...picksOf(place), { ...blank(pick.key, pick), ...known, state, preview }]);
  }
  sendNext();
}

/** When the files of earlier pages were last changed: by that and its name and size one is known again. */
const lost = new Map<string, number>();

function add(place: string, added: readonly File[]): number {
  const left = added.filter((file) => !goesOn(place, file));
  const there = picksOf(place);
  const taken = left.slice(0, Math.max(0, MOST_FILES - there.length));
  const fresh = taken.map((file) => {
    const picked = { ...blank(newKey(), file), preview: previewOf(file) };
    setSource(picked.key, file);
    return { picked, file };
  });
  setPicks(place, [...there, ...fresh.map(({ picked }) => picked)]);
  if (isNamed(place)) for (const { picked, file } of fresh) keep(picked.key, file, file);
  sendNext();
  return left.length - taken.length;
}

/** Whether it is one whose bytes this page had lost: then its upload goes on. */
function goesOn(place: string, file: File): boolean {
  const again = picksOf(place).find(
    ({ key, state, name, size }) =>
      state === 'lost' && name === file.name && size === file.size && lost.get(key) === file.lastModified,
  );
  if (again === undefined) return false;
  setSource(again.key, file);
  patchPick(again.key, { state: 'waiting', preview: previewOf(file) });
  return true;
}

let counted = 0;

/** In the order of picking, over pages too. */
function newKey(): string {
  return `${Date.now().toString(36)}-${String(++counted).padStart(4, '0')}`;
}

function previewOf(file: File): string | undefined {
  return /^image\/(png|jpeg|gif|webp|avif)$/.test(file.type) ? URL.createObjectURL(file) : undefined;
}
