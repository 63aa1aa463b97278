import pino from 'pino';
import { type Client, createClient } from '../contract/client.ts';
import type { Role } from '../contract/endpoint.ts';
import { getUser } from '../server/accounts/access.ts';
import { keepStandingCode } from '../server/accounts/codes.ts';
import { nameKey } from '../contract/name-key.ts';
import { skeleton } from '../server/accounts/names.ts';
import { createPasswords, foldAnswer } from '../server/accounts/passwords.ts';
import { startSession } from '../server/accounts/sessions.ts';
import { createApp } from '../server/app.ts';
import { addGroup } from '../server/chat/room.ts';
import { readConfig } from '../server/config.ts';
import { getCourse } from '../server/courses/access.ts';
import { addAssistant, addCourse, enrol } from '../server/courses/course.ts';
import { type Clock, createClock } from '../server/kernel/clock.ts';
import { transaction } from '../server/kernel/db/database.ts';
import type { School } from '../server/school.ts';
import { type Engine, freshDatabase } from './engines.ts';

/**
 * Who is there in every test school:
 * - head, the admin;
 * - tony, instructor of A01 "Data Science", with carl its assistant and amy its student;
 * - ann, instructor of B01 "Linear Algebra", with bob its student;
 * - eve, a student who is in nothing: the stranger.
 * `test`, the document's own, is for the tests to register.
 */
export const cast = {
  head: 'admin',
  tony: 'instructor',
  ann: 'instructor',
  carl: 'student',
  amy: 'student',
  bob: 'student',
  eve: 'student',
} as const;
export type Name = keyof typeof cast;

/** The password and the security answer of everybody, and the instructors' code. */
export const PASSWORD = 'password of all';
export const ANSWER = 'YourName';
export const AUTH_CODE = 'HERE IS YOUR AUTH TOKEN';

/** 2024-11-29 00:00:00 in Shanghai, the school's zone: when its clock begins. */
export const BEGIN = Date.UTC(2024, 10, 28, 16);

export type TestSchool = Awaited<ReturnType<typeof openSchool>>;

type Options = {
  access?: 'open' | 'signed-in';
  /** More of the environment, like `MAX_UPLOAD`. */
  settings?: Record<string, string>;
  clock?: TestClock;
};

/** A fresh school that listens on a free port of the loopback, with its cast. Close it in the test's `after`. */
export async function openSchool(engine: Engine, options: Options = {}) {
  const { access = 'signed-in', settings = {}, clock = testClock() } = options;
  const fresh = await freshDatabase(engine);
  const lines: string[] = [];
  const config = readConfig({
    DATA_DIR: fresh.dataDir,
    ...(fresh.url !== undefined && { DATABASE_URL: fresh.url }),
    PORT: '0',
    ACCESS: access,
    AUTH_CODE,
    TIME_ZONE: 'Asia/Shanghai',
    ...settings,
  });
  // Without main's redaction, so that a secret that is logged at all is seen by a test.
  const log = pino({ level: 'debug' }, { write: (line) => void lines.push(line) });
  const app = await createApp(config, log, clock);
  const baseUrl = await app.http.listen({ port: 0, host: '127.0.0.1' });
  await keepStandingCode(app.school, config.authCode);
  await settle(app.school);

  const nobody = createClient({ baseUrl });
  const tokenOf = (name: string): Promise<string> => signIn(app.school, name);
  const tokens: Record<Name, string> = {
    head: await tokenOf('head'),
    tony: await tokenOf('tony'),
    ann: await tokenOf('ann'),
    carl: await tokenOf('carl'),
    amy: await tokenOf('amy'),
    bob: await tokenOf('bob'),
    eve: await tokenOf('eve'),
  };
  const as: Record<Name, Client> = {
    head: nobody.withToken(tokens.head),
    tony: nobody.withToken(tokens.tony),
    ann: nobody.withToken(tokens.ann),
    carl: nobody.withToken(tokens.carl),
    amy: nobody.withToken(tokens.amy),
    bob: nobody.withToken(tokens.bob),
    eve: nobody.withToken(tokens.eve),
  };
  return {
    engine,
    baseUrl,
    app,
    school: app.school,
    clock,
    /** A client with the session of each of the cast. */
    as,
    tokens,
    nobody,
    /** What was logged, a line of JSON each, from the start on. */
    lines,
    /** Another session of somebody. */
    signIn: tokenOf,
    /** Puts somebody else in; answers a client with a session. */
    async add(username: string, role: Role = 'student'): Promise<Client> {
      await addPerson(app.school, username, role);
      return nobody.withToken(await tokenOf(username));
    },
    addGroup: (code: string, owner: string) => group(app.school, code, owner),
    /** A request as it is, to a path of the school. */
    raw: (path: string, init: RequestInit = {}) => fetch(`${baseUrl}${path}`, { redirect: 'manual', ...init }),
    async close(): Promise<void> {
      await app.stop();
      await fresh.drop();
    },
  };
}

export type TestClock = Clock & { set(ms: number): void; advance(ms: number): void };

/** A clock that a test sets. Every look at it is a millisecond later than the one before, so that nothing happens at once. */
export function testClock(begin = BEGIN): TestClock {
  let time = begin;
  return {
    ...createClock('Asia/Shanghai', () => time++),
    set: (ms) => void (time = ms),
    advance: (ms) => void (time += ms),
  };
}

/** Hashed once a process: the cast logs in with real hashes, and a school still opens quickly. */
let hashes: Promise<{ password_hash: string; answer_hash: string }> | undefined;

async function hashOnce() {
  const { hash } = createPasswords();
  return { password_hash: await hash(PASSWORD), answer_hash: await hash(foldAnswer(ANSWER)) };
}

async function settle(school: School): Promise<void> {
  for (const [name, role] of Object.entries(cast)) await addPerson(school, name, role);
  await course(school, { code: 'A01', name: 'Data Science', instructor: 'tony', student: 'amy' });
  await course(school, { code: 'B01', name: 'Linear Algebra', instructor: 'ann', student: 'bob' });
  const { db } = school.database;
  const [user, by] = [await getUser(db, 'carl'), await getUser(db, 'tony')];
  await addAssistant(school, { course: await getCourse(db, 'A01'), user, by: by.id });
}

async function addPerson(school: School, username: string, role: Role): Promise<void> {
  hashes ??= hashOnce();
  await school.database.db
    .insertInto('users')
    .values({
      username,
      username_key: nameKey(username),
      username_skeleton: skeleton(username),
      nickname: username,
      nickname_skeleton: skeleton(username),
      role,
      ...(await hashes),
      reset_notice_at: null,
      created_at: school.clock.now(),
      disabled_at: null,
    })
    .execute();
}

async function course(
  school: School,
  { code, name, instructor, student }: { code: string; name: string; instructor: string; student: string },
): Promise<void> {
  const { db } = school.database;
  const teacher = await getUser(db, instructor);
  await addCourse(school, { code, name, instructor: teacher, by: teacher.id });
  await enrol(school, { course: await getCourse(db, code), user: await getUser(db, student), by: teacher.id });
}

async function group(school: School, code: string, owner: string): Promise<void> {
  await addGroup(school, { code, name: `Group ${code}`, owner: await getUser(school.database.db, owner) });
}

async function signIn(school: School, name: string): Promise<string> {
  const { id } = await getUser(school.database.db, name);
  return transaction(school.database, (trx) => startSession(trx, school, id, 'a test'));
}
