import { type InfiniteData, useInfiniteQuery } from '@tanstack/react-query';
import type { Static } from 'typebox';
import { activity } from '../../contract/posts.ts';
import { useSignedIn } from '../accounts/me.ts';
import { call } from '../kernel/api.ts';
import { queries } from '../kernel/queries.ts';
import type { Course } from './courses.ts';
import type { Post } from './post.ts';

/** A post among all that is new. */
export type Happening = Static<typeof activity.answer>['activities'][number];
/** `next`: before when the next page begins; null: there is none. */
type Page = { all: Happening[]; next: number | null };

const ACTIVITY = ['activity'] as const;
const PAGE = 30;
/** Two lines are shown of a text. */
const GLANCE = 300;

/** What is new in all courses of whoever is signed in, newest first. */
export function useActivity() {
  const { username } = useSignedIn();
  return useInfiniteQuery({
    queryKey: ACTIVITY,
    initialPageParam: 0,
    queryFn: async ({ pageParam }) => page(username, pageParam),
    getNextPageParam: ({ next }) => next,
    select: ({ pages }) => pages.flatMap(({ all }) => all),
  });
}

async function page(username: string, before: number): Promise<Page> {
  const { activities } = await call(activity, { username, limit: PAGE, ...(before > 0 && { before }) });
  const all = activities.map((one) => ({ ...one, info: { ...one.info, body: one.info.body.slice(0, GLANCE) } }));
  return { all, next: all.length < PAGE ? null : (all.at(-1)?.info.ts ?? null) };
}

/** A new post goes first, a changed one stays where it was. */
export function keepActivity(post: Post): void {
  const info = { ...post, body: post.body.slice(0, GLANCE), file_count: post.files.length };
  const course = queries.getQueryData<Course[]>(['courses'])?.find((one) => one.course_code === post.course_code);
  change((pages) => {
    if (pages.some(({ all }) => all.some((one) => one.info.id === post.id))) {
      return pages.map((one) => ({
        ...one,
        all: one.all.map((old) => (old.info.id === post.id ? { ...old, info } : old)),
      }));
    }
    if (course === undefined || course.part === '') return pages;
    const { course_code, course_name, instructor } = course;
    const added = { course_code, course_name, instructor, info };
    return pages.map((one, index) => (index === 0 ? { ...one, all: [added, ...one.all] } : one));
  });
}

export function forgetActivity(id: number): void {
  change((pages) => pages.map((one) => ({ ...one, all: one.all.filter(({ info }) => info.id !== id) })));
}

function change(next: (pages: Page[]) => Page[]): void {
  queries.setQueryData<InfiniteData<Page, number>>(ACTIVITY, (data) => data && { ...data, pages: next(data.pages) });
}
