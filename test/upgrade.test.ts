import assert from 'node:assert/strict';
import { createReadStream } from 'node:fs';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { buffer } from 'node:stream/consumers';
import { createGunzip } from 'node:zlib';
import { extract } from 'tar-stream';
import { type Client, createClient } from '../contract/client.ts';
import * as accounts from '../contract/accounts.ts';
import * as chat from '../contract/chat.ts';
import * as courses from '../contract/courses.ts';
import * as files from '../contract/files.ts';
import * as posts from '../contract/posts.ts';
import * as rooms from '../contract/rooms.ts';
import { type FreshDatabase, freshDatabase } from './engines.ts';
import { type ServerProcess, startServer } from './torture/server-process.ts';

// A folder of data as version 0.1.0 left it: head, tony, amy and bob, a course with an assignment that has a file, a group,
// seven messages. It is kept as it was written; it can be made no more.
const KEPT = join(import.meta.dirname, 'kept', 'school-0002.tar.gz');
const PASSWORD = 'password of all';

describe('a folder of data from version 0.1.0', () => {
  let place: FreshDatabase;
  let server: ServerProcess;
  let amy: Client;
  let tony: Client;

  before(async () => {
    place = await freshDatabase('sqlite');
    await unpack(place.dataDir);
    server = await startServer(place);
    amy = await signIn('amy');
    tony = await signIn('tony');
  });
  after(async () => {
    await server.kill();
    await place.drop();
  });

  async function signIn(username: string): Promise<Client> {
    const nobody = createClient({ baseUrl: server.url });
    const answer = await nobody.call(accounts.login, { username, password: PASSWORD });
    assert.ok(answer.status === 'success', answer.message);
    return nobody.withToken(answer.token);
  }

  test('is copied before it is upgraded', async () => {
    const copies = (await readdir(place.dataDir)).filter(
      (name) => name.startsWith('lamitt.db') && name.includes('before-0003'),
    );
    assert.equal(copies.length, 1, (await readdir(place.dataDir)).join(' '));
  });

  test('has its messages, and what was read of them', async () => {
    const answer = await amy.call(chat.getMessages, { room_code: 'A01' });
    assert.ok(answer.status === 'success');
    assert.deepEqual(
      answer.messages.map(({ sender, message, id }) => [sender, message, id]),
      [1, 2, 3, 4, 5].map((number) => ['amy', `message ${number} 消息`, number + 4]),
    );
    const list = await amy.call(chat.getChats, { username: 'amy' });
    assert.ok(list.status === 'success');
    const unread = Object.fromEntries(list.rooms.map((room) => [room.room_code, room.unread]));
    assert.deepEqual(unread, { A01: 5, G01: 0 });
  });

  test('has its posts, their cards and their file', async () => {
    const answer = await amy.call(posts.getCourseinfo, { course_code: 'A01', section: 'assignment' });
    assert.ok(answer.status === 'success');
    const [post] = answer.infos;
    assert.ok(post !== undefined);
    assert.deepEqual([post.title, post.body, post.due, post.file_name], ['Assignment "1"', '写上学号', null, 'hw.txt']);
    const bytes = await amy.request(files.downloadFile, { file_id: post.file_id });
    assert.equal(await bytes.text(), 'Homework 作业\n');
    const log = await amy.call(rooms.getEntries, { room_code: 'A01' });
    assert.ok(log.status === 'success');
    const cards = log.entries.flatMap((entry) => (entry.kind === 'post' ? [entry.post] : []));
    assert.deepEqual(
      cards.map(({ title, deleted, due }) => [title, deleted, due]),
      [
        ['Assignment "1"', false, null],
        ['Important!', false, null],
      ],
    );
  });

  test('goes on: its courses take people in, its rooms take messages', async () => {
    const bob = await signIn('bob');
    const enrolled = await bob.call(courses.selectCourse, { action: 'add', username: 'bob', course_code: 'A01' });
    assert.equal(enrolled.status, 'success');
    const sent = await tony.call(chat.sendMessage, { room_code: 'A01', sender: 'tony', message: 'Welcome, bob' });
    assert.ok(sent.status === 'success');
    assert.equal(sent.id, 11);
  });
});

async function unpack(folder: string): Promise<void> {
  const tar = createReadStream(KEPT).pipe(createGunzip()).pipe(extract());
  for await (const entry of tar) {
    if (entry.header.type !== 'file') {
      entry.resume();
      continue;
    }
    const path = join(folder, entry.header.name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, await buffer(entry));
  }
}
