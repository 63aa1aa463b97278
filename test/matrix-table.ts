import type { Static, TObject, TProperties } from 'typebox';
import * as accounts from '../contract/accounts.ts';
import * as chat from '../contract/chat.ts';
import type { Client } from '../contract/client.ts';
import * as courses from '../contract/courses.ts';
import type { Endpoint } from '../contract/endpoint.ts';
import * as files from '../contract/files.ts';
import * as health from '../contract/health.ts';
import { type Actor, type Expected, rowOf } from './matrix-row.ts';
import { ANSWER, PASSWORD } from './school.ts';

/** The files of the rooms; `stray`: one of G01 that may end up in A01. */
export type Shared = { courseFile: string; groupFile: string; strayFile: string };
/** `me`: the caller's name (`ghost` for nobody); `fresh`: never used before; `recoveryCode()`: makes one of `me`. */
export type Cell = Shared & { me: string; fresh: string; recoveryCode(): Promise<string> };

export type Act = {
  endpoint: Endpoint;
  /** What is done, besides the path. */
  act: string;
  send(client: Client, cell: Cell): Promise<Response>;
  /** With a session, whatever `ACCESS` is; nobody's stands for signed-in. */
  held: Record<Actor, Expected>;
  /** Without a session, under `ACCESS=open`. */
  open: Record<Actor, Expected>;
};

const everyone = '. . . . . . . . . .';
const withSession = '. . . . . . . . . 401';
const noSession = '401 401 401 401 401 401 401 401 401 401';
const known = '. . . . . . . . . no-user';
const ofCourse = '. . nic . . nic nic nic nic 401';
const courseRoom = '. . no-room . . no-room no-room no-room no-room 401';
const groupRoom = '. no-room no-room no-room no-room no-room . . no-room 401';

const A01 = { course_code: 'A01' };
const file = () => new File(['bytes'], 'a.txt');
const post = { section: 'announcement', title: 'Important!', body: 'Homework' };

