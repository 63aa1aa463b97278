import type { School } from '../school.ts';

/** Tells everyone who is connected how a course is by now, so that one just made appears: what anybody may see of it, and no more. */
export async function announceCourse({ database, events }: School, code: string): Promise<void> {
  const course = await database.db
    .selectFrom('courses')
    .innerJoin('users', 'users.id', 'courses.instructor_id')
    .select(['code', 'name', 'username', 'nickname', 'enrolment', 'archived_at'])
    .where('code', '=', code)
    .executeTakeFirstOrThrow();
  const { name, username: instructor, nickname, enrolment, archived_at: archivedAt } = course;
  const told = {
    course_name: name,
    course_code: code,
    instructor,
    instructor_nickname: nickname,
    enrolment,
    archived: archivedAt !== null,
  };
  events.emit('said', { what: 'course', course: told }, 'everyone');
}
