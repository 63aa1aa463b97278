import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Static } from 'typebox';
import { editUser, sendMessage } from '../../contract/chat.ts';
import { uploadFile } from '../../contract/files.ts';
import { addCourseinfo } from '../../contract/posts.ts';
import { type Hit, search } from '../../contract/search.ts';
import { engines } from '../../test/engines.ts';
import { refusal } from '../../test/refusals.ts';
import { BEGIN, type Name, openSchool, type TestSchool } from '../../test/school.ts';

/** One text a line, named by its first word; what is asked, and which of them answer. */
const CORPUS = {
  m1: '明天交作业，别忘了写学号。Please number the pages.',
  m2: '老师，第三章的作业什么时候交？',
  m3: 'Running late, the runners are studying for the final exam.',
  m4: '图书馆三楼见，带上数据科学的笔记 🎉',
  m5: 'Café naïve résumé – ＡＢＣ１２３ full width',
  m6: '我爱Python和数据，科学另说',
  m7: 'The machine learning lecture; learning by machine is another thing.',
  m8: "It's C++ and A01, not c#. e-mail: tony@example.com",
  m9: '機器學習 かな カタカナ 한국어',
  m10: "quotes ' and \\ and : and * and OR (AND) NOT near",
} as const;
type Line = keyof typeof CORPUS;

const QUESTIONS: Record<string, Line[]> = {
  作: ['m2', 'm1'],
  作业: ['m2', 'm1'],
  业作: [],
  '作业 学号': ['m1'],
  '学号 numbers': ['m1'],
  数据: ['m6', 'm4'],
  数据科学: ['m4'],
  数据科: ['m4'],
  '数据 科学': ['m6', 'm4'],
  爱python: ['m6'],
  number: ['m1'],
  NUMBERING: ['m1'],
  run: ['m3'],
  runner: ['m3'],
  study: ['m3'],
  studies: ['m3'],
  stu: ['m3'],
  tudy: [],
  cafe: ['m5'],
  RESUME: ['m5'],
  abc123: ['m5'],
  ａｂｃ: ['m5'],
  '"machine learning"': ['m7'],
  '"learning machine"': [],
  '“by machine”': ['m7'],
  'machine learn': ['m7'],
  a01: ['m8'],
  c: ['m8'],
  mail: ['m8'],
  example: ['m8'],
  器學: ['m9'],
  カタ: ['m9'],
  국: ['m9'],
  'quotes or near': ['m10'],
  "' OR * : \\": ['m10'],
  'nothing of this': [],
  '"数据，科学"': ['m6'],
};

