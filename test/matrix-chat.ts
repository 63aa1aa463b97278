import * as chat from '../contract/chat.ts';
import * as files from '../contract/files.ts';
import { getPreview } from '../contract/previews.ts';
import * as rooms from '../contract/rooms.ts';
import { type Act, act, courseRoom, everyone, groupRoom, known, noSession, withSession } from './matrix-act.ts';

const ownersOfGroup = '. no-room no-room no-room no-room no-room . not_chat_owner no-room 401';
const file = () => new File(['bytes'], 'a.txt');

/** Who may do what with rooms, their messages and files. Columns as in `actors`. */
export const chatActs: readonly Act[] = [
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
  act(rooms.getEntries, 'of A01', () => ({ room_code: 'A01' }), courseRoom, noSession),
  act(rooms.getEntries, 'a page of G01', () => ({ room_code: 'G01', limit: 5 }), groupRoom, noSession),
  act(rooms.editChat, 'G01', ({ fresh }) => ({ room_code: 'G01', room_name: fresh }), ownersOfGroup, noSession),
  act(
    rooms.editChat,
    'the room of A01',
    ({ fresh }) => ({ room_code: 'A01', room_name: fresh }),
    'course_chat course_chat no-room course_chat course_chat no-room no-room no-room no-room 401',
    noSession,
  ),
  act(rooms.handOverChat, 'G01 to its owner', () => ({ room_code: 'G01', username: 'olga' }), ownersOfGroup, noSession),
  act(
    rooms.handOverChat,
    'G01 to one who is not in it',
    () => ({ room_code: 'G01', username: 'pete' }),
    'no-user no-room no-room no-room no-room no-room no-user not_chat_owner no-room 401',
    noSession,
  ),
  act(
    rooms.handOverChat,
    'the room of A01',
    () => ({ room_code: 'A01', username: 'amy' }),
    'course_chat course_chat no-room course_chat course_chat no-room no-room no-room no-room 401',
    noSession,
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
    chat.sendMessage,
    'into A01 with files of G01',
    ({ me, otherStray }) => ({ room_code: 'A01', sender: me, file_ids: [otherStray] }),
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
    getPreview,
    'of A01, text',
    ({ courseFile }) => ({ file_id: courseFile, size: 'thumb' }),
    'no_preview no_preview no_such_file no_preview no_preview no_such_file no_such_file no_such_file no_such_file 401',
    'no_preview no_preview no_preview no_preview no_preview no_preview no_preview no_preview no_preview no_preview',
  ),
  act(
    getPreview,
    'of G01, text',
    ({ groupFile }) => ({ file_id: groupFile, size: 'screen' }),
    'no_preview no_such_file no_such_file no_such_file no_such_file no_such_file no_preview no_preview no_such_file 401',
    'no_preview no_preview no_preview no_preview no_preview no_preview no_preview no_preview no_preview no_preview',
  ),
  act(
    files.getFilename,
    'of G01',
    ({ groupFile }) => ({ file_id: groupFile }),
    '. no-file no-file no-file no-file no-file . . no-file 401',
    everyone,
  ),
  act(
    files.getFiles,
    'of A01 and G01',
    ({ courseFile, groupFile }) => ({ file_ids: `${courseFile},${groupFile}` }),
    withSession,
    noSession,
  ),
  act(files.getRoomFiles, 'of A01', () => ({ room_code: 'A01' }), courseRoom, noSession),
  act(files.getRoomFiles, 'of G01', () => ({ room_code: 'G01' }), groupRoom, noSession),
];

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
