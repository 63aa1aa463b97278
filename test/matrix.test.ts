import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Type } from 'typebox';
import { Parse } from 'typebox/value';
import { createRecoveryCode } from '../contract/accounts.ts';
import { createChat, editUser, sendMessage } from '../contract/chat.ts';
import { openDirect } from '../contract/direct.ts';
import { createInvitation } from '../contract/invitations.ts';
import { reportMessage } from '../contract/reports.ts';
import { addCourseinfo } from '../contract/posts.ts';
import { type Client, createClient } from '../contract/client.ts';
import { uploadFile } from '../contract/files.ts';
import { errors } from '../contract/errors.ts';
import { allEndpoints } from '../contract/index.ts';
import { getUser } from '../server/accounts/access.ts';
import { findRoom } from '../server/chat/access.ts';
import { editMembers } from '../server/chat/room.ts';
import { getCourse } from '../server/courses/access.ts';
import { addAssistant, drop, enrol } from '../server/courses/course.ts';
import { httpOptions } from '../server/app.ts';
import { createServer } from '../server/kernel/http/server.ts';
import { engines } from './engines.ts';
import { type Actor, actors, type Expected } from './matrix-row.ts';
import type { Cell, Shared } from './matrix-act.ts';
import { acts, socketRows } from './matrix-table.ts';
import { openSchool, type TestSchool } from './school.ts';
import { openSocket, SocketRefused } from './socket.ts';

test('every endpoint is in the table', () => {
  const tested = new Set(acts.map((one) => one.endpoint.path));
  assert.deepEqual(
    allEndpoints.map((endpoint) => endpoint.path).filter((path) => !tested.has(path)),
    [],
  );
});

const ENDS_SESSIONS = new Set<string>(['/logout', '/change_info', '/refresh']);
const CHANGES_PEOPLE = new Set<string>(['/select_course', '/edit_assistant', '/edit_user']);

for (const engine of engines) {
  for (const access of ['signed-in', 'open'] as const) {
    describe(`who may do what, ${access}, ${engine}`, () => {
      let school: TestSchool;
      let shared: Shared;
      const clients = new Map<Actor, Client>();
      const signedIn = async (actor: Actor): Promise<Client> => {
        const client = clients.get(actor) ?? (await clientOf(school, actor));
        clients.set(actor, client);
        return client;
      };
      before(async () => {
        // So that the one call that depends on it shows its rule.
        school = await openSchool(engine, { access, settings: { RECOVERY: 'code' } });
        shared = await settle(school);
      });
      after(() => school.close());

      for (const act of acts) {
        test(`${act.endpoint.path} ${act.act}`, async () => {
          for (const actor of actors) {
            if (actor !== 'nobody' || access === 'signed-in') await check(actor, true, act.held[actor]);
          }
          for (const actor of actors) if (access === 'open') await check(actor, false, act.open[actor]);

          async function check(actor: Actor, session: boolean, expected: Expected): Promise<void> {
            const { path, says } = act.endpoint;
            const client = session && actor !== 'nobody' ? await signedIn(actor) : school.nobody;
            const response = await act.send(client, cellOf(school, shared, actor));
            const where = `${path} ${act.act}, ${actor} ${session ? 'with a session' : 'without one'}`;
            await assertAnswer(response, expected, says, where);
            if (ENDS_SESSIONS.has(path)) clients.clear();
            if (CHANGES_PEOPLE.has(path)) await restore(school, actor);
          }
        });
      }

      test('the socket of a room', async () => {
        for (const room of ['A01', 'G01'] as const) {
          for (const actor of actors) {
            const session = access === 'signed-in' || actor !== 'nobody';
            const token = actor === 'nobody' ? undefined : await school.signIn(actor);
            const expected = session ? socketRows[room][actor] : socketRows.open[actor];
            assert.equal(await knock(school, room, token), expected, `${room} ${actor}`);
            if (access === 'open') assert.equal(await knock(school, room, undefined), socketRows.open[actor]);
          }
        }
      });
    });
  }
}

test('a route that does not state who may use it ends the start', async (t) => {
  const school = await openSchool('sqlite');
  t.after(() => school.close());
  const http = await createServer(httpOptions(school.school.config), school.school.log);
  http.get('/silent', async () => 'open to whom?');
  await assert.rejects(async () => http.ready(), /GET \/silent does not state who may use it/);
  await http.close();
});

/** The group G01 with its owner, its member and one who was put out, and a file in each room. */
async function settle(school: TestSchool): Promise<Shared> {
  const olga = await school.add('olga');
  await school.add('mia');
  await school.add('pete');
  await school.addGroup('G01', 'olga');
  for (const username of ['mia', 'pete']) {
    assert.equal((await school.as.head.call(editUser, { room_code: 'G01', action: 'add', username })).code, 'ok');
  }
  assert.equal((await olga.call(editUser, { room_code: 'G01', action: 'remove', username: 'pete' })).code, 'ok');
  return {
    courseFile: await shareFile(school.as.tony, 'tony', 'A01'),
    groupFile: await shareFile(olga, 'olga', 'G01'),
    strayFile: await shareFile(olga, 'olga', 'G01'),
    otherStray: await shareFile(olga, 'olga', 'G01'),
    directRoom: await conversation(school),
  };
}

