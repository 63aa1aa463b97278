import { useQuery } from '@tanstack/react-query';
import { useCallback } from 'react';
import type { Static } from 'typebox';
import * as calls from '../../contract/courses.ts';
import { useSignedIn } from '../accounts/me.ts';
import { call } from '../kernel/api.ts';
import { queries } from '../kernel/queries.ts';
import { callLasting, useGoing } from '../kernel/later.ts';

/** A course as the list shows it, without its students: they are asked for on its own page. */
export type Course = Static<typeof calls.getCourses.answer>['courses'][number];
export type Part = Course['part'];

const COURSES = ['courses'] as const;

export function useCourses() {
  const going = useGoing();
  const select = useCallback(
    (courses: Course[]) =>
      courses.map((course) => (going.has(`part:${course.course_code}`) ? { ...course, part: '' as const } : course)),
    [going],
  );
  return useQuery({ queryKey: COURSES, queryFn: allCourses, select });
}

async function allCourses(): Promise<Course[]> {
  const { courses } = await call(calls.getCourses, {});
  // A list of hundreds of courses with all their people would be kept on this device at each change.
  return courses.map((course) => ({ ...course, students: [] }));
}

/** Reads all courses anew for the sake of one that is not among them. */
export function useCourseLookUp(code: string) {
  return useQuery({
    queryKey: ['passing', 'course', code],
    queryFn: async () => {
      await queries.invalidateQueries({ queryKey: COURSES });
      return true;
    },
    staleTime: 0,
    gcTime: 0,
  });
}

/** Whether the inside of a course is shown, and whether its staff's things are. */
export function useMayIn(course: Course | undefined): { read: boolean; post: boolean; govern: boolean } {
  const { role } = useSignedIn();
  const admin = role === 'admin';
  const part = course?.part ?? '';
  const govern = admin || part === 'instructor';
  return { read: admin || part !== '', post: (govern || part === 'assistant') && course?.archived !== true, govern };
}

/** What somebody is in the course, for the badge beside the name. */
export function partOf(course: Course | undefined, username: string): Part {
  if (course?.instructor === username) return 'instructor';
  return course?.assistants.includes(username) === true ? 'assistant' : '';
}

/** Resolves once the group is there too, so that what opens now finds it. Throws the refusal. */
export async function enrol(course: Course, username: string, enrolmentCode?: string): Promise<void> {
  await call(calls.selectCourse, {
    action: 'add',
    username,
    course_code: course.course_code,
    ...(enrolmentCode !== undefined && { enrolment_code: enrolmentCode }),
  });
  await queries.invalidateQueries({ queryKey: ['rooms'] });
  showPart(course, 'student');
  void queries.invalidateQueries({ queryKey: ['activity'] });
}

/** Arrives even when the page goes. */
export async function drop(course: Course, username: string): Promise<void> {
  await callLasting(calls.selectCourse, { action: 'drop', username, course_code: course.course_code });
  showPart(course, '');
  void queries.invalidateQueries({ queryKey: ['activity'] });
}

function showPart(course: Course, part: Part): void {
  const student_count = course.student_count + Number(part === 'student') - Number(course.part === 'student');
  patchCourse(course.course_code, (now) => ({ ...now, part, student_count }));
}

export async function createCourse(input: Static<typeof calls.createCourse.input>): Promise<void> {
  await call(calls.createCourse, input);
  await queries.invalidateQueries({ queryKey: COURSES });
}

/** Answers the enrolment code; with nothing to change it only asks for it. */
export async function changeCourse(input: Static<typeof calls.editCourse.input>): Promise<string> {
  const { enrolment_code } = await call(calls.editCourse, input);
  await queries.invalidateQueries({ queryKey: COURSES });
  return enrolment_code;
}

export async function handOver(code: string, username: string): Promise<void> {
  await call(calls.handOverCourse, { course_code: code, username });
  await queries.invalidateQueries({ queryKey: COURSES });
}

/** Of the courses that were read. */
export function isCourse(code: string): boolean {
  return queries.getQueryData<Course[]>(COURSES)?.some(({ course_code }) => course_code === code) === true;
}

function patchCourse(code: string, change: (course: Course) => Course): void {
  queries.setQueryData<Course[]>(COURSES, (courses) =>
    courses?.map((course) => (course.course_code === code ? change(course) : course)),
  );
}