for (const engine of engines) {
  describe(`search, ${engine}`, () => {
    let school: TestSchool;
    before(async () => {
      school = await openSchool(engine, { settings: { SEND_RATE: '0' } });
      await school.addGroup('G01', 'amy');
      for (const text of Object.values(CORPUS)) await say(school, 'amy', 'G01', text);
    });
    after(() => school.close());

    for (const state of ['not in the index yet', 'in the index']) {
      test(`the corpus has its expected answers, ${state}`, async () => {
        if (state === 'in the index') await school.app.search.indexer.fill();
        for (const [query, lines] of Object.entries(QUESTIONS)) {
          const hits = await ask(school, 'amy', { query });
          assert.deepEqual(hits.map(lineOf), lines, query);
        }
      });
    }

    test('what matches is marked in the text, also where only an excerpt is shown', async () => {
      const [hit] = await ask(school, 'amy', { query: '作业 numbers' });
      assert.ok(hit !== undefined);
      assert.deepEqual(marked(hit), ['作业', 'number']);
      await say(school, 'amy', 'G01', `${'😀 filler '.repeat(100)}needle ${'and more '.repeat(100)}`);
      const [long] = await ask(school, 'amy', { query: 'needle' });
      assert.ok(long !== undefined && long.text.length <= 300 && long.text.isWellFormed());
      assert.deepEqual([marked(long), long.cut], [['needle'], { before: true, after: true }]);
    });

    test('posts and the names of files are found, and what a filter leaves', async () => {
      const uploaded = await school.as.tony.call(uploadFile, {}, new File(['x'], '第三章 lecture_notes.pdf'));
      assert.ok('file_id' in uploaded);
      const post = { course_code: 'A01', section: 'assignment', username: 'tony', title: 'Regression 练习' };
      await school.as.tony.call(addCourseinfo, { ...post, body: '交到系统里', file_id: uploaded.file_id });
      await say(school, 'tony', 'A01', 'regressions everywhere');
      for (const [query, where] of [
        ['练习', 'title_ranges'],
        ['系统', 'ranges'],
      ] as const) {
        const [hit] = await ask(school, 'amy', { query });
        assert.ok(hit?.kind === 'post', query);
        assert.equal(hit[where].length, 1, query);
        assert.deepEqual([hit.title, hit.course_code, hit.room_code, hit.user], [post.title, 'A01', 'A01', 'tony']);
      }
      const [byName] = await ask(school, 'amy', { query: '三章 lecture' });
      assert.deepEqual(
        byName?.files.map((file) => [file.file_name, file.ranges.length]),
        [['第三章 lecture_notes.pdf', 2]],
      );

      const kinds = async (input: Parameters<typeof askFor>[2], name: Name = 'amy') =>
        (await ask(school, name, input)).map((hit) => hit.kind);
      assert.deepEqual(await kinds({ query: 'regression' }), ['message', 'post']);
      assert.deepEqual(await kinds({ query: 'regression', has_file: 1 }), ['post']);
      assert.deepEqual(await kinds({ query: 'regression', course_code: 'A01' }), ['message', 'post']);
      assert.deepEqual(await kinds({ query: 'regression', room_code: 'G01' }), []);
      assert.deepEqual(await kinds({ query: 'regression', sender: 'carl' }), []);
      assert.deepEqual(await kinds({ sender: 'TONY' }), ['message', 'post']);
      assert.deepEqual(await kinds({ sender: 'nobody' }), []);
      assert.deepEqual(await kinds({ query: 'regression', to: BEGIN }), []);
      assert.equal((await kinds({ query: 'regression', from: BEGIN })).length, 2);
      assert.deepEqual(await kinds({ query: 'regression' }, 'bob'), []);
      // An admin finds it by naming the place, and that is written down.
      assert.deepEqual(await kinds({ query: 'regression' }, 'head'), []);
      assert.deepEqual(await kinds({ query: 'regression', course_code: 'A01' }, 'head'), ['message', 'post']);
      const audit = await school.school.database.db.selectFrom('audit').select(['action', 'target']).execute();
      assert.deepEqual(audit.at(-1), { action: 'read as admin', target: 'course A01' });
    });

    test('a reply is found with the root of its thread', async () => {
      const root = await school.as.tony.call(sendMessage, {
        room_code: 'A01',
        sender: 'tony',
        message: 'Which axolotl?',
      });
      assert.ok(root.status === 'success');
      const reply = { room_code: 'A01', sender: 'amy', message: 'The pink axolotl.', thread: root.id };
      assert.equal((await school.as.amy.call(sendMessage, reply)).code, 'ok');
      const found = await school.as.amy.call(search, { query: 'axolotl' });
      assert.ok(found.status === 'success');
      assert.deepEqual(
        found.hits.map((hit) => hit.kind === 'message' && hit.thread),
        [root.id, undefined],
      );
    });

    test('pages follow each other to the end, whatever is said meanwhile', async () => {
      for (let n = 0; n < 45; n++) {
        await say(school, 'amy', 'G01', `leafing ${n}`);
        if (n === 30) await school.app.search.indexer.fill();
      }
      const seen: string[] = [];
      for (let next: string | undefined = ''; next !== undefined;) {
        const page = await askFor(school, 'amy', { query: 'leafing', limit: 10, ...(next !== '' && { before: next }) });
        seen.push(...page.hits.map((hit) => hit.text));
        await say(school, 'amy', 'G01', `leafing later`);
        if (seen.length === 20) await school.app.search.indexer.fill();
        next = page.next === '' ? undefined : page.next;
      }
      assert.deepEqual(
        seen,
        Array.from({ length: 45 }, (_, n) => `leafing ${44 - n}`),
      );
    });

    test('who is put out finds nothing of it any more, and who comes finds what was before', async () => {
      const member = async (action: string) =>
        school.as.amy.call(editUser, { room_code: 'G01', action, username: 'carl' });
      assert.equal((await ask(school, 'carl', { query: '图书馆' })).length, 0);
      await member('add');
      assert.equal((await ask(school, 'carl', { query: '图书馆' })).length, 1);
      await member('remove');
      assert.equal((await ask(school, 'carl', { query: '图书馆' })).length, 0);
    });

    test('what cannot be searched for is refused', async () => {
      const { amy } = school.as;
      assert.deepEqual(await amy.call(search, {}), refusal('nothing_to_search'));
      assert.deepEqual(await amy.call(search, { query: '？！ * "' }), refusal('nothing_to_search'));
      assert.deepEqual(
        await amy.call(search, { query: 'x'.repeat(201) }),
        refusal('query_too_long', 'at most 200 characters'),
      );
      assert.deepEqual(await amy.call(search, { query: 'a b c d e f g h i' }), refusal('too_many_words'));
      assert.deepEqual(await amy.call(search, { query: 'x'.repeat(65) }), refusal('too_many_words'));
      assert.deepEqual(await amy.call(search, { query: 'a', limit: 51 }), refusal('invalid_limit', '1 to 50'));
      for (const cursor of ['x', '-1', '1e9', '9'.repeat(16), '１２'])
        assert.deepEqual(await amy.call(search, { query: 'a', before: cursor }), refusal('invalid_cursor'), cursor);
      assert.deepEqual(await amy.call(search, { query: 'a', room_code: 'B01' }), refusal('chat_not_found'));
      assert.deepEqual(await amy.call(search, { query: 'a', course_code: 'B01' }), refusal('not_in_course'));
    });
  });
}

async function say(school: TestSchool, name: Name, room: string, message: string): Promise<number> {
  const sent = await school.as[name].call(sendMessage, { room_code: room, sender: name, message });
  assert.ok('id' in sent, sent.message);
  return sent.id;
}

async function ask(school: TestSchool, name: Name, input: Parameters<typeof askFor>[2]): Promise<Hit[]> {
  return (await askFor(school, name, input)).hits;
}

async function askFor(school: TestSchool, name: Name, input: Static<typeof search.input>) {
  const answer = await school.as[name].call(search, input);
  assert.ok('hits' in answer, answer.message);
  return answer;
}

function lineOf(hit: Hit): string {
  return Object.entries(CORPUS).find(([, text]) => text === hit.text)?.[0] ?? hit.text;
}

function marked({ text, ranges }: Hit): string[] {
  return ranges.map((range) => text.slice(range[0], range[1]));
}