async function conversation({ as }: TestSchool): Promise<string> {
  const opened = await as.amy.call(openDirect, { username: 'carl' });
  assert.ok(opened.status === 'success', opened.message);
  return opened.room_code;
}

async function shareFile(client: Client, sender: string, room_code: string): Promise<string> {
  const kept = await client.call(uploadFile, {}, new File(['for the room'], 'a.txt'));
  assert.ok(kept.status === 'success');
  const { file_id } = kept;
  assert.equal((await client.call(sendMessage, { room_code, sender, file_id })).code, 'ok');
  return file_id;
}

async function clientOf(school: TestSchool, name: string): Promise<Client> {
  return createClient({ baseUrl: school.baseUrl, token: await school.signIn(name) });
}

let used = 0;

function cellOf(school: TestSchool, shared: Shared, actor: Actor): Cell {
  const me = actor === 'nobody' ? 'ghost' : actor;
  async function newGroup(): Promise<string> {
    const [room_code, olga] = [`group-${++used}`, await clientOf(school, 'olga')];
    const made = await olga.call(createChat, { room_code, room_name: 'New', username: 'olga' });
    assert.ok(made.status === 'success', made.message);
    const room = await findRoom(school.school.database.db, room_code);
    assert.ok(room !== undefined);
    const mia = await getUser(school.school.database.db, 'mia');
    await editMembers(school.school, { room, action: 'add', user: mia, by: null });
    return room_code;
  }
  return {
    ...shared,
    me,
    fresh: `fresh-${++used}`,
    async recoveryCode() {
      const made = await (await clientOf(school, 'head')).call(createRecoveryCode, { username: me });
      return made.status === 'success' ? made.recovery_code : 'none';
    },
    async newPost() {
      const title = `post-${++used}`;
      const post = { course_code: 'A01', section: 'content', username: 'tony', title, body: 'Read it.' };
      const made = await (await clientOf(school, 'tony')).call(addCourseinfo, post);
      assert.ok(made.status === 'success', made.message);
      return made.id;
    },
    async newMessage(room_code) {
      const sender = room_code === 'A01' ? 'amy' : 'mia';
      const sent = await (await clientOf(school, sender)).call(sendMessage, { room_code, sender, message: 'Well?' });
      assert.ok(sent.status === 'success', sent.message);
      return sent.id;
    },
    newGroup,
    async newInvitation() {
      const room_code = await newGroup();
      const made = await (await clientOf(school, 'olga')).call(createInvitation, { room_code });
      assert.ok(made.status === 'success', made.message);
      return { room_code, id: made.id, token: made.token };
    },
    async newReport() {
      const report = { room_code: 'A01', username: 'amy', reason: 'Sings' };
      const made = await (await clientOf(school, 'tony')).call(reportMessage, report);
      assert.ok(made.status === 'success', made.message);
      return made.id;
    },
  };
}

/** What an act may have changed is put back, so that the next one meets the same school. */
async function restore({ school }: TestSchool, actor: Actor): Promise<void> {
  const { db } = school.database;
  const [course, room] = [await getCourse(db, 'A01'), await findRoom(db, 'G01')];
  assert.ok(room !== undefined);
  const by = course.instructorId;
  const user = async (name: string) => getUser(db, name);
  await enrol(school, { course, user: await user('amy'), by });
  await addAssistant(school, { course, user: await user('carl'), by });
  if (!['tony', 'carl', 'amy', 'nobody'].includes(actor)) await drop(school, { course, user: await user(actor), by });
  await editMembers(school, { room, action: 'add', user: await user('mia'), by });
  await editMembers(school, { room, action: 'remove', user: await user('tony'), by });
}

async function assertAnswer(
  response: Response,
  expected: Expected,
  says: readonly string[],
  where: string,
): Promise<void> {
  const bytes = await response.text();
  if (expected === 'ok' && says.length === 0) {
    assert.deepEqual([response.status, bytes], [200, 'for the room'], where);
    return;
  }
  const { status, message, code } = Parse(Envelope, JSON.parse(bytes));
  const error = expected === 'ok' ? undefined : errors[expected];
  assert.deepEqual(
    { http: response.status, status, code },
    // What begins an upload in parts says 201.
    {
      http: error?.status ?? (response.status === 201 ? 201 : 200),
      status: error === undefined ? 'success' : 'fail',
      code: expected,
    },
    `${where}: ${bytes}`,
  );
  if (error === undefined) assert.ok(says.includes(message), `${where}: ${bytes}`);
  else assert.ok(message.startsWith(error.message), `${where}: ${bytes}`);
}

/** Knocks at a room's socket: `ok` when it opens, else the code of the refusal. */
async function knock({ baseUrl }: TestSchool, room: string, token: string | undefined): Promise<string> {
  try {
    const socket = await openSocket(baseUrl, room, token === undefined ? {} : { authorization: `Bearer ${token}` });
    socket.close();
    return 'ok';
  } catch (error) {
    if (!(error instanceof SocketRefused)) throw error;
    return Parse(Envelope, JSON.parse(error.body)).code;
  }
}

const Envelope = Type.Object({ status: Type.String(), message: Type.String(), code: Type.String() });
