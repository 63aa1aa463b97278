import { getSchool } from '../../contract/accounts.ts';
import { deleteFile } from '../../contract/own-files.ts';
import { call, Unreachable } from '../kernel/api.ts';
import { queries } from '../kernel/queries.ts';
import { forgetPick, keepPick } from './kept-picks.ts';
import { allPicks, findPick, patchPick, type Picked, picksOf, setPicks } from './picks.ts';
import { upload } from './upload.ts';

/** Sent beside each other; more only slow each other down. */
const AT_ONCE = 3;
/** An upload in parts costs calls of its own; below this it is not worth them. */
const LARGE = 5 * 1024 * 1024;
/** ms until what the network broke is tried again: longer each time. */
const TRY_AGAIN = { first: 3_000, most: 60_000 };

type Source = { file: File; stop: AbortController; tries: number; again: ReturnType<typeof setTimeout> | undefined };
const sources = new Map<string, Source>();

export function setSource(key: string, file: File): void {
  sources.set(key, { file, stop: new AbortController(), tries: 0, again: undefined });
}

/** Sends what waits, a few at a time. */
export function sendNext(): void {
  const all = allPicks().map(({ picked }) => picked);
  if (all.filter(({ state }) => state === 'sending').length >= AT_ONCE) return;
  const next = all.find(({ state, key }) => state === 'waiting' && sources.has(key));
  const source = next && sources.get(next.key);
  if (next === undefined || source === undefined) return;
  patchPick(next.key, { state: 'sending', error: undefined });
  void send(next, source).finally(sendNext);
  sendNext();
}

async function send({ key, size, address }: Picked, source: Source): Promise<void> {
  source.stop = new AbortController();
  const { signal } = source.stop;
  try {
    const { inParts, most } = await wayOf(size);
    if (size > most) throw new TooBig(most);
    const fileId = await upload(source.file, {
      signal,
      inParts,
      address,
      onAddress: (begun) => {
        patchPick(key, { address: begun });
        keep(key, source.file);
      },
      onProgress: (progress) => {
        source.tries = 0;
        patchPick(key, { progress });
      },
    });
    patchPick(key, { state: 'done', progress: 1, fileId });
    keep(key, source.file);
    sources.delete(key);
  } catch (error) {
    // Whoever stopped it has said what it is now.
    if (signal.aborted) return;
    patchPick(key, { state: 'failed', error });
    if (error instanceof Unreachable) source.again = setTimeout(() => retry(key), pauseAfter(source.tries++));
  }
}

function pauseAfter(tries: number): number {
  return Math.min(TRY_AGAIN.most, TRY_AGAIN.first * 2 ** tries) * (0.75 + Math.random() / 2);
}

// The network is back, says the browser: nothing that it broke waits any longer.
addEventListener('online', () => {
  for (const { picked } of allPicks()) if (picked.error instanceof Unreachable) retry(picked.key);
});

export function retry(key: string): void {
  const state = findPick(key)?.picked.state;
  if (state !== 'failed' && state !== 'paused') return;
  clearTimeout(sources.get(key)?.again);
  patchPick(key, { state: 'waiting', error: undefined });
  sendNext();
}

/** Goes on when it is wanted to. */
export function pause(key: string): void {
  patchPick(key, { state: 'paused' });
  sources.get(key)?.stop.abort();
  sendNext();
}

/** Takes a file out. `andThere`: it is not wanted any more, so what the server has of it goes, too. */
export function removePick(key: string, { andThere = false } = {}): void {
  const found = findPick(key);
  if (found === undefined) return;
  const { place, picked } = found;
  if (picked.preview !== undefined) URL.revokeObjectURL(picked.preview);
  const source = sources.get(key);
  clearTimeout(source?.again);
  sources.delete(key);
  setPicks(
    place,
    picksOf(place).filter((one) => one.key !== key),
  );
  source?.stop.abort();
  void forgetPick(key);
  if (andThere) void removeThere(picked);
  sendNext();
}

/** What a message or post carries stays: the server sees to that. What cannot be removed now goes by itself some day. */
async function removeThere({ fileId, address }: Picked): Promise<void> {
  try {
    if (fileId !== undefined) await call(deleteFile, { file_id: fileId });
    else if (address !== undefined)
      await fetch(address, { method: 'DELETE', headers: { 'tus-resumable': '1.0.0' }, keepalive: true });
  } catch {
    // Neither is worth a word.
  }
}

/** Of what stays in a place that has a name: another page may go on with it. */
export function keep(key: string, { lastModified }: File, bytes?: File): void {
  const found = findPick(key);
  if (found !== undefined && isNamed(found.place)) void keepPick(found.place, found.picked, lastModified, bytes);
}

/** The others are a form's own, and end with it. */
export function isNamed(place: string): boolean {
  return place.includes(':') && !place.startsWith(':');
}

/** Would be refused, and is not sent for that. */
export class TooBig extends Error {
  readonly most: number;
  constructor(most: number) {
    super('too big');
    this.most = most;
  }
}

/** How a file goes up, and how large it may be; a server that cannot say will say no itself. */
async function wayOf(size: number): Promise<{ inParts: boolean; most: number }> {
  try {
    const asked = { queryKey: ['school'], queryFn: () => call(getSchool, {}), staleTime: Infinity };
    const { max_upload: whole, max_upload_in_parts: inParts } = await queries.fetchQuery(asked);
    return size > LARGE || size > whole ? { inParts: true, most: inParts } : { inParts: false, most: whole };
  } catch {
    return { inParts: size > LARGE, most: Infinity };
  }
}