/** Every call of the API, some in several ways. Columns as in `actors`. */
export const acts: readonly Act[] = [
  act(accounts.register, 'a new name', ({ fresh }) => ({ username: fresh, password: PASSWORD }), everyone, everyone),
  act(
    accounts.login,
    'own password',
    ({ me }) => ({ username: me, password: PASSWORD }),
    '. . . . . . . . . invalid_login',
    '. . . . . . . . . invalid_login',
  ),
  act(accounts.logout, 'own session', () => ({}), withSession, noSession),
  act(accounts.auth, 'own session', () => ({}), withSession, noSession),
  act(accounts.refresh, 'own session', () => ({}), withSession, noSession),
  act(accounts.submitFcmToken, 'own', ({ me, fresh }) => ({ username: me, token: fresh }), withSession, known),
  act(
    accounts.getRole,
    'of a student of A01',
    () => ({ username: 'amy' }),
    '. . . . . no-user no-user no-user no-user 401',
    everyone,
  ),
  act(
    accounts.getInfo,
    'of a member of G01',
    () => ({ username: 'mia' }),
    '. . . no-user no-user no-user . . no-user 401',
    everyone,
  ),
  act(accounts.getInfo, 'of an instructor', () => ({ username: 'tony' }), withSession, everyone),
  act(accounts.changeInfo, 'own nickname', ({ me }) => ({ username: me, nickname: me }), withSession, known),
  act(
    accounts.changeInfo,
    'own password',
    ({ me }) => ({ username: me, old_password: PASSWORD, new_password: PASSWORD }),
    withSession,
    known,
  ),
  act(
    accounts.changeInfo,
    'own answer',
    ({ me }) => ({ username: me, old_password: PASSWORD, security_answer: ANSWER }),
    withSession,
    known,
  ),
  act(
    accounts.changeInfo,
    'a reset with a code',
    async ({ me, recoveryCode }) => ({ username: me, new_password: PASSWORD, security_answer: await recoveryCode() }),
    known,
    known,
  ),
  act(
    accounts.createRecoveryCode,
    'for a student of A01',
    () => ({ username: 'amy' }),
    '. . nys nys nys nys nys nys nys 401',
    noSession,
  ),

  act(courses.getCourses, 'all', () => ({}), withSession, everyone),
  act(
    courses.createCourse,
    'own',
    ({ me, fresh }) => ({ course_code: fresh, course_name: 'New', username: me }),
    '. . . not_staff not_staff not_staff not_staff not_staff not_staff 401',
    '. . . nai nai nai nai nai nai no-user',
  ),
  act(
    courses.createCourse,
    'for tony',
    ({ fresh }) => ({ course_code: fresh, course_name: 'New', username: 'tony' }),
    '. . 403 not_staff not_staff not_staff not_staff not_staff not_staff 401',
    everyone,
  ),
  act(
    courses.selectCourse,
    'add oneself to A01',
    ({ me }) => ({ action: 'add', username: me, ...A01 }),
    '. own_course . . . . . . . 401',
    '. own_course . . . . . . . no-user',
  ),
  act(
    courses.selectCourse,
    'drop oneself from A01',
    ({ me }) => ({ action: 'drop', username: me, ...A01 }),
    '. own_course . . . . . . . 401',
    '. own_course . . . . . . . no-user',
  ),
  act(
    courses.selectCourse,
    'drop amy from A01',
    () => ({ action: 'drop', username: 'amy', ...A01 }),
    '. . not_your_course not_your_course . no-user no-user no-user no-user 401',
    everyone,
  ),
  act(
    courses.editAssistant,
    'add carl to A01',
    () => ({ action: 'add', username: 'carl', ...A01 }),
    '. . nci nci nci nci nci nci nci 401',
    noSession,
  ),
  act(courses.getCourseinfo, 'of A01', () => ({ ...A01, section: 'announcement' }), ofCourse, everyone),
  act(
    courses.addCourseinfo,
    'to A01',
    ({ me }) => ({ ...A01, ...post, username: me }),
    '. . nci . nci nci nci nci nci 401',
    'nci . nci nci nci nci nci nci nci no-user',
  ),
  act(courses.activity, 'own', ({ me }) => ({ username: me }), withSession, known),

  act(chat.getChats, 'own', ({ me }) => ({ username: me }), withSession, known),
  act(
    chat.createChat,
    'own',
    ({ me, fresh }) => ({ room_code: fresh, room_name: 'New', username: me }),
    withSession,
    known,
  ),
  act(chat.getUsers, 'of A01', () => ({ room_code: 'A01' }), courseRoom, everyone),
  act(chat.getUsers, 'of G01', () => ({ room_code: 'G01' }), groupRoom, everyone),
  act(
    chat.editUser,
    'add tony to G01',
    () => ({ room_code: 'G01', action: 'add', username: 'tony' }),
    groupRoom,
    everyone,
  ),
  act(
    chat.editUser,
    'put mia out of G01',
    () => ({ room_code: 'G01', action: 'remove', username: 'mia' }),
    // Those who do not see the room do not learn that mia exists either way.
    groupRoom,
    everyone,
  ),
  act(
    chat.editUser,
    'put the owner out of G01',
    () => ({ room_code: 'G01', action: 'remove', username: 'olga' }),
    'owner_stays no-room no-room no-room no-room no-room owner_stays not_room_owner no-room 401',
    'owner_stays owner_stays owner_stays owner_stays owner_stays owner_stays owner_stays owner_stays owner_stays owner_stays',
  ),
  act(
    chat.editUser,
    'put amy out of the room of A01',
    () => ({ room_code: 'A01', action: 'remove', username: 'amy' }),
    'course_chat course_chat no-room course_chat course_chat no-room no-room no-room no-room 401',
    'course_chat course_chat course_chat course_chat course_chat course_chat course_chat course_chat course_chat course_chat',
  ),
  act(chat.getMessages, 'of A01', () => ({ room_code: 'A01' }), courseRoom, everyone),
  act(chat.getMessages, 'a page of G01', () => ({ room_code: 'G01', limit: 5 }), groupRoom, everyone),
  act(
    chat.sendMessage,
    'into A01',
    ({ me }) => ({ room_code: 'A01', sender: me, message: 'Hi.' }),
    'no-room . no-room . . no-room no-room no-room no-room 401',
    known,
  ),
  act(
    chat.sendMessage,
    'into G01',
    ({ me }) => ({ room_code: 'G01', username: me, message: 'Hi.' }),
    'no-room no-room no-room no-room no-room no-room . . no-room 401',
    known,
  ),
  act(
    chat.sendMessage,
    'into A01 with a file of G01',
    ({ me, strayFile }) => ({ room_code: 'A01', sender: me, message: 'Hi.', file_id: strayFile }),
    'no-room no-file no-file no-file no-file no-file no-room no-room no-file 401',
    known,
  ),

  act(
    chat.markRead,
    'of A01',
    () => ({ room_code: 'A01', id: 1 }),
    'no-room . no-room . . no-room no-room no-room no-room 401',
    noSession,
  ),
  act(
    chat.markRead,
    'of G01',
    () => ({ room_code: 'G01', id: 1 }),
    'no-room no-room no-room no-room no-room no-room . . no-room 401',
    noSession,
  ),
  streamAct('of A01', 'A01', courseRoom, noSession),
  streamAct('of G01', 'G01', groupRoom, noSession),

  act(files.uploadFile, 'a small one', () => ({}), withSession, everyone, file),
  act(
    files.downloadFile,
    'of A01',
    ({ courseFile }) => ({ file_id: courseFile }),
    '. . no_such_file . . no_such_file no_such_file no_such_file no_such_file 401',
    everyone,
  ),
  act(
    files.downloadFile,
    'of G01',
    ({ groupFile }) => ({ file_id: groupFile }),
    '. no_such_file no_such_file no_such_file no_such_file no_such_file . . no_such_file 401',
    everyone,
  ),
  act(
    files.getFilename,
    'of G01',
    ({ groupFile }) => ({ file_id: groupFile }),
    '. no-file no-file no-file no-file no-file . . no-file 401',
    everyone,
  ),

  act(health.health, '', () => ({}), everyone, everyone),
  act(health.ready, '', () => ({}), everyone, everyone),
];

