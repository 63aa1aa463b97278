import type { SignedIn } from '../kernel/http/caller.ts';
import type { School } from '../school.ts';
import type { Course } from './access.ts';
import type { Section } from './tables.ts';

type CourseView = {
  course_name: string;
  course_code: string;
  instructor: string;
  students: string[];
  student_count: number;
};

/**
 * Courses with their students, in order of making; `code` narrows to one. For those in a course, its staff and admins
 * `students` holds everyone; for others only themselves, if enrolled. Without a viewer (open access) everyone.
 */
export async function courseViews(school: School, viewer: SignedIn | undefined, code?: string): Promise<CourseView[]> {
  const { db } = school.database;
  const courses = await db
    .selectFrom('courses')
    .innerJoin('users', 'users.id', 'courses.instructor_id')
    .select(['courses.id', 'courses.code', 'courses.name', 'instructor_id', 'username as instructor'])
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
    const inside =
      viewer === undefined ||
      viewer.role === 'admin' ||
      viewer.userId === course.instructor_id ||
      everyone.some((person) => person.user_id === viewer.userId);
    return {
      course_name: course.name,
      course_code: course.code,
      instructor: course.instructor,
      students: inside ? students.map((student) => student.username) : [],
      student_count: students.length,
    };
  });
}

/** The posts of a section, newest first. */
export async function postViews(school: School, course: Course, section: Section) {
  const rows = await school.database.db
    .selectFrom('posts')
    .innerJoin('users', 'users.id', 'posts.author_id')
    .leftJoin('post_files', (join) => join.onRef('post_files.post_id', '=', 'posts.id').on('position', '=', 0))
    .leftJoin('files', 'files.id', 'post_files.file_id')
    .select(['posts.id', 'username', 'at', 'title', 'body', 'file_id', 'files.name as file_name'])
    .where('course_id', '=', course.id)
    .where('section', '=', section)
    .orderBy('at', 'desc')
    .execute();
  return rows.map((row) => ({
    course_code: course.code,
    section,
    by: row.username,
    time: school.clock.format(row.at),
    title: row.title,
    body: row.body,
    file_id: row.file_id ?? '',
    id: row.id,
    ts: row.at,
    file_name: row.file_name ?? '',
  }));
}

/** What is new in all courses that a user is in or teaches, newest first. */
export async function activityViews(school: School, userId: number) {
  const { db } = school.database;
  const mine = db.selectFrom('course_people').select('course_id').where('user_id', '=', userId);
  const rows = await db
    .selectFrom('posts')
    .innerJoin('courses', 'courses.id', 'posts.course_id')
    .innerJoin('users', 'users.id', 'courses.instructor_id')
    .select(['courses.name', 'courses.code', 'username as instructor', 'section', 'at', 'title', 'body'])
    .where((is) => is.or([is('courses.instructor_id', '=', userId), is('courses.id', 'in', mine)]))
    .orderBy('at', 'desc')
    .orderBy('posts.id', 'desc')
    .execute();
  return rows.map((row) => ({
    course_name: row.name,
    course_code: row.code,
    instructor: row.instructor,
    info: { section: row.section, time: school.clock.format(row.at), title: row.title, body: row.body, ts: row.at },
  }));
}
