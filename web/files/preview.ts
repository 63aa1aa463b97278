import { useState } from 'react';
import { fileAddress, previewAddress } from '../kernel/api.ts';
import { type FileInfo, showingOf } from './file.ts';

/** Whether the server can make a small picture of it. */
export function hasPreview(file: FileInfo): boolean {
  return ['image', 'pdf'].includes(showingOf(file));
}

/**
 * Where a picture of an image or PDF is, for an `img`. It may turn out that none can be had: then the image itself, or undefined for
 * `orNothing`.
 */
export function usePreview(
  file: FileInfo,
  size: 'thumb' | 'screen',
  { orNothing = false } = {},
): { src: string | undefined; onError(): void } {
  const [missing, setMissing] = useState(false);
  const original = orNothing ? undefined : fileAddress(file.file_id);
  return { src: missing ? original : previewAddress(file.file_id, size), onError: () => setMissing(true) };
}

/** What the viewer shows of an image: drawn for a screen, but what may move as it is. */
export function screenAddress(file: FileInfo): string {
  return file.type === 'image/gif' ? fileAddress(file.file_id) : previewAddress(file.file_id, 'screen');
}
