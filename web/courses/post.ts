import type { Static } from 'typebox';
import type { info } from '../../contract/post.ts';

/** A post of a course. */
export type Post = Static<typeof info>;
export type Section = Post['section'];

export const sections = ['announcement', 'assignment', 'content'] as const;

/** How the sections are called in addresses. */
export const tabOf = { announcement: 'announcements', assignment: 'assignments', content: 'content' } as const;

export function addressOf({ course_code, section, id }: Pick<Post, 'course_code' | 'section' | 'id'>): string {
  return `/courses/${encodeURIComponent(course_code)}/${tabOf[section]}?post=${id}`;
}
