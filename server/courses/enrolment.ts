import { findUsers, type User } from '../accounts/access.ts';
import { takeAttempt } from '../accounts/attempts.ts';
import { nameKey } from '../../contract/name-key.ts';
import { lockHead } from '../chat/log.ts';
import { addMember, changeRooms } from '../chat/room.ts';
import type { SignedIn } from '../kernel/http/caller.ts';
import type { School, Trx } from '../school.ts';
import { accessTeacher, type Course } from './access.ts';
import { auditPeople, enrol, getOpenCourse } from './course.ts';

/** So many people are one transaction: others' messages wait no longer than for that. */
const STEP = 100;

type Enrolled = { username: string; result: 'added' | 'already' | 'user_not_found' | 'own_course' };

/** Enrols one who is held to the course's rule. Guesses of a code are few an hour for each user; throws 429 when there is none left. */
export async function enrolSelf(
  school: School,
  { course, user, code }: { course: Course; user: User; code: string | undefined },
): Promise<void> {
  const guess = course.enrolment === 'code' && code !== undefined;
  const giveBack = guess ? await takeAttempt(school, 'enrol', `user ${user.id}`) : undefined;
  await enrol(school, { course, user, by: user.id, held: { code } });
  await giveBack?.();
}

/** Enrols a list, in steps of some hundred names, each name with its own result. Who is an assistant is in the course already. */
export async function enrolList(
  school: School,
  { course, usernames, by }: { course: Course; usernames: readonly string[]; by: SignedIn },
): Promise<Enrolled[]> {
  const results: Enrolled[] = [];
  for (let start = 0; start < usernames.length; start += STEP) {
    results.push(...(await enrolStep(school, course, usernames.slice(start, start + STEP), by)));
  }
  return results;
}

async function enrolStep(
  school: School,
  course: Course,
  usernames: readonly string[],
  by: SignedIn,
): Promise<Enrolled[]> {
  return changeRooms(school, async (trx, news) => {
    await lockHead(trx, course.roomId);
    const { instructorId } = await getOpenCourse(trx, course.id);
    // It may have been handed over between two steps.
    accessTeacher(by, { instructorId });
    const users = await findUsers(trx, usernames);
    const inside = await thoseInside(trx, course, [...users.values()]);
    const results: Enrolled[] = [];
    for (const username of usernames) {
      const user = users.get(nameKey(username));
      if (user === undefined) results.push({ username, result: 'user_not_found' });
      else if (user.id === instructorId) results.push({ username, result: 'own_course' });
      else if (inside.has(user.id)) results.push({ username, result: 'already' });
      else {
        inside.add(user.id);
        await trx
          .insertInto('course_people')
          .values({ course_id: course.id, user_id: user.id, role: 'student', joined_at: school.clock.now() })
          .execute();
        await addMember(trx, school, { roomId: course.roomId, user, by: by.userId }, news);
        await auditPeople(trx, school, 'enrol', { course, user, by: by.userId });
        results.push({ username, result: 'added' });
      }
    }
    return results;
  });
}

async function thoseInside(trx: Trx, course: Course, users: readonly User[]): Promise<Set<number>> {
  if (users.length === 0) return new Set();
  const rows = await trx
    .selectFrom('course_people')
    .select('user_id')
    .where('course_id', '=', course.id)
    .where(
      'user_id',
      'in',
      users.map((user) => user.id),
    )
    .execute();
  return new Set(rows.map((row) => row.user_id));
}
