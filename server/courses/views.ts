import type { Static } from 'typebox';
import type { getCoursePeople, getCourses } from '../../contract/courses.ts';
import type { SignedIn } from '../kernel/http/caller.ts';
import type { School } from '../school.ts';
import type { Course } from './access.ts';

type CourseView = Static<typeof getCourses.answer>['courses'][number];
type PersonView = Static<typeof getCoursePeople.answer>['people'][number];

/**
 * Courses with their people, in order of making; `code` narrows to one. For those in a course, its staff and admins `students` and
 * `assistants` hold everyone; for others nobody. Without a viewer (open access) everyone.
 */
export async function courseViews(school: School, viewer: SignedIn | undefined, code?: string): Promise<CourseView[]> {
  const { db } = school.database;
  const courses = await db
    .selectFrom('courses')
    .innerJoin('users', 'users.id', 'courses.instructor_id')
    .select(['courses.id', 'courses.code', 'courses.name', 'enrolment', 'archived_at', 'instructor_id'])
    .select(['username as instructor', 'nickname'])
    .$if(code !== undefined, (query) => query.where('courses.code', '=', code ?? ''))
    .orderBy('courses.id')
    .execute();
  const people = await db
    .selectFrom('course_people')
    .innerJoin('users', 'users.id', 'course_people.user_id')
    .innerJoin('courses', 'courses.id', 'course_people.course_id')
    .select(['course_id', 'user_id', 'course_people.role', 'username'])
    .$if(code !== undefined, (query) => query.where('courses.code', '=', code ?? ''))
    .orderBy('course_people.joined_at')
    .orderBy('course_people.user_id')
    .execute();
  const peopleOf = Map.groupBy(people, (person) => person.course_id);

  return courses.map((course) => {
    const everyone = peopleOf.get(course.id) ?? [];
    const students = everyone.filter((person) => person.role === 'student');
    const assistants = everyone.filter((person) => person.role === 'assistant');
    const mine = everyone.find((person) => person.user_id === viewer?.userId)?.role;
    const part = viewer?.userId === course.instructor_id ? 'instructor' : (mine ?? '');
    const inside = viewer === undefined || viewer.role === 'admin' || part !== '';
    return {
      course_name: course.name,
      course_code: course.code,
      instructor: course.instructor,
      students: inside ? students.map((student) => student.username) : [],
      student_count: students.length,
      instructor_nickname: course.nickname,
      assistants: inside ? assistants.map((assistant) => assistant.username) : [],
      enrolment: course.enrolment,
      archived: course.archived_at !== null,
      part,
    };
  });
}

/** Chinese by pinyin, and 2 before 10. */
const byName = new Intl.Collator('zh-u-co-pinyin', { numeric: true });
const ORDER = { instructor: 0, assistant: 1, student: 2 };

/** Instructor, assistants, students; each by the name that is shown. */
export async function peopleViews(school: School, course: Course): Promise<PersonView[]> {
  const { db } = school.database;
  const people = await db
    .selectFrom('course_people')
    .innerJoin('users', 'users.id', 'course_people.user_id')
    .select(['username', 'nickname', 'users.role', 'picture_id', 'course_people.role as part'])
    .where('course_id', '=', course.id)
    .execute();
  const instructor = await db
    .selectFrom('users')
    .select(['username', 'nickname', 'role', 'picture_id'])
    .where('id', '=', course.instructorId)
    .executeTakeFirstOrThrow();
  return [viewOf({ ...instructor, part: 'instructor' }), ...people.map(viewOf)].toSorted(
    (one, other) =>
      ORDER[one.part] - ORDER[other.part] ||
      byName.compare(one.nickname, other.nickname) ||
      byName.compare(one.username, other.username),
  );
}

function viewOf({
  picture_id: picture,
  username,
  nickname,
  role,
  part,
}: Omit<PersonView, 'picture'> & { picture_id: string | null }): PersonView {
  return { username, nickname, role, part, picture: picture ?? '' };
}
