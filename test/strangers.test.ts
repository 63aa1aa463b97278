import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { createCourse, selectCourse } from '../contract/courses.ts';
import { sendMessage } from '../contract/chat.ts';
import { uploadFile } from '../contract/files.ts';
import type { Endpoint } from '../contract/endpoint.ts';
import { allEndpoints } from '../contract/index.ts';
import type { School } from '../server/school.ts';
import { engines } from './engines.ts';
import { refusal } from './refusals.ts';
import { openSchool, PASSWORD, type TestSchool } from './school.ts';
import { openSocket, SocketRefused } from './socket.ts';

/** Something right for every field there is, so that only the name of another is wrong. */
const PLAUSIBLE: Record<string, string> = {
  room_code: 'A01',
  room_name: 'A New Group',
  course_code: 'A01',
  course_name: 'New',
  section: 'announcement',
  title: 'Important!',
  body: 'Homework',
  message: 'Hi.',
  token: 'fcm',
  nickname: 'changed',
  old_password: PASSWORD,
  new_password: 'another password',
  username: 'tony',
  sender: 'tony',
  client_id: 'c1',
};

for (const engine of engines) {
  describe(`strangers, ${engine}`, () => {
    let school: TestSchool;
    let fileId: string;
    before(async () => {
      school = await openSchool(engine);
      const kept = await school.as.tony.call(uploadFile, {}, new File(['secret'], 'secret.txt'));
      assert.ok(kept.status === 'success');
      fileId = kept.file_id;
      const sent = await school.as.tony.call(sendMessage, { room_code: 'A01', sender: 'tony', file_id: fileId });
      assert.equal(sent.code, 'ok');
    });
    after(() => school.close());

    const selfNaming = allEndpoints.filter(({ access }) => access.who !== 'everyone' && access.self !== undefined);

    test('every call that names its caller refuses to speak for another, and does nothing', async () => {
      // Those of the contract that name their caller; a new one is picked up by itself.
      assert.ok(selfNaming.length >= 7);
      const earlier = await everything(school.school);
      for (const endpoint of selfNaming) {
        for (const fields of inputsFor(endpoint)) {
          const answer = await send(school, endpoint, fields, school.tokens.amy);
          assert.deepEqual([endpoint.path, answer], [endpoint.path, refusal('other_user')]);
          const stranger = await send(
            school,
            endpoint,
            { ...fields, username: 'nobody-has-this', sender: 'nobody-has-this' },
            school.tokens.amy,
          );
          assert.deepEqual([endpoint.path, stranger], [endpoint.path, refusal('other_user')]);
        }
      }
      assert.deepEqual(await everything(school.school), earlier);
    });

    test('a name in other letters is still the same person, for the owner and for the stranger', async () => {
      const mine = await school.as.tony.call(sendMessage, { room_code: 'A01', sender: 'ＴＯＮＹ', message: 'me' });
      assert.equal(mine.code, 'ok');
      const other = await school.as.amy.call(sendMessage, { room_code: 'A01', sender: 'Tony', message: 'not me' });
      assert.deepEqual(other, refusal('other_user'));
    });

    test('calls that name somebody as a target have no effect on them either', async () => {
      const earlier = await everything(school.school);
      const course = { course_code: 'N01', course_name: 'New', username: 'tony' };
      assert.deepEqual(await school.as.ann.call(createCourse, course), refusal('other_user'));
      const drop = { action: 'drop', username: 'amy', course_code: 'A01' };
      assert.deepEqual(await school.as.carl.call(selectCourse, drop), refusal('not_your_course'));
      assert.deepEqual(await school.as.eve.call(selectCourse, drop), refusal('user_not_found'));
      assert.deepEqual(await everything(school.school), earlier);
    });

    test('a room that eve may not see answers byte for byte as one that is not there', async () => {
      const pairs = [
        ['GET', (room: string) => `/get_users?room_code=${room}`, undefined],
        ['GET', (room: string) => `/get_messages?room_code=${room}`, undefined],
        ['GET', (room: string) => `/get_messages?room_code=${room}&limit=5`, undefined],
        ['GET', (room: string) => `/get_entries?room_code=${room}`, undefined],
        ['GET', (room: string) => `/get_room_files?room_code=${room}`, undefined],
        ['GET', (room: string) => `/get_message_history?room_code=${room}&id=1`, undefined],
        ['GET', (room: string) => `/get_pins?room_code=${room}`, undefined],
        ['GET', (room: string) => `/get_mention_reach?room_code=${room}`, undefined],
        ['GET', (room: string) => `/get_thread?room_code=${room}&id=1`, undefined],
        ['GET', (room: string) => `/get_entries?room_code=${room}&around=1`, undefined],
        ['POST', () => '/edit_message', (room: string) => ({ room_code: room, id: 1, message: 'mine' })],
        ['POST', () => '/delete_message', (room: string) => ({ room_code: room, id: 1 })],
        ['POST', () => '/react', (room: string) => ({ room_code: room, id: 1, emoji: '👍', action: 'add' })],
        ['POST', () => '/pin_message', (room: string) => ({ room_code: room, id: 1, action: 'add' })],
        ['POST', () => '/follow_thread', (room: string) => ({ room_code: room, id: 1, action: 'add' })],
        ['POST', () => '/mark_thread_read', (room: string) => ({ room_code: room, id: 1, read: 1 })],
        ['GET', (room: string) => `/search?query=secret&room_code=${room}`, undefined],
        ['POST', () => '/edit_chat', (room: string) => ({ room_code: room, room_name: 'mine' })],
        ['POST', () => '/hand_over_chat', (room: string) => ({ room_code: room, username: 'eve' })],
        ['GET', (room: string) => `/get_chat?room_code=${room}`, undefined],
        ['GET', (room: string) => `/get_invitations?room_code=${room}`, undefined],
        ['POST', () => '/delete_chat', (room: string) => ({ room_code: room })],
        ['POST', () => '/create_invitation', (room: string) => ({ room_code: room })],
        ['POST', () => '/revoke_invitation', (room: string) => ({ room_code: room, id: 1 })],
        ['POST', () => '/set_attention', (room: string) => ({ room_code: room, attention: 'all' })],
        ['POST', () => '/save_draft', (room: string) => ({ room_code: room, text: 'mine' })],
        ['POST', () => '/save_draft', (room: string) => ({ room_code: room, thread: 1, text: 'mine' })],
        ['POST', () => '/report_message', (room: string) => ({ room_code: room, username: 'tony', reason: 'x' })],
        ['POST', () => '/send_message', (room: string) => ({ room_code: room, sender: 'eve', message: 'Hi.' })],
        ['POST', () => '/edit_user', (room: string) => ({ room_code: room, action: 'add', username: 'eve' })],
        ['POST', () => '/edit_user', (room: string) => ({ room_code: room, action: 'remove', username: 'amy' })],
        ['POST', () => '/edit_user', (room: string) => ({ room_code: room, action: 'add', username: 'nobody' })],
      ] as const;
      for (const [method, pathOf, bodyOf] of pairs) {
        const look = async (room: string) => {
          const body = bodyOf === undefined ? null : JSON.stringify(bodyOf(room));
          return bare(await school.raw(pathOf(room), { method, body, headers: bearer(school.tokens.eve) }));
        };
        const [hidden, absent] = [await look('A01'), await look('Z99')];
        assert.deepEqual(hidden, absent);
        assert.equal(hidden.body, '{"status":"fail","message":"Chat not found","code":"chat_not_found"}');
      }
    });

    test('so does its socket', async () => {
      const look = async (room: string) => {
        const opened = openSocket(school.baseUrl, room, bearer(school.tokens.eve));
        const refused: unknown = await opened.catch((error: unknown) => error);
        assert.ok(refused instanceof SocketRefused);
        return [refused.status, refused.body];
      };
      assert.deepEqual(await look('A01'), await look('Z99'));
    });

    test('a file that eve may not read answers byte for byte as one that is not there', async () => {
      for (const path of ['/download_file?', '/get_filename?', '/get_preview?size=thumb&']) {
        const look = async (id: string) =>
          bare(await school.raw(`${path}file_id=${id}`, { headers: bearer(school.tokens.eve) }));
        assert.deepEqual(await look(fileId), await look('0'.repeat(24)), path);
      }
      const carry = async (file_id: string) => {
        const own = { room_code: 'EVE', sender: 'eve', message: 'mine now', file_id };
        return school.as.eve.call(sendMessage, own);
      };
      await school.addGroup('EVE', 'eve');
      assert.deepEqual(await carry(fileId), refusal('file_not_found'));
      assert.deepEqual(await carry('0'.repeat(24)), refusal('file_not_found'));
      const ranged = { ...bearer(school.tokens.eve), range: 'bytes=0-1', 'if-none-match': '*' };
      assert.equal((await school.raw(`/download_file?file_id=${fileId}`, { headers: ranged })).status, 404);
    });
  });
}

