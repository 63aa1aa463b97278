import { useQuery } from '@tanstack/react-query';
import type { Static } from 'typebox';
import * as calls from '../../contract/courses.ts';
import { call } from '../kernel/api.ts';
import { queries } from '../kernel/queries.ts';

/** Somebody of a course, and what they are in it. */
export type CoursePerson = Static<typeof calls.getCoursePeople.answer>['people'][number];
export type ListResult = Static<typeof calls.enrolList.answer>['results'][number];

/** As many as one call takes. */
const AT_ONCE = 1_000;

const peopleKey = (code: string) => ['course', code, 'people'] as const;

/** The instructor, the assistants, the students; each by name. */
export function useCoursePeople(code: string) {
  return useQuery({
    queryKey: peopleKey(code),
    queryFn: async () => (await call(calls.getCoursePeople, { course_code: code })).people,
  });
}

export async function putIn(code: string, username: string): Promise<void> {
  await call(calls.selectCourse, { action: 'add', username, course_code: code });
  await peopleChanged(code);
}

export async function putOut(code: string, username: string): Promise<void> {
  await call(calls.selectCourse, { action: 'drop', username, course_code: code });
  await peopleChanged(code);
}

export async function setAssistant(code: string, username: string, is: boolean): Promise<void> {
  await call(calls.editAssistant, { course_code: code, action: is ? 'add' : 'remove', username });
  await peopleChanged(code);
}

export async function enrolList(code: string, usernames: readonly string[]): Promise<ListResult[]> {
  const results: ListResult[] = [];
  for (let at = 0; at < usernames.length; at += AT_ONCE) {
    const some = usernames.slice(at, at + AT_ONCE);
    results.push(...(await call(calls.enrolList, { course_code: code, usernames: some })).results);
  }
  await peopleChanged(code);
  return results;
}

/** The names of a list as people paste it: by lines, commas, semicolons or tabs, with or without @, each once. */
export function namesOf(pasted: string): string[] {
  const names = pasted.split(/[\n\r\t,;，；、]+/).map((name) => name.trim().replace(/^@/, ''));
  return [...new Set(names)].filter((name) => name !== '');
}

export async function peopleChanged(code: string): Promise<void> {
  void queries.invalidateQueries({ queryKey: ['courses'] });
  await queries.invalidateQueries({ queryKey: peopleKey(code) });
}
