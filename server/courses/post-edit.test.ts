import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Check } from 'typebox/value';
import { sendMessage } from '../../contract/chat.ts';
import { getFilename, uploadFile } from '../../contract/files.ts';
import { changedMeanwhile } from '../../contract/post.ts';
import { addCourseinfo, deleteCourseinfo, editCourseinfo, getCourseinfo, getPost } from '../../contract/posts.ts';
import { getEntries } from '../../contract/rooms.ts';
import { getThread } from '../../contract/threads.ts';
import { engines } from '../../test/engines.ts';
import { done, refusal } from '../../test/refusals.ts';
import { BEGIN, openSchool, type TestSchool } from '../../test/school.ts';

type By = 'tony' | 'carl' | 'amy' | 'ann' | 'bob' | 'eve' | 'head';

for (const engine of engines) {
  describe(`changing posts, ${engine}`, () => {
    let school: TestSchool;
    before(async () => {
      school = await openSchool(engine);
      school.clock.set(BEGIN);
    });
    after(() => school.close());

    const put = (fields: { section?: string; title: string; due?: number; file_id?: string; file_ids?: string[] }) =>
      school.as.tony.call(addCourseinfo, {
        course_code: 'A01',
        section: 'assignment',
        username: 'tony',
        body: 'Solve it.',
        ...fields,
      });
    const add = async (fields: Parameters<typeof put>[0]) => {
      const made = await put(fields);
      assert.ok(made.status === 'success', made.message);
      return made.id;
    };
    const look = async (id: number, by: By = 'amy') => {
      const got = await school.as[by].call(getPost, { id });
      assert.ok(got.status === 'success', got.message);
      return got.info;
    };
    const edit = (
      id: number,
      fields: { title?: string; body?: string; rev?: number; due?: number; file_ids?: string[] },
      by: By = 'tony',
    ) => school.as[by].call(editCourseinfo, { id, title: 'T', body: 'B', rev: 0, ...fields });
    const upload = async (name: string) => {
      const kept = await school.as.tony.call(uploadFile, {}, new File([name], name));
      assert.ok(kept.status === 'success');
      return kept.file_id;
    };
    const readsFile = async (file_id: string) => (await school.as.amy.call(getFilename, { file_id })).code === 'ok';
    const cards = async () => {
      const got = await school.as.amy.call(getEntries, { room_code: 'A01', limit: 200 });
      assert.ok(got.status === 'success');
      return got.entries.flatMap((entry) => (entry.kind === 'post' ? [entry.post] : []));
    };

    test('a due date: of assignments alone, kept unless given, 0 takes it away', async () => {
      const due = BEGIN + 86_400_000;
      const id = await add({ title: 'Due', due });
      assert.equal((await look(id)).due, due);
      assert.equal(await add({ title: 'Due' }), id);
      assert.equal((await look(id)).due, due);
      assert.equal((await edit(id, { title: 'Due', rev: 1 })).code, 'ok');
      assert.equal((await look(id)).due, due);
      assert.equal((await edit(id, { title: 'Due', rev: 2, due: 0 })).code, 'ok');
      assert.equal((await look(id)).due, null);
      assert.deepEqual(
        (await cards()).filter((card) => card.id === id).map((card) => [card.rev, card.due]),
        [
          [0, due],
          [1, due],
          [2, due],
          [3, null],
        ],
      );
      assert.deepEqual(await put({ section: 'content', title: 'x', due }), refusal('invalid_due'));
      const content = await add({ section: 'content', title: 'No due' });
      assert.deepEqual(await edit(content, { due }), refusal('invalid_due'));
      assert.deepEqual(await edit(content, { due: 0, title: 'No due' }), { ...done('Course info updated'), rev: 1 });
      assert.equal((await put({ title: 'x', due: 1e300 })).code, 'invalid_type');
    });

    test('files: several, in order, replaced as a whole, and readable only as long as a post has them', async () => {
      const [a, b, c] = [await upload('a.txt'), await upload('b.txt'), await upload('c.txt')];
      const id = await add({ title: 'Files', file_ids: [a, b] });
      const info = await look(id);
      assert.deepEqual([info.file_id, info.file_name, info.file_ids], [a, 'a.txt', [a, b]]);
      assert.deepEqual(
        info.files.map((file) => [file.file_id, file.file_name, file.size, file.inline]),
        [
          [a, 'a.txt', 5, true],
          [b, 'b.txt', 5, true],
        ],
      );
      assert.equal((await edit(id, { title: 'Files', file_ids: [c, a] })).code, 'ok');
      assert.deepEqual((await look(id)).file_ids, [c, a]);
      assert.deepEqual([await readsFile(a), await readsFile(b), await readsFile(c)], [true, false, true]);
      // What is not named stays, by either call.
      assert.equal((await edit(id, { title: 'Files', rev: 1 })).code, 'ok');
      await add({ title: 'Files' });
      assert.deepEqual((await look(id)).file_ids, [c, a]);
      await add({ title: 'Files', file_id: b });
      assert.deepEqual((await look(id)).file_ids, [b]);
      await add({ title: 'Files', file_ids: [] });
      assert.deepEqual((await look(id)).files, []);
      assert.deepEqual([await readsFile(a), await readsFile(b), await readsFile(c)], [false, false, false]);
      // One that two posts have outlives one of them.
      const other = await add({ title: 'Other', file_ids: [a] });
      await add({ title: 'Files', file_ids: [a] });
      assert.deepEqual(await school.as.tony.call(deleteCourseinfo, { id: other }), done('Course info deleted'));
      assert.ok(await readsFile(a));
      await school.as.tony.call(deleteCourseinfo, { id });
      assert.ok(!(await readsFile(a)));
    });

    test('only files that the editor may read come in; those of the post stay whoever edits', async () => {
      const kept = await school.as.ann.call(uploadFile, {}, new File(['x'], 'hers.txt'));
      assert.ok(kept.status === 'success');
      const id = await add({ title: 'Foreign file' });
      assert.deepEqual(await edit(id, { file_ids: [kept.file_id] }), refusal('file_not_found'));
      assert.deepEqual(await put({ title: 'x', file_ids: ['0'.repeat(24)] }), refusal('file_not_found'));
      const mine = await upload('mine.txt');
      assert.equal((await edit(id, { file_ids: [mine] })).code, 'ok');
      assert.equal((await edit(id, { rev: 1, file_ids: [mine] }, 'carl')).code, 'ok');
      const eleven = Array.from({ length: 11 }, (_, n) => `${n}`);
      assert.equal((await edit(id, { rev: 2, file_ids: eleven })).code, 'invalid_type');
      assert.equal((await put({ title: 'x', file_id: 'y', file_ids: eleven.slice(1) })).code, 'invalid_type');
      assert.equal((await edit(id, { rev: 2, file_ids: [mine, mine] })).code, 'invalid_type');
      assert.deepEqual((await look(id)).file_ids, [mine]);
    });

    test('an edit keeps who posted and when; of two from one state the second gets what is there now', async () => {
      const id = await add({ title: 'Twice' });
      const { ts } = await look(id);
      school.clock.advance(60_000);
      const first = await edit(id, { title: 'Twice!', body: 'first' }, 'carl');
      assert.deepEqual(first, { ...done('Course info updated'), rev: 1 });
      const second = await edit(id, { title: 'Twice?', body: 'second' });
      assert.ok(Check(changedMeanwhile, second));
      assert.deepEqual(second, { ...refusal('changed_meanwhile'), info: await look(id) });
      const { title, body, by, by_nickname, rev, ts: later } = await look(id);
      assert.deepEqual([title, body, by, by_nickname, rev, later], ['Twice!', 'first', 'tony', 'tony', 1, ts]);
      const stale = await school.as.tony.call(deleteCourseinfo, { id, rev: 0 });
      assert.deepEqual(stale, { ...refusal('changed_meanwhile'), info: await look(id) });
      assert.deepEqual(await school.as.carl.call(deleteCourseinfo, { id, rev: 1 }), done('Course info deleted'));
    });

    test('of edits made side by side from one state exactly one wins', async () => {
      const id = await add({ title: 'Race' });
      const answers = await Promise.all(
        Array.from({ length: 8 }, (_, n) =>
          edit(id, { title: 'Race', body: `by ${n}` }, n % 2 === 0 ? 'tony' : 'carl'),
        ),
      );
      assert.deepEqual(answers.map((one) => one.code).toSorted(), [
        ...Array<string>(7).fill('changed_meanwhile'),
        'ok',
      ]);
      const winner = answers.findIndex((one) => one.code === 'ok');
      const { body, rev } = await look(id);
      assert.deepEqual([body, rev], [`by ${winner}`, 1]);
    });

    test('another title: not one that a post of the section has', async () => {
      await add({ title: 'Taken' });
      await add({ section: 'content', title: 'Elsewhere' });
      const id = await add({ title: 'Free' });
      assert.deepEqual(await edit(id, { title: 'Taken' }), refusal('title_taken'));
      assert.equal((await edit(id, { title: 'Elsewhere' })).code, 'ok');
      assert.deepEqual(await edit(id, { title: 'x'.repeat(301), rev: 1 }), refusal('title_too_long'));
      assert.deepEqual(await edit(id, { body: 'x'.repeat(100_001), rev: 1 }), refusal('body_too_long'));
    });

    test('a deleted post is gone, its text with it, and the group is told', async () => {
      const id = await add({ title: 'Secret title', due: BEGIN });
      await edit(id, { title: 'Secret name', body: 'Secret words' });
      assert.deepEqual(await school.as.tony.call(deleteCourseinfo, { id }), done('Course info deleted'));
      assert.deepEqual(await school.as.tony.call(getPost, { id }), refusal('post_not_found'));
      assert.deepEqual(await school.as.tony.call(deleteCourseinfo, { id }), refusal('post_not_found'));
      assert.deepEqual(await edit(id, { rev: 1 }), refusal('post_not_found'));
      const card = { id, section: 'assignment', title: '', due: null, deleted: true, changed: [] };
      assert.deepEqual(
        (await cards()).filter((one) => one.id === id),
        [0, 1, 2].map((rev) => ({ ...card, rev })),
      );
      const { db } = school.school.database;
      for (const rows of [
        await db.selectFrom('entries').selectAll().execute(),
        await db.selectFrom('posts').selectAll().execute(),
      ])
        assert.doesNotMatch(JSON.stringify(rows), /Secret/);
      // Its title is free again, for a post of its own.
      assert.notEqual(await add({ title: 'Secret name' }), id);
    });

    test('the cards of a post say what has changed, and are one thread in the group', async () => {
      const id = await add({ title: 'Threaded', due: BEGIN });
      await edit(id, { title: 'Threaded', body: 'B', due: BEGIN + 1000 });
      await edit(id, { title: 'Threads', body: 'B', rev: 1 });
      const log = await school.as.amy.call(getEntries, { room_code: 'A01', limit: 200 });
      assert.ok(log.status === 'success');
      const own = log.entries.flatMap((entry) => (entry.kind === 'post' && entry.post.id === id ? [entry] : []));
      const [root] = own;
      assert.ok(root !== undefined);
      assert.deepEqual(
        own.map(({ post }) => [post.changed, post.due_before, post.due]),
        [
          [[], undefined, BEGIN],
          [['body', 'due'], BEGIN, BEGIN + 1000],
          [['title'], undefined, BEGIN + 1000],
        ],
      );
      assert.deepEqual(
        own.map(({ thread }) => thread),
        [root.seq, root.seq, root.seq],
      );
      const reply = { room_code: 'A01', sender: 'amy', message: 'Until when?', thread: root.seq };
      assert.equal((await school.as.amy.call(sendMessage, reply)).code, 'ok');
      const later = { ...reply, thread: own[1]?.seq ?? 0 };
      assert.deepEqual(await school.as.amy.call(sendMessage, later), refusal('thread_not_found'));
      const { thread, replies } = await look(id);
      assert.deepEqual([thread, replies], [root.seq, 1]);
      // The first card tells in the log what the post was then; as the root of its thread, what it is.
      const now = await school.as.amy.call(getThread, { room_code: 'A01', id: root.seq });
      assert.ok(now.status === 'success' && now.root.kind === 'post');
      assert.deepEqual([now.root.post.title, now.root.post.due, now.root.ts], ['Threads', BEGIN + 1000, root.ts]);
      await school.as.tony.call(deleteCourseinfo, { id });
      assert.deepEqual(await school.as.amy.call(sendMessage, reply), refusal('thread_not_found'));
      const left = await school.as.amy.call(getThread, { room_code: 'A01', id: root.seq });
      assert.ok(left.status === 'success');
      assert.equal(left.entries.length, 1);
    });

    test('who may not change a post, and that it is not even there for those outside', async () => {
      const id = await add({ title: 'Mine' });
      for (const by of ['ann', 'bob', 'eve'] as const) {
        assert.deepEqual(await edit(id, {}, by), refusal('post_not_found'));
        for (const one of [id, 0, 2 ** 31, 1e14]) {
          assert.deepEqual(await school.as[by].call(getPost, { id: one }), refusal('post_not_found'));
          assert.deepEqual(await school.as[by].call(deleteCourseinfo, { id: one }), refusal('post_not_found'));
        }
      }
      assert.deepEqual(await edit(id, {}, 'amy'), refusal('not_course_instructor'));
      assert.deepEqual(await school.as.amy.call(deleteCourseinfo, { id }), refusal('not_course_instructor'));
      assert.equal((await look(id, 'head')).rev, 0);
      assert.equal((await edit(id, { title: 'Mine' }, 'head')).code, 'ok');
      const lines = await school.school.database.db.selectFrom('audit').select(['action', 'target']).execute();
      for (const action of ['read as admin', 'update post', 'delete post'])
        assert.ok(
          lines.some((line) => line.action === action && line.target === 'course A01'),
          action,
        );
    });

    test('old cards and those since are the posts of the course', async () => {
      const shown = new Map((await cards()).map((card) => [card.id, card]));
      const sections = ['announcement', 'assignment', 'content'].map(async (section) => {
        const got = await school.as.amy.call(getCourseinfo, { course_code: 'A01', section });
        assert.ok(got.status === 'success');
        return got.infos;
      });
      const infos = (await Promise.all(sections)).flat();
      assert.ok(infos.length > 5);
      assert.deepEqual(
        [...shown.values()]
          .filter((card) => !card.deleted)
          .map(({ id, section, title, rev, due, deleted }) => ({ id, section, title, rev, due, deleted }))
          .toSorted((one, other) => one.id - other.id),
        infos
          .map(({ id, section, title, rev, due }) => ({ id, section, title, rev, due, deleted: false }))
          .toSorted((one, other) => one.id - other.id),
      );
    });
  });

  test(`under open access a post keeps an unknown file as it was given, ${engine}`, async (t) => {
    const school = await openSchool(engine, { access: 'open' });
    t.after(() => school.close());
    const post = { course_code: 'A01', section: 'content', username: 'tony', title: 'T', body: 'B', file_id: 'xxx' };
    const made = await school.nobody.call(addCourseinfo, post);
    assert.ok(made.status === 'success');
    const got = await school.as.tony.call(getPost, { id: made.id });
    assert.ok(got.status === 'success');
    assert.deepEqual(
      [got.info.file_id, got.info.file_name, got.info.file_ids, got.info.files],
      ['xxx', '', ['xxx'], []],
    );
    // It is the post's own by now.
    const change = { id: made.id, title: 'T', body: 'C', rev: 0, file_ids: ['xxx'] };
    assert.equal((await school.as.tony.call(editCourseinfo, change)).code, 'ok');
    assert.deepEqual(
      await school.nobody.call(deleteCourseinfo, { id: made.id }).then((one) => one.code),
      'not_signed_in',
    );
  });
}
