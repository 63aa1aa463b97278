import { useQueries } from '@tanstack/react-query';
import type { Static } from 'typebox';
import type { fileCard } from '../../contract/file-card.ts';
import * as calls from '../../contract/files.ts';
import { call } from '../kernel/api.ts';

/** What there is to know of a file without its bytes. */
export type FileInfo = Static<typeof fileCard>;

/** As many as one call takes. */
const AT_ONCE = 100;

/** Files by their ids. `undefined`: not known yet; `null`: not there, or not for this reader. Nothing of a file ever changes. */
export function useFiles(ids: readonly string[]): (FileInfo | null | undefined)[] {
  return useQueries({
    queries: ids.map((id) => ({ queryKey: ['file', id], queryFn: () => fileInfo(id), staleTime: Infinity })),
    combine: (answers) => answers.map(({ data }) => data),
  });
}

type Asked = { id: string; resolve(file: FileInfo | null): void; reject(error: unknown): void };
let gathered: Asked[] = [];

/** Those asked for in one moment go in one call. */
async function fileInfo(id: string): Promise<FileInfo | null> {
  const { promise, resolve, reject } = Promise.withResolvers<FileInfo | null>();
  if (gathered.length === 0) setTimeout(() => void askForGathered(), 5);
  gathered.push({ id, resolve, reject });
  return promise;
}

async function askForGathered(): Promise<void> {
  const all = gathered;
  gathered = [];
  for (let at = 0; at < all.length; at += AT_ONCE) await askFor(all.slice(at, at + AT_ONCE));
}

async function askFor(asked: readonly Asked[]): Promise<void> {
  try {
    const { files } = await call(calls.getFiles, { file_ids: asked.map(({ id }) => id).join(',') });
    for (const { id, resolve } of asked) resolve(files.find((file) => file.file_id === id) ?? null);
  } catch (error) {
    for (const { reject } of asked) reject(error);
  }
}

/** How a browser shows it: the rest is saved. */
export function showingOf({ inline, type }: FileInfo): 'image' | 'video' | 'sound' | 'pdf' | 'text' | 'none' {
  if (!inline) return 'none';
  if (type.startsWith('image/')) return 'image';
  if (type.startsWith('video/')) return 'video';
  if (type.startsWith('audio/')) return 'sound';
  if (type.startsWith('text/')) return 'text';
  return type === 'application/pdf' ? 'pdf' : 'none';
}
