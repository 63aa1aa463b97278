import { useQuery } from '@tanstack/react-query';
import * as calls from '../../contract/posts.ts';
import { call, Refusal } from '../kernel/api.ts';
import { queries } from '../kernel/queries.ts';
import { forgetActivity, keepActivity } from './activity.ts';
import { callLasting } from '../kernel/later.ts';
import { type Post, type Section, sections } from './post.ts';

const sectionKey = (code: string, section: Section) => ['course', code, 'posts', section] as const;
const postKey = (id: number) => ['post', id] as const;

/** The posts of a section, newest first. */
export function usePosts(code: string, section: Section) {
  return useQuery({
    queryKey: sectionKey(code, section),
    queryFn: async () => (await call(calls.getCourseinfo, { course_code: code, section })).infos,
  });
}

/** `null`: it is not there, or not for the reader. */
export function usePost(id: number) {
  return useQuery({ queryKey: postKey(id), queryFn: async () => fetchPost(id) });
}

export async function fetchPost(id: number): Promise<Post | null> {
  try {
    return await getPost(id);
  } catch (refusal) {
    if (refusal instanceof Refusal && refusal.code === 'post_not_found') return null;
    throw refusal;
  }
}

async function getPost(id: number): Promise<Post> {
  return (await call(calls.getPost, { id })).info;
}

export type Written = { title: string; body: string; due: number | null; fileIds: string[] };

export async function addPost(code: string, section: Section, username: string, written: Written): Promise<void> {
  const { id } = await call(calls.addCourseinfo, {
    course_code: code,
    section,
    username,
    ...fieldsOf(section, written),
  });
  keepPost(await getPost(id));
}

/** Throws `changed_meanwhile`, which carries the post as it is now. */
export async function changePost(post: Post, rev: number, written: Written): Promise<void> {
  await call(calls.editCourseinfo, { id: post.id, rev, ...fieldsOf(post.section, written) });
  keepPost(await getPost(post.id));
}

export async function deletePost(post: Post): Promise<void> {
  await callLasting(calls.deleteCourseinfo, { id: post.id });
  forgetPost(post.course_code, post.id);
}

function fieldsOf(section: Section, { title, body, due, fileIds }: Written) {
  return { title, body, file_ids: fileIds, ...(section === 'assignment' && { due: due ?? 0 }) };
}

/** Puts a post as it is now into everything that is shown of it. */
export function keepPost(post: Post): void {
  queries.setQueryData<Post | null>(postKey(post.id), post);
  queries.setQueryData<Post[]>(sectionKey(post.course_code, post.section), (posts) =>
    posts === undefined ? posts : [post, ...posts.filter(({ id }) => id !== post.id)].toSorted(newestFirst),
  );
  keepActivity(post);
}

export function forgetPost(code: string, id: number): void {
  if (queries.getQueryData(postKey(id)) !== undefined) queries.setQueryData<Post | null>(postKey(id), null);
  for (const section of sections) {
    queries.setQueryData<Post[]>(sectionKey(code, section), (posts) => posts?.filter((post) => post.id !== id));
  }
  forgetActivity(id);
}

/** Several at once have changed: what is shown is asked for anew. */
export function postsChanged(code: string): void {
  for (const queryKey of [['course', code, 'posts'], ['post'], ['activity']])
    void queries.invalidateQueries({ queryKey });
}

/** Whether anything that was read could hold this post. */
export function showsPosts(code: string, id: number): boolean {
  const cache = queries.getQueryCache();
  return [['course', code, 'posts'], postKey(id), ['activity']].some(
    (queryKey) => cache.find({ queryKey, exact: false }) !== undefined,
  );
}

/** The state of a post that is shown already; -1: of none. */
export function knownRev(id: number): number {
  return queries.getQueryData<Post | null>(postKey(id))?.rev ?? -1;
}

function newestFirst(a: Post, b: Post): number {
  return b.ts - a.ts || b.id - a.id;
}
