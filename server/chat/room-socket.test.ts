import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import { changeInfo, logout } from '../../contract/accounts.ts';
import { editUser, getMessages, sendMessage } from '../../contract/chat.ts';
import { selectCourse } from '../../contract/courses.ts';
import { engines } from '../../test/engines.ts';
import { missing, refusal } from '../../test/refusals.ts';
import { openSchool, PASSWORD, type TestSchool } from '../../test/school.ts';
import { openSocket, type RoomSocket, SocketRefused } from '../../test/socket.ts';

for (const engine of engines) {
  describe(`/ws/{room_code}, ${engine}`, () => {
    let school: TestSchool;
    const opened: RoomSocket[] = [];
    before(async () => {
      school = await openSchool(engine);
    });
    afterEach(() => {
      for (const socket of opened.splice(0)) socket.close();
    });
    after(() => school.close());

    async function open(token: string, room = 'A01', more: Record<string, string> = {}): Promise<RoomSocket> {
      const socket = await openSocket(school.baseUrl, room, { authorization: `Bearer ${token}`, ...more });
      opened.push(socket);
      return socket;
    }

    test('a message reaches every socket, the sender’s too, and is kept', async () => {
      const [amy, tony] = [await open(school.tokens.amy), await open(school.tokens.tony)];
      amy.send({ sender: 'amy', message: '你好' });
      const [heard, echoed] = [await tony.next(), await amy.next()];
      assert.deepEqual(heard, echoed);
      const kept = await school.as.amy.call(getMessages, { room_code: 'A01', limit: 1 });
      assert.ok(kept.status === 'success');
      assert.deepEqual(kept.messages, [heard]);
      assert.deepEqual(
        kept.messages.map((one) => [one.sender, one.message, one.file_id]),
        [['amy', '你好', '']],
      );
    });

    test('what is sent over HTTP reaches them too, in order', async () => {
      const amy = await open(school.tokens.amy);
      for (let n = 0; n < 20; n++) {
        await school.as.tony.call(sendMessage, { room_code: 'A01', sender: 'tony', message: `n${n}` });
      }
      const heard: unknown[] = [];
      for (let n = 0; n < 20; n++) heard.push(await amy.next());
      assert.deepEqual(
        heard.map(textOf),
        Array.from({ length: 20 }, (_, n) => `n${n}`),
      );
    });

    test('a frame that is no good is answered, and the socket stays', async () => {
      const amy = await open(school.tokens.amy);
      const { http: _http, ...empty } = missing('Message');
      const { http: _also, ...other } = refusal('other_user');
      const codes = [];
      for (const frame of [
        'nonsense',
        '[1]',
        '{"sender":{"$ne":null},"message":"x"}',
        '{"sender":"amy","message":"\\u0000"}',
      ]) {
        amy.sendRaw(frame);
        codes.push(codeOf(await amy.next()));
      }
      assert.deepEqual(codes, ['invalid_json', 'invalid_json', 'invalid_type', 'invalid_type']);
      amy.send({ sender: 'amy', message: '' });
      assert.deepEqual(await amy.next(), empty);
      amy.send({ sender: 'tony', message: 'as tony' });
      assert.deepEqual(await amy.next(), other);
      amy.send({ sender: 'amy', message: 'still here' });
      assert.equal(textOf(await amy.next()), 'still here');
    });

    test('one who is put out is closed and hears nothing after', async () => {
      await school.addGroup('G01', 'amy');
      await school.as.amy.call(editUser, { room_code: 'G01', action: 'add', username: 'carl' });
      const [carl, amy] = [await open(school.tokens.carl, 'G01'), await open(school.tokens.amy, 'G01')];
      await school.as.amy.call(editUser, { room_code: 'G01', action: 'remove', username: 'carl' });
      await school.as.amy.call(sendMessage, { room_code: 'G01', sender: 'amy', message: 'without carl' });
      assert.equal(await carl.closed, 4403);
      assert.equal(carl.waiting(), 0);
      assert.equal(textOf(await amy.next()), 'without carl');
    });

    test('so is one who drops the course', async () => {
      const student = await school.add('sue');
      await student.call(selectCourse, { action: 'add', username: 'sue', course_code: 'A01' });
      const socket = await open(await school.signIn('sue'));
      await student.call(selectCourse, { action: 'drop', username: 'sue', course_code: 'A01' });
      assert.equal(await socket.closed, 4403);
    });

    test('log-out and a password change close the sockets of the sessions they end, within a second', async () => {
      const token = await school.signIn('amy');
      const [mine, other] = [await open(token), await open(school.tokens.amy)];
      const since = performance.now();
      await school.nobody.withToken(token).call(logout, {});
      assert.equal(await mine.closed, 4401);
      assert.ok(performance.now() - since < 1_000);
      const keeping = school.nobody.withToken(await school.signIn('amy'));
      await keeping.call(changeInfo, { username: 'amy', old_password: PASSWORD, new_password: PASSWORD });
      assert.equal(await other.closed, 4401);
    });

    test('a session that ends elsewhere is found within two seconds', async () => {
      const token = await school.signIn('tony');
      const socket = await open(token);
      await school.school.database.db.deleteFrom('sessions').where('agent', '=', 'a test').execute();
      assert.equal(await socket.closed, 4401);
    });

    test('a foreign page gets no socket by the cookie, our own does', async () => {
      const cookie = `lamitt_session=${await school.signIn('tony')}`;
      const knock = async (headers: Record<string, string>): Promise<number> => {
        try {
          opened.push(await openSocket(school.baseUrl, 'A01', headers));
          return 101;
        } catch (error) {
          assert.ok(error instanceof SocketRefused);
          return error.status;
        }
      };
      assert.equal(await knock({ cookie, origin: 'https://evil.test' }), 403);
      assert.equal(await knock({ cookie, origin: 'null' }), 403);
      assert.equal(await knock({ cookie, origin: school.baseUrl }), 101);
      assert.equal(await knock({}), 401);
      assert.equal(await knock({ cookie, authorization: 'Bearer wrong' }), 401);
    });

    test('a flood is closed', async () => {
      const socket = await open(await school.signIn('tony'));
      for (let n = 0; n < 100; n++) socket.send({ sender: 'tony' });
      assert.equal(await socket.closed, 4429);
    });

    test('a frame over 64 KiB closes the socket', async () => {
      const socket = await open(await school.signIn('tony'));
      socket.send({ sender: 'tony', message: 'x'.repeat(70_000) });
      assert.equal(await socket.closed, 1009);
    });

    test('a room with a Chinese code, and no token in the log', async () => {
      await school.addGroup('数据 科学/一', 'tony');
      const token = await school.signIn('tony');
      const socket = await open(token, '数据 科学/一');
      socket.send({ sender: 'tony', message: 'Hi.' });
      assert.equal(textOf(await socket.next()), 'Hi.');
      assert.ok(!school.lines.join('').includes(token));
    });
  });
}

function textOf(frame: unknown): unknown {
  return typeof frame === 'object' && frame !== null && 'message' in frame ? frame.message : undefined;
}

function codeOf(frame: unknown): unknown {
  return typeof frame === 'object' && frame !== null && 'code' in frame ? frame.code : undefined;
}
