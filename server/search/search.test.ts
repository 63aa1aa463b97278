import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { sendMessage } from '../../contract/chat.ts';
import { type Hit, search } from '../../contract/search.ts';
import { engines } from '../../test/engines.ts';
import { type Name, openSchool, type TestSchool } from '../../test/school.ts';

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
      school = await openSchool(engine);
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

    test('what matches is marked in the text', async () => {
      const [hit] = await ask(school, 'amy', { query: '作业 numbers' });
      assert.ok(hit !== undefined);
      assert.deepEqual(marked(hit), ['作业', 'number']);
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

async function askFor(
  school: TestSchool,
  name: Name,
  input: { query?: string; room_code?: string; sender?: string; limit?: number; before?: string },
) {
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
