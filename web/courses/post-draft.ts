import { useEffect, useRef } from 'react';
import { type Static, Type } from 'typebox';
import { Check } from 'typebox/value';
import { useDraft } from '../chat/drafts.ts';
import { type PickedFiles, usePickedFiles } from '../files/picked.ts';
import type { Post, Section } from './post.ts';

const shape = Type.Object({
  title: Type.String(),
  body: Type.String(),
  /** As a field for date and time has it, in the reader's zone; empty: none. */
  due: Type.String(),
  /** Of the post that the change was begun from. */
  rev: Type.Integer(),
  files: Type.Array(
    Type.Object({ file_id: Type.String(), file_name: Type.String(), size: Type.Integer(), type: Type.String() }),
  ),
});
export type PostDraft = Static<typeof shape>;

/** Where what is being written of a post is kept. */
export function placeOf(code: string, section: Section, post: Post | undefined): string {
  return post === undefined ? `post:${code}:${section}` : `post:${post.id}`;
}

/** What is being written in a place, on this device at once; where nothing was, it begins as the post stands. */
export function usePostDraft(place: string, post: Post | undefined) {
  const [written, write] = useDraft(place);
  const kept = parsed(written);
  const draft = kept ?? draftOf(post);
  return {
    draft,
    isKept: kept !== undefined,
    change(next: Partial<PostDraft>): void {
      const changed = { ...draft, ...next };
      const begun = draftOf(post);
      write(isSame(changed, begun) ? '' : JSON.stringify(changed));
    },
    forget: () => write(''),
  };
}

/** The files of a draft: those of before to begin with, and kept with it as they come and go. */
export function useDraftedFiles(
  place: string,
  drafted: PostDraft['files'],
  onChange: (files: PostDraft['files']) => void,
): PickedFiles {
  const picked = usePickedFiles(place);
  const there = picked.files.flatMap(({ fileId, name, size, type }) =>
    fileId === undefined ? [] : [{ file_id: fileId, file_name: name, size, type }],
  );
  const began = useRef(false);
  // An upload ends whenever it ends, and what it brought must outlive the page as the text does.
  useEffect(() => {
    const first = !began.current;
    began.current = true;
    if (first && picked.files.length === 0) picked.begin(drafted);
    else if (idsOf(there) !== idsOf(drafted)) onChange(there);
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- the rest is of the same moment
  }, [idsOf(there)]);
  return picked;
}

function idsOf(files: PostDraft['files']): string {
  return files.map(({ file_id }) => file_id).join(',');
}

function draftOf(post: Post | undefined): PostDraft {
  if (post === undefined) return { title: '', body: '', due: '', rev: 0, files: [] };
  const { title, body, due, rev, files } = post;
  return {
    title,
    body,
    due: due === null ? '' : toField(due),
    rev,
    files: files.map(({ file_id, file_name, size, type }) => ({ file_id, file_name, size, type })),
  };
}

function parsed(written: string): PostDraft | undefined {
  if (written === '') return undefined;
  try {
    const draft: unknown = JSON.parse(written);
    return Check(shape, draft) ? draft : undefined;
  } catch {
    return undefined;
  }
}

function isSame(a: PostDraft, b: PostDraft): boolean {
  return JSON.stringify({ ...a, rev: 0 }) === JSON.stringify({ ...b, rev: 0 });
}

/** 2026-11-23T23:59, the clock where the reader is. */
function toField(at: number): string {
  return new Date(at - new Date(at).getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

/** ms since the epoch; null: none. */
export function fromField(value: string): number | null {
  const at = new Date(value).getTime();
  return Number.isNaN(at) ? null : at;
}
