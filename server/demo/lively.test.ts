import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import pino from 'pino';
import { freshDatabase } from '../../test/engines.ts';
import { findViolations } from '../../test/invariants.ts';
import { type App, createApp } from '../app.ts';
import { readConfig } from '../config.ts';
import { createClock } from '../kernel/clock.ts';
import { cast } from './lively/casting.ts';
import { createDays } from './lively/days.ts';
import { drawPeople } from './lively/people.ts';
import { plan } from './lively/plan.ts';
import { createRandom } from './lively/random.ts';
import { addLivelySchool } from './lively.ts';

const NOW = Date.parse('2026-03-11T10:20:00+08:00');
const WEEK = 7 * 86_400_000;
const clock = createClock('Asia/Shanghai', () => NOW);

let app: App;
let dataDir: string;
let drop: () => Promise<void>;

before(async () => {
  ({ dataDir, drop } = await freshDatabase('sqlite'));
  app = await createApp(readConfig({ DATA_DIR: dataDir, ACCESS: 'open' }), pino({ level: 'silent' }), clock);
  await addLivelySchool(app, () => undefined);
});

after(async () => {
  await app.stop();
  await drop();
});

test('the school is as large as it says, and everything in it holds', async () => {
  const { db } = app.school.database;
  const count = async (table: 'users' | 'courses' | 'posts'): Promise<number> =>
    Number(
      (
        await db
          .selectFrom(table)
          .select((the) => the.fn.countAll().as('n'))
          .executeTakeFirstOrThrow()
      ).n,
    );
  assert.equal(await count('users'), 200);
  assert.equal(await count('courses'), 20);
  const messages = await db.selectFrom('entries').select('seq').where('kind', '=', 'message').execute();
  assert.equal(messages.length + (await count('posts')), 5000);
  assert.deepEqual(await findViolations({ dataDir }), []);
});

test('times are of the last four weeks and grow with seq', async () => {
  const entries = await app.school.database.db
    .selectFrom('entries')
    .select(['room_id', 'at', 'kind'])
    .orderBy('room_id')
    .orderBy('seq')
    .execute();
  for (const [index, entry] of entries.entries()) {
    assert.ok(entry.at < NOW && entry.at > NOW - 5 * WEEK);
    const earlier = entries[index - 1];
    if (earlier?.room_id === entry.room_id) assert.ok(entry.at >= earlier.at, `room ${entry.room_id}, entry ${index}`);
  }
  const byHour = Map.groupBy(
    entries.filter(({ kind }) => kind === 'message'),
    ({ at }) => Number(clock.format(at).slice(11, 13)),
  );
  const evening = byHour.get(20)?.length ?? 0;
  assert.ok(evening > 8 * (byHour.get(4)?.length ?? 0) && evening > 200);
});

test('every course has announcements, content, and assignments due before and after now', async () => {
  const posts = await app.school.database.db
    .selectFrom('posts')
    .innerJoin('courses', 'courses.id', 'posts.course_id')
    .leftJoin('post_files', 'post_files.post_id', 'posts.id')
    .select(['code', 'section', 'due_at', 'archived_at', 'file_id'])
    .execute();
  const byCourse = Map.groupBy(posts, ({ code }) => code);
  assert.equal(byCourse.size, 20);
  for (const [code, own] of byCourse) {
    const dues = own.flatMap(({ due_at: due }) => (due === null ? [] : [due]));
    assert.deepEqual([...new Set(own.map(({ section }) => section))].toSorted(), [
      'announcement',
      'assignment',
      'content',
    ]);
    assert.ok(
      own.every(({ section, due_at: due }) => (section === 'assignment') === (due !== null)),
      code,
    );
    assert.ok(
      dues.some((due) => due < NOW),
      code,
    );
    // What was over some days ago is archived, and all of it was due.
    assert.equal(
      dues.some((due) => due > NOW),
      own[0]?.archived_at === null,
      code,
    );
    assert.ok(
      own.some(({ section, file_id: file }) => section === 'content' && file !== null),
      code,
    );
  }
});

test('what is said is in both languages, whole, and hardly ever twice in a room', async () => {
  const said = await app.school.database.db
    .selectFrom('entries')
    .select(['room_id', 'text'])
    .where('kind', '=', 'message')
    .execute();
  const texts = said.map(({ text }) => text ?? '');
  const chinese = texts.filter((text) => /\p{Script=Han}/u.test(text));
  const english = texts.filter((text) => /[a-z]{3}/i.test(text) && !/\p{Script=Han}/u.test(text));
  assert.ok(chinese.length > 2000 && english.length > 1000, `${chinese.length} and ${english.length}`);
  assert.deepEqual(
    texts.filter((text) => /[«»]/.test(text)),
    [],
  );
  for (const sign of ['```', '$', 'https://', '- [x]', '🎉'])
    assert.ok(
      texts.some((text) => text.includes(sign)),
      sign,
    );
  const long = said.filter(({ text }) => (text ?? '').length > 14).map(({ room_id: room, text }) => `${room} ${text}`);
  assert.ok(new Set(long).size > long.length * 0.95, `${long.length - new Set(long).size} of ${long.length} again`);
});

test('files are of many kinds, each with its bytes and carried by something', async () => {
  const files = await app.school.database.db.selectFrom('files').select(['id', 'type', 'width']).execute();
  const types = new Set(files.map(({ type }) => type));
  for (const type of [
    ...['image/png', 'image/jpeg', 'image/webp', 'image/gif', 'video/webm', 'video/mp4', 'audio/mpeg', 'audio/ogg'],
    ...['audio/wav', 'application/pdf', 'application/gzip', 'text/plain; charset=utf-8'],
  ])
    assert.ok(types.has(type), type);
  assert.ok(files.filter(({ type }) => type === 'image/jpeg').every(({ width }) => (width ?? 0) > 0));
});

test('amy signs in and finds some rooms read and others not', async () => {
  const login = await app.http.inject({
    method: 'POST',
    url: '/login',
    payload: { username: 'amy', password: 'password' },
  });
  const { token }: { token: string } = login.json();
  const headers = { authorization: `Bearer ${token}` };
  const answer = await app.http.inject({ url: '/get_chats?username=amy', headers });
  const { rooms }: { rooms: { room_code: string; unread: number }[] } = answer.json();
  const unread = new Map(rooms.map((room) => [room.room_code, room.unread]));
  assert.equal(unread.get('A01'), 7);
  assert.equal(unread.get('MATH102'), 0);
  assert.ok([...unread.values()].filter((count) => count > 0).length >= 4);
  for (const [username, role] of [
    ['amy', 'student'],
    ['tony', 'instructor'],
    ['head', 'admin'],
  ]) {
    const told = await app.http.inject({ method: 'POST', url: '/login', payload: { username, password: 'password' } });
    assert.equal(told.json<{ role: string }>().role, role);
  }
});

test('the same moment gives the same school', () => {
  const draw = (): unknown => {
    const random = createRandom(1);
    return plan(random, createDays(clock), cast(random, drawPeople(random)));
  };
  assert.deepEqual(draw(), draw());
});
