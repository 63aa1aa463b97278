import type { User } from '../accounts/access.ts';
import { writeAudit } from '../audit.ts';
import { lockHead } from '../chat/log.ts';
import { addMember, changeRooms, isValidTitle, setStaff } from '../chat/room.ts';
import { archiveRoom, changeOwner, renameRoom } from '../chat/room-edit.ts';
import type { SignedIn } from '../kernel/http/caller.ts';
import { fail, failMissing } from '../kernel/http/failure.ts';
import type { School, Trx } from '../school.ts';
import { accessTeacher, type Course } from './access.ts';
import { auditPeople, foldCode, groupName } from './course.ts';

/** What is undefined stays. */
type Change = {
  name: string | undefined;
  enrolment: Course['enrolment'] | undefined;
  code: string | undefined;
  archived: boolean | undefined;
};

/** What a call asks to be changed. Throws what is no right value. */
export function readCourseChange(input: {
  course_name?: string | undefined;
  enrolment?: string | undefined;
  enrolment_code?: string | undefined;
  archived?: number | undefined;
}): Change {
  const { course_name: name, enrolment, enrolment_code: given, archived } = input;
  if (name !== undefined && !isValidTitle(name)) throw fail('invalid_course_name');
  if (enrolment !== undefined && enrolment !== 'open' && enrolment !== 'code' && enrolment !== 'closed')
    throw fail('invalid_enrolment');
  const code = given === undefined ? undefined : foldCode(given);
  if (code !== undefined && [...code].length > 64) throw fail('enrolment_code_too_long');
  if (archived !== undefined && archived > 1) throw fail('invalid_type', '"archived" must be 0 or 1');
  return {
    name,
    enrolment,
    code: code === '' ? undefined : code,
    archived: archived === undefined ? undefined : archived === 1,
  };
}

/** Changes a course and its group in one transaction. Answers its enrolment code, empty when it has none. */
export async function editCourse(
  school: School,
  { course, change, by }: { course: Course; change: Change; by: SignedIn },
): Promise<string> {
  const { name, enrolment, code, archived } = change;
  return changeRooms(school, async (trx, news) => {
    await lockHead(trx, course.roomId);
    const present = await getPresent(trx, course, by);
    if (enrolment === 'code' && code === undefined && present.enrolment_code === null)
      throw failMissing('Enrolment code');
    const at = archived === true ? (present.archived_at ?? school.clock.now()) : null;
    const next = {
      name: name ?? present.name,
      enrolment: enrolment ?? present.enrolment,
      enrolment_code: code ?? present.enrolment_code,
      archived_at: archived === undefined ? present.archived_at : at,
    };
    const changed = changesOf(present, next);
    if (changed.length === 0) return next.enrolment_code ?? '';
    await trx.updateTable('courses').set(next).where('id', '=', course.id).execute();
    const doer = { id: by.userId, username: by.username };
    if (changed.includes('name'))
      await renameRoom(trx, school, { roomId: course.roomId, name: groupName(next.name), by: doer }, news);
    if (changed.includes('archived'))
      await archiveRoom(
        trx,
        school,
        {
          roomId: course.roomId,
          archived: next.archived_at !== null,
          by: doer,
          at: next.archived_at ?? school.clock.now(),
        },
        news,
      );
    await writeAudit(trx, school, {
      actorId: by.userId,
      action: 'edit course',
      target: `course ${course.code}`,
      // Never the code itself.
      detail: {
        changed: changed.join(' '),
        name: next.name,
        enrolment: next.enrolment,
        archived: next.archived_at === null ? 0 : 1,
      },
    });
    return next.enrolment_code ?? '';
  });
}

/**
 * Hands a course and its group over to another instructor; the old one stays as an assistant. To whom it belongs already is no
 * change. Throws `Only an instructor can teach a course`.
 */
export async function handOverCourse(
  school: School,
  { course, user, by }: { course: Course; user: User; by: SignedIn },
): Promise<void> {
  if (user.role === 'student') throw fail('not_an_instructor');
  await changeRooms(school, async (trx, news) => {
    await lockHead(trx, course.roomId);
    const { instructor_id: old } = await getPresent(trx, course, by);
    if (old === user.id) return;
    await trx.updateTable('courses').set({ instructor_id: user.id }).where('id', '=', course.id).execute();
    await trx.deleteFrom('course_people').where('course_id', '=', course.id).where('user_id', '=', user.id).execute();
    await trx
      .insertInto('course_people')
      .values({ course_id: course.id, user_id: old, role: 'assistant', joined_at: school.clock.now() })
      .execute();
    await addMember(trx, school, { roomId: course.roomId, user, by: by.userId }, news);
    // The owner is of the staff without being called so.
    await setStaff(trx, { roomId: course.roomId, userId: old, isStaff: true });
    await setStaff(trx, { roomId: course.roomId, userId: user.id, isStaff: false });
    await changeOwner(trx, school, { roomId: course.roomId, user, by: { id: by.userId, username: by.username } }, news);
    await auditPeople(trx, school, 'hand over course', { course, user, by: by.userId });
  });
}

/** The course as it is with its room's head held. The rule is asked again: whoever handed it over meanwhile came first. */
async function getPresent(trx: Trx, course: Course, by: SignedIn) {
  const present = await trx
    .selectFrom('courses')
    .select(['name', 'enrolment', 'enrolment_code', 'archived_at', 'instructor_id'])
    .where('id', '=', course.id)
    .executeTakeFirstOrThrow();
  accessTeacher(by, { instructorId: present.instructor_id });
  return present;
}

type Settings = Pick<Awaited<ReturnType<typeof getPresent>>, 'name' | 'enrolment' | 'enrolment_code' | 'archived_at'>;

function changesOf(present: Settings, next: Settings): string[] {
  return [
    ...(present.name === next.name ? [] : ['name']),
    ...(present.enrolment === next.enrolment ? [] : ['enrolment']),
    ...(present.enrolment_code === next.enrolment_code ? [] : ['code']),
    ...(present.archived_at === next.archived_at ? [] : ['archived']),
  ];
}
