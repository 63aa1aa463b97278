import type { User } from '../accounts/access.ts';
import { nameKey } from '../../contract/name-key.ts';
import { writeAudit } from '../audit.ts';
import { transaction } from '../kernel/db/database.ts';
import type { SignedIn } from '../kernel/http/caller.ts';
import { fail } from '../kernel/http/failure.ts';
import type { School, Trx } from '../school.ts';

export type Course = {
  id: number;
  code: string;
  name: string;
  instructorId: number;
  roomId: number;
  enrolment: 'open' | 'code' | 'closed';
};
/** What somebody is in a course; undefined: nothing. */
export type Part = 'instructor' | 'assistant' | 'student' | undefined;

type Db = School['database']['db'] | Trx;

/** Throws `Course not found`. Courses are public by name, so this tells nobody a secret. */
export async function getCourse(db: Db, code: string): Promise<Course> {
  const course = await coursesIn(db).where('code', '=', code).executeTakeFirst();
  if (course === undefined) throw fail('course_not_found');
  return course;
}

function coursesIn(db: Db) {
  return db
    .selectFrom('courses')
    .select(['id', 'code', 'name', 'instructor_id as instructorId', 'room_id as roomId', 'enrolment']);
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
  await auditRead(school, viewer, course);
  return course;
}

/** A post the viewer may read. One in a course that is none of the viewer's answers as one that is not there. */
export async function accessPost(school: School, viewer: SignedIn, id: number): Promise<number> {
  const { course, part } = await getPostCourse(school, viewer, id);
  if (part === undefined) await auditRead(school, viewer, course);
  return id;
}

/** The course of a post that `by` may change or delete: its instructor, assistants and admins. */
export async function accessPostEdit(school: School, by: SignedIn, id: number): Promise<Course> {
  const { course, part } = await getPostCourse(school, by, id);
  if (part === 'student' && by.role !== 'admin') throw fail('not_course_instructor');
  return course;
}

async function getPostCourse(school: School, viewer: SignedIn, id: number): Promise<{ course: Course; part: Part }> {
  const { db } = school.database;
  // An id beyond the engine's integers is none.
  const posts = db
    .selectFrom('posts')
    .select('course_id')
    .where('id', '=', Math.min(id, 2 ** 31 - 1));
  const course = await coursesIn(db).where('id', 'in', posts).executeTakeFirst();
  const part = course && (await partIn(db, course, viewer.userId));
  if (course === undefined || (part === undefined && viewer.role !== 'admin')) throw fail('post_not_found');
  return { course, part };
}

async function auditRead(school: School, viewer: SignedIn, course: Course): Promise<void> {
  await transaction(school.database, (trx) =>
    writeAudit(trx, school, { actorId: viewer.userId, action: 'read as admin', target: `course ${course.code}` }),
  );
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

/** Whom the course's rule of enrolment holds: those who enrol themselves, admins excepted. */
export function isHeldToRule(by: SignedIn | undefined, user: User): boolean {
  return by !== undefined && by.userId === user.id && by.role !== 'admin';
}

/** Who may change a course and its people: the instructor and admins. */
export function accessTeacher(by: SignedIn, course: Pick<Course, 'instructorId'>): void {
  if (by.userId !== course.instructorId && by.role !== 'admin') throw fail('not_course_instructor');
}

/** Who may make a course for `instructor`: an instructor their own, an admin anybody's. */
export function accessTeaching(by: SignedIn | undefined, instructor: string): void {
  if (by === undefined || by.role === 'admin') return;
  if (by.role !== 'instructor') throw fail('not_staff');
  if (nameKey(instructor) !== by.usernameKey) throw fail('other_user');
}
