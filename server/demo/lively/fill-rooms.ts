import { getUser } from '../../accounts/access.ts';
import { writeAudit } from '../../audit.ts';
import { findRoom } from '../../chat/access.ts';
import { addGroup, addMember, changeRooms } from '../../chat/room.ts';
import { getCourse } from '../../courses/access.ts';
import { addAssistant, addCourse } from '../../courses/course.ts';
import { editCourse } from '../../courses/course-edit.ts';
import { enrolList } from '../../courses/enrolment.ts';
import type { SignedIn } from '../../kernel/http/caller.ts';
import type { School } from '../../school.ts';
import type { CastCourse, CastGroup } from './casting.ts';

/** Makes the courses with their people; some take students by a code alone, one takes none. */
export async function addCourses(
  school: School,
  courses: readonly CastCourse[],
  signedIn: ReadonlyMap<string, SignedIn>,
): Promise<void> {
  const { db } = school.database;
  for (const { text, instructor, assistants, students } of courses) {
    const by = get(signedIn, instructor.username);
    const teacher = await getUser(db, instructor.username);
    await addCourse(school, { code: text.code, name: text.name, instructor: teacher, by: by.userId });
    const course = await getCourse(db, text.code);
    for (const { username } of assistants)
      await addAssistant(school, { course, user: await getUser(db, username), by: by.userId });
    const usernames = students.map(({ username }) => username);
    await enrolList(school, { course, usernames, by });
    const rule = RULES[text.code];
    if (rule !== undefined) await editCourse(school, { course, by, change: { ...UNCHANGED, ...rule } });
  }
}

/** Those that are over are archived, at the time that the clock holds. */
export async function archiveEnded(
  school: School,
  courses: readonly CastCourse[],
  signedIn: ReadonlyMap<string, SignedIn>,
): Promise<void> {
  for (const { text, instructor } of courses.filter((each) => each.text.ended)) {
    const course = await getCourse(school.database.db, text.code);
    const by = get(signedIn, instructor.username);
    await editCourse(school, { course, by, change: { ...UNCHANGED, archived: true } });
  }
}

/** Makes the groups, the members of each in one transaction: hundreds of their own would take most of the start. */
export async function addGroups(school: School, groups: readonly CastGroup[]): Promise<void> {
  const { db } = school.database;
  for (const { text, owner, members } of groups) {
    const by = await getUser(db, owner.username);
    await addGroup(school, { code: text.code, name: text.name, owner: by });
    const room = await findRoom(db, text.code);
    if (room === undefined) throw new Error(`${text.code} is not there`);
    await changeRooms(school, async (trx, news) => {
      for (const { username } of members) {
        const user = await getUser(trx, username);
        await addMember(trx, school, { roomId: room.id, user, by: by.id }, news);
        const detail = { user: username };
        await writeAudit(trx, school, { actorId: by.id, action: 'add member', target: `room ${text.code}`, detail });
      }
    });
  }
}

const UNCHANGED = { name: undefined, enrolment: undefined, code: undefined, archived: undefined };
const RULES: Record<string, { enrolment: 'code'; code: string } | { enrolment: 'closed' }> = {
  LAW130: { enrolment: 'code', code: 'LAW2026' },
  CS350: { enrolment: 'code', code: 'gradient' },
  PE01: { enrolment: 'closed' },
};

function get(signedIn: ReadonlyMap<string, SignedIn>, username: string): SignedIn {
  const one = signedIn.get(username);
  if (one === undefined) throw new Error(`${username} is not there`);
  return one;
}
