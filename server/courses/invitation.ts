import { getUser } from '../accounts/access.ts';
import { type Room } from '../chat/access.ts';
import { getInvitation, useInvitation } from '../chat/invited.ts';
import { lockHead } from '../chat/log.ts';
import { isMember } from '../chat/own-room.ts';
import { addMember, changeRooms } from '../chat/room.ts';
import { isArchived } from '../chat/room-edit.ts';
import type { SignedIn } from '../kernel/http/caller.ts';
import { fail } from '../kernel/http/failure.ts';
import type { School } from '../school.ts';
import { getCourse } from './access.ts';
import { enrolInside, getOpenCourse } from './course.ts';

/**
 * Comes in by an invitation: into a group, or a course and its group, whatever the course's rule is. Who is in it already uses
 * nothing up. Throws the refusals of `/accept_invitation`.
 */
export async function acceptInvitation(school: School, by: SignedIn, token: string): Promise<Room> {
  const { db } = school.database;
  const { id, room } = await getInvitation(db, school, token);
  const user = await getUser(db, by.username);
  const course = room.kind === 'course' ? await getCourse(db, room.code) : undefined;
  await changeRooms(school, async (trx, news) => {
    await lockHead(trx, room.id);
    if (await isMember(trx, room.id, user.id)) return;
    if (course !== undefined) await getOpenCourse(trx, course.id);
    else if (await isArchived(trx, room.id)) throw fail('chat_archived');
    // With the head held: a room that was deleted meanwhile is not entered, and the last place is given once.
    if (!(await useInvitation(trx, school, { id, room, user }))) throw fail('invalid_invitation');
    if (course !== undefined) await enrolInside(trx, school, { course, user, by: user.id }, news);
    else await addMember(trx, school, { roomId: room.id, user, by: user.id }, news);
  });
  return room;
}
