import * as attention from '../contract/attention.ts';
import * as chat from '../contract/chat.ts';
import * as direct from '../contract/direct.ts';
import * as invitations from '../contract/invitations.ts';
import * as reports from '../contract/reports.ts';
import * as rooms from '../contract/rooms.ts';
import { type Act, act, courseRoom, everyone, groupRoom, noSession, withSession } from './matrix-act.ts';

const ownersOfGroup = '. no-room no-room no-room no-room no-room . not_chat_owner no-room 401';
const ownersOfCourse = '. . no-room not_chat_owner not_chat_owner no-room no-room no-room no-room 401';
const membersOfCourse = 'no-room . no-room . . no-room no-room no-room no-room 401';
/** The conversation of amy and carl: theirs alone, and no admin's. */
const theTwo = 'no-room no-room no-room . . no-room no-room no-room no-room 401';
const notOfTwo = 'no-room no-room no-room direct_chat direct_chat no-room no-room no-room no-room 401';
const noRoom = 'no-room no-room no-room no-room no-room no-room no-room no-room no-room no-room';
const staff = '. . . staff_only staff_only staff_only staff_only staff_only staff_only 401';

/** Rooms as their people see them: conversations of two, attention, invitations, reports, the end of a group. Columns as in `actors`. */
export const roomActs: readonly Act[] = [
  act(rooms.getChat, 'A01', () => ({ room_code: 'A01' }), courseRoom, noSession),
  act(rooms.getChat, 'G01', () => ({ room_code: 'G01' }), groupRoom, noSession),
  act(rooms.getChat, 'the two', ({ directRoom }) => ({ room_code: directRoom }), theTwo, noSession),
  act(chat.getUsers, 'a page of G01', () => ({ room_code: 'G01', limit: 1 }), groupRoom, everyone),
  act(chat.getUsers, 'the two', ({ directRoom }) => ({ room_code: directRoom }), theTwo, noRoom),
  act(chat.getMessages, 'of the two', ({ directRoom }) => ({ room_code: directRoom }), theTwo, noRoom),
  act(
    chat.sendMessage,
    'to the two',
    ({ directRoom, me }) => ({ room_code: directRoom, sender: me, message: 'Hi.' }),
    theTwo,
    noRoom,
  ),
  act(
    chat.editUser,
    'put amy out of the two',
    ({ directRoom }) => ({ room_code: directRoom, action: 'remove', username: 'amy' }),
    notOfTwo,
    noRoom,
  ),
  act(
    rooms.editChat,
    'the two',
    ({ directRoom }) => ({ room_code: directRoom, description: 'ours' }),
    notOfTwo,
    noSession,
  ),
  act(
    rooms.editChat,
    'describe A01',
    ({ fresh }) => ({ room_code: 'A01', description: fresh }),
    ownersOfCourse,
    noSession,
  ),
  act(
    rooms.editChat,
    'archive A01',
    () => ({ room_code: 'A01', archived: 1 }),
    'course_chat course_chat no-room course_chat course_chat no-room no-room no-room no-room 401',
    noSession,
  ),
  act(rooms.deleteChat, 'a group', async ({ newGroup }) => ({ room_code: await newGroup() }), ownersOfGroup, noSession),
  act(rooms.deleteChat, 'the two', ({ directRoom }) => ({ room_code: directRoom }), notOfTwo, noSession),
  act(
    rooms.deleteChat,
    'the room of A01',
    () => ({ room_code: 'A01' }),
    'course_chat course_chat no-room course_chat course_chat no-room no-room no-room no-room 401',
    noSession,
  ),

  act(
    direct.openDirect,
    'with amy',
    () => ({ username: 'amy' }),
    '. . . . yourself no-user no-user no-user no-user 401',
    noSession,
  ),
  act(direct.openDirect, 'with tony', () => ({ username: 'tony' }), '. yourself . . . . . . . 401', noSession),
  act(
    direct.blockUser,
    'bob',
    () => ({ username: 'bob' }),
    '. . . no-user no-user yourself no-user no-user no-user 401',
    noSession,
  ),
  act(
    direct.unblockUser,
    'bob',
    () => ({ username: 'bob' }),
    '. . . no-user no-user yourself no-user no-user no-user 401',
    noSession,
  ),
  act(direct.getBlocked, 'own', () => ({}), withSession, noSession),

  act(
    attention.setAttention,
    'to A01',
    () => ({ room_code: 'A01', attention: 'mentions' }),
    membersOfCourse,
    noSession,
  ),
  act(attention.saveDraft, 'for A01', () => ({ room_code: 'A01', text: 'I' }), membersOfCourse, noSession),
  act(
    attention.saveDraft,
    'for the two',
    ({ directRoom }) => ({ room_code: directRoom, text: 'I' }),
    theTwo,
    noSession,
  ),
  act(attention.markAllRead, 'own', () => ({}), withSession, noSession),
  act(attention.getUnread, 'own', () => ({}), withSession, noSession),
  act(attention.getPreferences, 'own', () => ({}), withSession, noSession),
  act(attention.setPreferences, 'own', () => ({ typing: 0 }), withSession, noSession),

  act(invitations.createInvitation, 'to A01', () => ({ room_code: 'A01' }), ownersOfCourse, noSession),
  act(invitations.createInvitation, 'to G01', () => ({ room_code: 'G01' }), ownersOfGroup, noSession),
  act(invitations.createInvitation, 'to the two', ({ directRoom }) => ({ room_code: directRoom }), notOfTwo, noSession),
  act(invitations.getInvitations, 'to A01', () => ({ room_code: 'A01' }), ownersOfCourse, noSession),
  act(invitations.getInvitations, 'to G01', () => ({ room_code: 'G01' }), ownersOfGroup, noSession),
  act(
    invitations.revokeInvitation,
    'to a group',
    async ({ newInvitation }) => {
      const { room_code, id } = await newInvitation();
      return { room_code, id };
    },
    ownersOfGroup,
    noSession,
  ),
  act(
    invitations.revokeInvitation,
    'of a group by way of A01',
    async ({ newInvitation }) => ({ room_code: 'A01', id: (await newInvitation()).id }),
    ownersOfCourse.replace('. .', 'invitation_not_found invitation_not_found'),
    noSession,
  ),
  act(
    invitations.showInvitation,
    'to a group',
    async ({ newInvitation }) => ({ token: (await newInvitation()).token }),
    withSession,
    noSession,
  ),
  act(
    invitations.acceptInvitation,
    'to a group',
    async ({ newInvitation }) => ({ token: (await newInvitation()).token }),
    withSession,
    noSession,
  ),

  act(
    reports.reportMessage,
    'tony in A01',
    () => ({ room_code: 'A01', username: 'tony', reason: 'Too early' }),
    '. yourself no-room . . no-room no-room no-room no-room 401',
    noSession,
  ),
  act(reports.getReports, 'all', () => ({}), staff, noSession),
  act(
    reports.editReport,
    'of amy in A01',
    async ({ newReport }) => ({ id: await newReport(), state: 'done' }),
    staff.replace('. . .', '. . report_not_found'),
    noSession,
  ),
];