function bearer(token: string): { authorization: string } {
  return { authorization: `Bearer ${token}` };
}

/** A call's input with the self field naming tony; for messages also with `username` in its place. */
function inputsFor(endpoint: Endpoint): Record<string, string>[] {
  const all = Object.fromEntries(
    Object.keys(endpoint.input.properties).flatMap((name) =>
      PLAUSIBLE[name] === undefined ? [] : [[name, PLAUSIBLE[name]]],
    ),
  );
  if (!('sender' in all)) return [all];
  const { sender: _sender, ...withUsername } = all;
  const { username: _username, ...withSender } = all;
  return [withSender, withUsername];
}

async function send(
  school: TestSchool,
  endpoint: Endpoint,
  fields: Record<string, string>,
  token: string,
): Promise<unknown> {
  const known = Object.fromEntries(Object.entries(fields).filter(([name]) => name in endpoint.input.properties));
  const query = endpoint.method === 'GET' ? `?${new URLSearchParams(known).toString()}` : '';
  const body = endpoint.method === 'GET' ? null : JSON.stringify(known);
  const response = await school.raw(`${endpoint.path}${query}`, {
    method: endpoint.method,
    body,
    headers: bearer(token),
  });
  const envelope: unknown = await response.json();
  assert.ok(typeof envelope === 'object');
  return { ...envelope, http: response.status };
}

/** An answer without what differs from one request to the next. */
async function bare(response: Response): Promise<{ status: number; headers: [string, string][]; body: string }> {
  const headers = [...response.headers].filter(([name]) => !['date', 'x-request-id'].includes(name));
  return { status: response.status, headers, body: await response.text() };
}

/** All that a call could have changed. */
async function everything({ database: { db } }: School): Promise<unknown> {
  const tables = [
    'users',
    'rooms',
    'members',
    'room_heads',
    'courses',
    'course_people',
    'posts',
    'push_tokens',
    'attempts',
  ] as const;
  const rows = await Promise.all(tables.map((table) => db.selectFrom(table).selectAll().execute()));
  const entries = await db.selectFrom('entries').select(['room_id', 'seq', 'text']).execute();
  return [...rows, entries].map((all) => all.map((row) => JSON.stringify(row)).toSorted());
}
