import type { User } from '../accounts/access.ts';
import { nameKey } from '../accounts/names.ts';
import { writeAudit } from '../audit.ts';
import { transaction } from '../kernel/db/database.ts';
import type { SignedIn } from '../kernel/http/caller.ts';
import { fail } from '../kernel/http/failure.ts';
import type { School, Trx } from '../school.ts';

export type Course = { id: number; code: string; name: string; instructorId: number; roomId: number };
/** What somebody is in a course; undefined: nothing. */
export type Part = 'instructor' | 'assistant' | 'student' | undefined;

type Db = School['database']['db'] | Trx;

/** Throws `Course not found`. Courses are public by name, so this tells nobody a secret. */
export async function getCourse(db: Db, code: string): Promise<Course> {
  const course = await db
    .selectFrom('courses')
    .select(['id', 'code', 'name', 'instructor_id as instructorId', 'room_id as roomId'])
    .where('code', '=', code)
    .executeTakeFirst();
  if (course === undefined) throw fail('course_not_found');
  return course;
}

async function partIn(db: Db, course: Course, userId: number): Promise<Part> {
  if (course.instructorId === userId) return 'instructor';
  const row = await db
    .selectFrom('course_people')
    .select('role')
    .where('course_id', '=', course.id)
    .where('user_id', '=', userId)
    .executeTakeFirst();
  return row?.role;
}

/** A course whose inside the viewer may read: its people, and admins, which is written down. Throws `Not in this course`. */
export async function accessCourse(school: School, viewer: SignedIn | undefined, code: string): Promise<Course> {
  const { db } = school.database;
  const course = await getCourse(db, code);
  if (viewer === undefined || (await partIn(db, course, viewer.userId)) !== undefined) return course;
  if (viewer.role !== 'admin') throw fail('not_in_course');
  await transaction(school.database, (trx) =>
    writeAudit(trx, school, { actorId: viewer.userId, action: 'read as admin', target: `course ${course.code}` }),
  );
  return course;
}

/** Who may write its posts: instructor, assistants and admins; under open access the instructor alone, as documented. */
export async function accessPosting(
  school: School,
  session: SignedIn | undefined,
  author: User,
  code: string,
): Promise<Course> {
  const { db } = school.database;
  const course = await getCourse(db, code);
  const part = await partIn(db, course, author.id);
  const may = part === 'instructor' || (session !== undefined && (part === 'assistant' || session.role === 'admin'));
  if (!may) throw fail('not_course_instructor');
  return course;
}

/** Who may enrol whom: everyone themselves, the course's instructor and admins anyone. */
export function accessEnrolment(by: SignedIn | undefined, course: Course, user: User): void {
  if (course.instructorId === user.id) throw fail('own_course');
  if (by === undefined || by.userId === user.id || by.userId === course.instructorId || by.role === 'admin') return;
  throw fail('not_your_course');
}

/** Who may name assistants: the instructor and admins. */
export function accessAssistants(by: SignedIn, course: Course): void {
  if (by.userId !== course.instructorId && by.role !== 'admin') throw fail('not_course_instructor');
}

/** Who may make a course for `instructor`: an instructor their own, an admin anybody's. */
export function accessTeaching(by: SignedIn | undefined, instructor: string): void {
  if (by === undefined || by.role === 'admin') return;
  if (by.role !== 'instructor') throw fail('not_staff');
  if (nameKey(instructor) !== by.usernameKey) throw fail('other_user');
}
