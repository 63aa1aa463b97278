import type { User } from '../accounts/access.ts';
import { writeAudit } from '../audit.ts';
import { lockHead } from '../chat/log.ts';
import {
  addMember,
  addRoom,
  changeRooms,
  isValidCode,
  isValidTitle,
  removeMember,
  type RoomNews,
  setStaff,
} from '../chat/room.ts';
import { isUniqueViolation } from '../kernel/db/errors.ts';
import { fail } from '../kernel/http/failure.ts';
import type { School, Trx } from '../school.ts';
import type { Course } from './access.ts';

/** Makes a course and its discussion group, owned by the instructor. Throws `Course already exists` or `Chat already exists`. */
export async function addCourse(
  school: School,
  { code, name, instructor, by }: { code: string; name: string; instructor: User; by: number },
): Promise<void> {
  if (!isValidCode(code)) throw fail('invalid_course_code');
  if (!isValidTitle(name)) throw fail('invalid_course_name');
  if (instructor.role === 'student') throw fail('not_an_instructor');
  try {
    await changeRooms(school, async (trx, news) => {
      const roomId = await addRoom(
        trx,
        school,
        { code, name: groupName(name), kind: 'course', owner: instructor },
        news,
      );
      await trx
        .insertInto('courses')
        .values({ code, name, instructor_id: instructor.id, room_id: roomId, created_at: school.clock.now() })
        .execute();
      await writeAudit(trx, school, {
        actorId: by,
        action: 'create course',
        target: `course ${code}`,
        detail: { instructor: instructor.username },
      });
    });
  } catch (error) {
    throw isUniqueViolation(error) ? await takenBy(school, code) : error;
  }
}

/** What a course's room is called. */
export function groupName(courseName: string): string {
  return `${courseName} Discuss Group`;
}

/**
 * Enrols: into the course and its group in one transaction. Twice is once. `held`: the course's rule counts, with the code that was
 * given. Throws `This course is archived…`, and to one who is held `This course takes nobody in…`, `This course needs its enrolment code`.
 */
export async function enrol(
  school: School,
  change: { course: Course; user: User; by: number; held?: { code: string | undefined } },
): Promise<void> {
  const { course, user, by, held } = change;
  await changeRooms(school, async (trx, news) => {
    // The room's head first: enrolling and dropping at once then take turns, and both tables agree.
    await lockHead(trx, course.roomId);
    const rule = await getOpenCourse(trx, course.id);
    const added = await enrolInside(trx, school, { course, user, by }, news);
    // Whoever is in it already stays, whatever the rule is by now.
    if (added && held !== undefined) refuseByRule(rule, held.code);
  });
}

/** The same within a transaction that holds the head of the course's room, and has asked whatever is to be asked. True when new. */
export async function enrolInside(
  trx: Trx,
  school: School,
  change: { course: Course; user: User; by: number },
  news: RoomNews,
): Promise<boolean> {
  const { course, user, by } = change;
  const added = await trx
    .insertInto('course_people')
    .values({ course_id: course.id, user_id: user.id, role: 'student', joined_at: school.clock.now() })
    .onConflict((same) => same.columns(['course_id', 'user_id']).doNothing())
    .executeTakeFirst();
  await addMember(trx, school, { roomId: course.roomId, user, by }, news);
  if (!added.numInsertedOrUpdatedRows) return false;
  await auditPeople(trx, school, 'enrol', change);
  return true;
}

/** Drops: out of the course and its group in one transaction. Twice is once. */
export async function drop(school: School, change: { course: Course; user: User; by: number }): Promise<void> {
  const { course, user, by } = change;
  await changeRooms(school, async (trx, news) => {
    await lockHead(trx, course.roomId);
    const removed = await trx
      .deleteFrom('course_people')
      .where('course_id', '=', course.id)
      .where('user_id', '=', user.id)
      .executeTakeFirst();
    await removeMember(trx, school, { roomId: course.roomId, user, by }, news);
    if (removed.numDeletedRows > 0n) await auditPeople(trx, school, 'drop', change);
  });
}

/** Makes somebody an assistant, who enters the group too. Twice is once. */
export async function addAssistant(school: School, change: { course: Course; user: User; by: number }): Promise<void> {
  const { course, user, by } = change;
  await changeRooms(school, async (trx, news) => {
    await lockHead(trx, course.roomId);
    await trx
      .insertInto('course_people')
      .values({ course_id: course.id, user_id: user.id, role: 'assistant', joined_at: school.clock.now() })
      .onConflict((same) => same.columns(['course_id', 'user_id']).doUpdateSet({ role: 'assistant' }))
      .execute();
    await addMember(trx, school, { roomId: course.roomId, user, by }, news);
    await setStaff(trx, { roomId: course.roomId, userId: user.id, isStaff: true });
    await auditPeople(trx, school, 'add assistant', change);
  });
}

/** Dismisses an assistant, who leaves the group too. A student of the course stays one. */
export async function removeAssistant(
  school: School,
  change: { course: Course; user: User; by: number },
): Promise<void> {
  const { course, user, by } = change;
  await changeRooms(school, async (trx, news) => {
    await lockHead(trx, course.roomId);
    const removed = await trx
      .deleteFrom('course_people')
      .where('course_id', '=', course.id)
      .where('user_id', '=', user.id)
      .where('role', '=', 'assistant')
      .executeTakeFirst();
    if (removed.numDeletedRows === 0n) return;
    await removeMember(trx, school, { roomId: course.roomId, user, by }, news);
    await auditPeople(trx, school, 'remove assistant', change);
  });
}

/** The rule of a course as it is now, with its room's head held. Throws `This course is archived…`. */
export async function getOpenCourse(trx: Trx, id: number): Promise<Rule> {
  const { archived_at: archivedAt, ...rule } = await trx
    .selectFrom('courses')
    .select(['enrolment', 'enrolment_code as code', 'archived_at', 'instructor_id as instructorId'])
    .where('id', '=', id)
    .executeTakeFirstOrThrow();
  if (archivedAt !== null) throw fail('course_archived');
  return rule;
}

type Rule = { enrolment: Course['enrolment']; code: string | null; instructorId: number };

function refuseByRule({ enrolment, code }: Rule, given: string | undefined): void {
  if (enrolment === 'closed') throw fail('enrolment_closed');
  if (enrolment === 'code' && (given === undefined || foldCode(given) !== code)) throw fail('invalid_enrolment_code');
}

/** An enrolment code as it is kept and compared: spaces around it are not seen on a blackboard. */
export function foldCode(code: string): string {
  return code.normalize('NFC').trim();
}

/** The course and its room share one code: whose it was already. */
async function takenBy(school: School, code: string): Promise<Error> {
  const course = await school.database.db
    .selectFrom('courses')
    .select('id')
    .where('code', '=', code)
    .executeTakeFirst();
  return fail(course === undefined ? 'chat_exists' : 'course_exists');
}

export async function auditPeople(
  trx: Trx,
  school: School,
  action: string,
  { course, user, by }: { course: Course; user: User; by: number },
): Promise<void> {
  await writeAudit(trx, school, {
    actorId: by,
    action,
    target: `course ${course.code}`,
    detail: { user: user.username },
  });
}