/** Who may open the socket of a room. */
export const socketRows = { A01: rowOf(courseRoom), G01: rowOf(groupRoom), open: rowOf(everyone) };

function act<Input extends TProperties, Answer extends TProperties>(
  endpoint: Endpoint<Input, Answer>,
  name: string,
  inputOf: (cell: Cell) => Static<TObject<Input>> | Promise<Static<TObject<Input>>>,
  held: string,
  open: string,
  fileOf?: () => File,
): Act {
  return {
    endpoint,
    act: name,
    send: async (client, cell) => client.request(endpoint, await inputOf(cell), fileOf?.()),
    held: rowOf(held),
    open: rowOf(open),
  };
}

/** A stream has no end to wait for: its first line stands for it. */
function streamAct(name: string, room: string, held: string, open: string): Act {
  const stream = act(chat.events, name, () => ({ room_code: room }), held, open);
  return {
    ...stream,
    async send(client, cell) {
      const response = await stream.send(client, cell);
      if (!response.headers.get('content-type')?.startsWith('text/event-stream')) return response;
      const reader = response.body?.getReader();
      const { value } = (await reader?.read()) ?? {};
      await reader?.cancel();
      const message = new TextDecoder().decode(value).replace(/^: |\n\n$/g, '');
      return Response.json({ status: 'success', message, code: 'ok' });
    },
  };
}
