import assert from 'node:assert/strict';
import { get, type IncomingMessage } from 'node:http';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { logout } from '../../contract/accounts.ts';
import { editUser, sendMessage } from '../../contract/chat.ts';
import { entry } from '../../contract/entry.ts';
import { Check } from 'typebox/value';
import { engines } from '../../test/engines.ts';
import { openSchool, type TestSchool } from '../../test/school.ts';
import { writeEntries } from './live.fixture.ts';

type Event = { event: string; id: number; data: unknown };

for (const engine of engines) {
  describe(`/events, ${engine}`, () => {
    let school: TestSchool;
    before(async () => {
      school = await openSchool(engine);
      await school.addGroup('G01', 'tony');
    });
    after(() => school.close());

    const say = async (message: string, room_code = 'A01') => {
      const sent = await school.as.tony.call(sendMessage, { room_code, sender: 'tony', message });
      assert.ok(sent.status === 'success', sent.message);
      return sent.id;
    };

    test('entries as they come, each with its seq', async () => {
      const stream = await openStream(school, school.tokens.amy, 'A01');
      const ids = [await say('one'), await say('two')];
      const events = [await stream.next(), await stream.next()];
      assert.deepEqual(
        events.map((event) => event.id),
        ids,
      );
      for (const { data, id } of events) assert.ok(Check(entry, data) && data.seq === id && data.kind === 'message');
      stream.close();
    });

    test('by Last-Event-ID, or after, it goes on exactly there', async () => {
      const start = await say('the start');
      await writeEntries(school.school, 'A01', 'tony', 450);
      for (const [query, headers] of [
        ['', { 'last-event-id': String(start) }],
        [`&after=${start}`, {}],
      ] as const) {
        const stream = await openStream(school, school.tokens.amy, 'A01', query, headers);
        for (let seq = start + 1; seq <= start + 450; seq++) assert.equal((await stream.next()).id, seq);
        stream.close();
      }
    });

    test('too far behind or ahead: a resync event that says where it goes on', async () => {
      await school.addGroup('G02', 'amy');
      await writeEntries(school.school, 'G02', 'amy', 10_002);
      for (const last of ['0', '99999999999']) {
        const stream = await openStream(school, school.tokens.amy, 'G02', '', { 'last-event-id': last });
        assert.deepEqual(await stream.next(), { event: 'resync', id: 10_003, data: {} });
        stream.close();
      }
    });

    test('it ends with the membership, right after the leave', async () => {
      await school.as.tony.call(editUser, { room_code: 'G01', action: 'add', username: 'carl' });
      const stream = await openStream(school, school.tokens.carl, 'G01');
      // Who is put out before the stream has begun to hear is told nothing at all.
      await say('heard', 'G01');
      await stream.next();
      await school.as.tony.call(editUser, { room_code: 'G01', action: 'remove', username: 'carl' });
      await say('a secret', 'G01');
      const { data } = await stream.next();
      assert.ok(Check(entry, data) && data.kind === 'leave' && data.user === 'carl');
      await stream.ended;
      assert.equal(stream.waiting(), 0);
      const again = await school.raw('/events?room_code=G01', {
        headers: { authorization: `Bearer ${school.tokens.carl}` },
      });
      assert.deepEqual(await again.json(), { status: 'fail', message: 'Chat not found', code: 'chat_not_found' });
    });

    test('it ends with the session', async () => {
      const token = await school.signIn('amy');
      const stream = await openStream(school, token, 'A01');
      await school.nobody.withToken(token).call(logout, {});
      await stream.ended;
    });

    test('an admin reads along, which is written down', async () => {
      const stream = await openStream(school, school.tokens.head, 'G01');
      const id = await say('seen by the head', 'G01');
      assert.equal((await stream.next()).id, id);
      stream.close();
      const line = await school.school.database.db
        .selectFrom('audit')
        .select('action')
        .where('target', '=', 'room G01')
        .orderBy('id', 'desc')
        .executeTakeFirst();
      assert.equal(line?.action, 'read as admin');
    });

    test('HEAD has no stream, and a client that goes leaves nothing behind', async () => {
      const head = await school.raw('/events?room_code=A01', {
        method: 'HEAD',
        headers: { authorization: `Bearer ${school.tokens.amy}` },
      });
      assert.deepEqual([head.status, head.headers.get('content-type')], [200, 'text/event-stream; charset=utf-8']);
      const stream = await openStream(school, school.tokens.amy, 'A01');
      stream.close();
      await sleep(50);
      await say('into the void');
    });
  });
}

test('a stop ends the streams', async (t) => {
  const school = await openSchool('sqlite');
  t.after(() => school.close());
  const stream = await openStream(school, school.tokens.amy, 'A01');
  await school.app.stop();
  await stream.ended;
});

async function openStream(
  school: TestSchool,
  token: string,
  room: string,
  query = '',
  headers: Record<string, string> = {},
) {
  const request = get(`${school.baseUrl}/events?room_code=${room}${query}`, {
    headers: { authorization: `Bearer ${token}`, ...headers },
  });
  const answered = Promise.withResolvers<IncomingMessage>();
  request.on('response', answered.resolve);
  request.on('error', answered.reject);
  const response = await answered.promise;
  assert.equal(response.headers['content-type'], 'text/event-stream; charset=utf-8');
  const events: Event[] = [];
  let rest = '';
  let wake: () => void = () => undefined;
  response.on('data', (chunk: Buffer) => {
    const blocks = (rest + chunk.toString()).split('\n\n');
    rest = blocks.pop() ?? '';
    events.push(...blocks.filter((block) => !block.startsWith(':')).map(readEvent));
    wake();
  });
  const ended = Promise.withResolvers<void>();
  response.on('error', () => undefined);
  response.on('close', () => ended.resolve());
  return {
    ended: ended.promise,
    waiting: () => events.length,
    close: () => request.destroy(),
    async next(): Promise<Event> {
      const deadline = performance.now() + 5_000;
      while (events.length === 0) {
        if (performance.now() > deadline) throw new Error('no event came within five seconds');
        await Promise.race([new Promise<void>((resolve) => (wake = resolve)), sleep(100)]);
      }
      const event = events.shift();
      assert.ok(event !== undefined);
      return event;
    },
  };
}

function readEvent(block: string): Event {
  const fields = new Map(
    block.split('\n').map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)]),
  );
  return {
    event: fields.get('event') ?? 'message',
    id: Number(fields.get('id')),
    data: JSON.parse(fields.get('data') ?? 'null'),
  };
}
