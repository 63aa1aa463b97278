import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { sql } from 'kysely';
import { editUser, sendMessage } from '../contract/chat.ts';
import { uploadFile } from '../contract/files.ts';
import { selectCourse } from '../contract/courses.ts';
import { addCourseinfo, deleteCourseinfo, editCourseinfo } from '../contract/posts.ts';
import { search } from '../contract/search.ts';
import { findRoom } from '../server/chat/access.ts';
import { lockHead } from '../server/chat/log.ts';
import { transaction } from '../server/kernel/db/database.ts';
import { engines } from './engines.ts';
import { type Name, openSchool, type TestSchool } from './school.ts';

// Search shows all that the searcher may read and nothing else, whatever has happened, and however far the index is.

const SEED = Number(process.env['SEARCH_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
const ACTS = Number(process.env['SEARCH_ACTS'] ?? 200);
const PEOPLE = ['tony', 'amy', 'bob', 'eve', 'head'] as const;
const GROUPS = { G01: 'amy', G02: 'bob' } as const;
const WORDS = ['作业', '作文', '业余', 'exam', 'exams', 'example', '数据科学', '科'];

/** What is there, as a plain list: the whole of what the index knows, without any index. */
type Model = {
  members: Map<string, Set<Name>>;
  messages: Map<string, { room: string; by: Name; text: string; file: string }>;
  /** In the course A01; by title. */
  posts: Map<string, { id: number; body: string; rev: number }>;
};

for (const engine of engines) {
  describe(`search and who may read, seed ${SEED}, ${engine}`, () => {
    let school: TestSchool;
    let model: Model;
    before(async () => {
      school = await openSchool(engine);
      for (const [code, owner] of Object.entries(GROUPS)) await school.addGroup(code, owner);
      model = {
        members: new Map<string, Set<Name>>([
          ['G01', new Set(['amy'])],
          ['G02', new Set(['bob'])],
          ['A01', new Set(['tony', 'carl', 'amy'])],
        ]),
        messages: new Map(),
        posts: new Map(),
      };
    });
    after(() => school.close());

    test('shows each exactly what they may read, through random memberships, edits and deletions', async () => {
      const random = randomOf(SEED);
      for (let act = 0; act < ACTS; act++) {
        await actAtRandom(school, model, random);
        if (act % 8 !== 7) continue;
        if (random() < 0.4) await school.app.search.indexer.fill();
        for (const name of PEOPLE) await compare(school, model, name, pick(WORDS, random) ?? '作');
      }
      await school.app.search.indexer.fill();
      for (const name of PEOPLE) for (const word of WORDS) await compare(school, model, name, word);
    });
  });
}

async function compare(school: TestSchool, model: Model, name: Name, word: string): Promise<void> {
  const found: string[] = [];
  for (let from: string | undefined; ;) {
    const answer = await school.as[name].call(search, {
      query: word,
      limit: 7,
      ...(from !== undefined && { before: from }),
    });
    assert.ok('hits' in answer, answer.message);
    found.push(...answer.hits.map((hit) => (hit.kind === 'post' ? `post ${hit.title}` : `${hit.room_code} ${hit.id}`)));
    if (answer.next === '') break;
    from = answer.next;
  }
  const has = (text: string) => (/^[a-z]/.test(word) ? says(word, text) : text.includes(word));
  const messages = [...model.messages]
    .filter(([, { room, text, file }]) => model.members.get(room)?.has(name) === true && has(`${text} ${file}`))
    .map(([key]) => key);
  const posts = [...model.posts]
    .filter(([title, { body }]) => has(`${title} ${body}`))
    .map(([title]) => `post ${title}`);
  const expected = [...messages, ...(model.members.get('A01')?.has(name) === true ? posts : [])];
  assert.deepEqual(found.toSorted(), expected.toSorted(), `${name} looks for ${word}, SEARCH_SEED=${SEED}`);
}

/** `exam` and `exams` are forms of one word, `example` begins with it, and nothing begins with `exams` or `example` but itself. */
function says(word: string, text: string): boolean {
  const words = text.split(/[^a-z]+/);
  if (word === 'example') return words.includes('example');
  return words.some((one) => one === 'exam' || one === 'exams' || (word === 'exam' && one === 'example'));
}

async function actAtRandom(school: TestSchool, model: Model, random: () => number): Promise<void> {
  const code = pick(['G01', 'G02', 'A01'] as const, random) ?? 'G01';
  const members = model.members.get(code) ?? new Set();
  const name = pick(PEOPLE, random) ?? 'amy';
  const text = `${pick(WORDS, random)} ${pick(WORDS, random)}，${pick(WORDS, random)}`;
  const dice = random();
  if (dice < 0.45) {
    const by = pick([...members], random) ?? 'amy';
    const file = random() < 0.12 ? `${pick(WORDS, random)} ${pick(WORDS, random)}` : '';
    const carried = file === '' ? {} : { file_id: await upload(school, by, file) };
    const sent = await school.as[by].call(sendMessage, { room_code: code, sender: by, message: text, ...carried });
    assert.ok('id' in sent, sent.message);
    model.messages.set(`${code} ${sent.id}`, { room: code, by, text, file });
    // What is in a file comes later than what is said: here it has come.
    if (file !== '') await school.app.texts.readAll().then(() => school.app.search.indexer.fill());
  } else if (dice < 0.6 && code !== 'A01') {
    const action = members.has(name) ? 'remove' : 'add';
    if (name === GROUPS[code]) return;
    const done = await school.as.head.call(editUser, { room_code: code, action, username: name });
    assert.equal(done.code, 'ok', done.message);
    if (action === 'add') members.add(name);
    else members.delete(name);
  } else if (dice < 0.7) {
    const course = model.members.get('A01');
    const student = pick(['bob', 'eve', 'amy'] as const, random) ?? 'eve';
    const action = course?.has(student) === true ? 'drop' : 'add';
    const done = await school.as[student].call(selectCourse, { action, username: student, course_code: 'A01' });
    assert.equal(done.code, 'ok', done.message);
    if (action === 'add') course?.add(student);
    else course?.delete(student);
  } else if (dice < 0.85) await changeMessage(school, model, random, random() < 0.5 ? '' : text);
  else await changePost(school, model, random, text);
}

/**
 * As an edit or a deletion does it: the row has the new words, and the log an entry that says which row. Nobody is told, as when another
 * process has done it.
 */
async function changeMessage(school: TestSchool, model: Model, random: () => number, text: string): Promise<void> {
  const [key, message] = pick([...model.messages], random) ?? [];
  if (key === undefined || message === undefined) return;
  const seq = Number(key.split(' ')[1]);
  const { database } = school.school;
  const room = await findRoom(database.db, message.room);
  assert.ok(room !== undefined);
  await transaction(database, async (trx) => {
    const { lastSeq } = await lockHead(trx, room.id);
    await trx
      .updateTable('room_heads')
      .set({ last_seq: lastSeq + 1 })
      .where('room_id', '=', room.id)
      .execute();
    const files = text === '' ? { file_ids: null } : {};
    await trx
      .updateTable('entries')
      .set({ text, ...files })
      .where('room_id', '=', room.id)
      .where('seq', '=', seq)
      .execute();
    await sql`insert into entries (room_id, seq, kind, user_id, target_seq, at)
      values (${room.id}, ${lastSeq + 1}, ${text === '' ? 'delete' : 'edit'}, 1, ${seq}, ${school.school.clock.now()})`.execute(
      trx,
    );
  });
  if (text === '') model.messages.delete(key);
  else model.messages.set(key, { ...message, text });
}

async function upload(school: TestSchool, by: Name, text: string): Promise<string> {
  const kept = await school.as[by].call(uploadFile, {}, new File([text], 'file.txt'));
  assert.ok('file_id' in kept, kept.message);
  return kept.file_id;
}

async function changePost(school: TestSchool, model: Model, random: () => number, body: string): Promise<void> {
  const title = `post ${Math.floor(random() * 6)}`;
  const post = model.posts.get(title);
  const { tony } = school.as;
  if (post === undefined) {
    const place = { course_code: 'A01', section: 'announcement', username: 'tony' };
    const added = await tony.call(addCourseinfo, { ...place, title, body });
    assert.ok('id' in added, added.message);
    model.posts.set(title, { id: added.id, body, rev: 0 });
  } else if (random() < 0.5) {
    const done = await tony.call(editCourseinfo, { id: post.id, rev: post.rev, title, body });
    assert.equal(done.code, 'ok', done.message);
    model.posts.set(title, { ...post, body, rev: post.rev + 1 });
  } else {
    const done = await tony.call(deleteCourseinfo, { id: post.id });
    assert.equal(done.code, 'ok', done.message);
    model.posts.delete(title);
  }
}

/** Undefined where there is nothing to choose from. */
function pick<T>(values: readonly T[], random: () => number): T | undefined {
  return values[Math.floor(random() * values.length)];
}

function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
