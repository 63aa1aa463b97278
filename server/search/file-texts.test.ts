import assert from 'node:assert/strict';
import { once } from 'node:events';
import { after, before, describe, test } from 'node:test';
import { editUser, sendMessage } from '../../contract/chat.ts';
import { uploadFile } from '../../contract/files.ts';
import { deleteMessage, editMessage } from '../../contract/messages.ts';
import { addCourseinfo, deleteCourseinfo } from '../../contract/posts.ts';
import { type Hit, search } from '../../contract/search.ts';
import { engines } from '../../test/engines.ts';
import { type Name, openSchool, type TestSchool } from '../../test/school.ts';
import { docxOf, pdfOf } from '../files/looking/bombs.fixture.ts';
import { createLooker } from '../files/looking/looker.ts';
import { startReadingTexts } from '../files/text-reading.ts';
import { lastTextNo } from '../files/texts.ts';

for (const engine of engines) {
  describe(`the words in files are found, ${engine}`, () => {
    let school: TestSchool;
    before(async () => {
      school = await openSchool(engine, { settings: { SEND_RATE: '0' } });
      await school.addGroup('G01', 'amy');
    });
    after(() => school.close());

    const upload = async (name: Name, bytes: string | Uint8Array, called: string): Promise<string> => {
      const part = typeof bytes === 'string' ? bytes : new Uint8Array(bytes);
      const kept = await school.as[name].call(uploadFile, {}, new File([part], called));
      assert.ok(kept.status === 'success', kept.message);
      return kept.file_id;
    };
    const say = async (name: Name, room_code: string, message: string, ...file_ids: string[]): Promise<number> => {
      const sent = await school.as[name].call(sendMessage, { room_code, sender: name, message, file_ids });
      assert.ok(sent.status === 'success', sent.message);
      return sent.id;
    };
    const look = async (name: Name, query: string): Promise<Hit[]> => {
      const answer = await school.as[name].call(search, { query });
      assert.ok(answer.status === 'success', answer.message);
      return answer.hits;
    };
    const settled = async (): Promise<void> => {
      await school.app.texts.readAll();
      await school.app.search.indexer.fill();
    };

    test('by those who may read what carries them, with the file and the place', async () => {
      const report = docxOf('绪论', `filler ${'and more '.repeat(200)}the axolotl regenerates 再生`);
      const pdf = pdfOf(Buffer.from('BT /F1 24 Tf 40 120 Td (Kestrels hover) Tj ET'));
      await say(
        'amy',
        'G01',
        '我的报告',
        await upload('amy', report, '报告.docx'),
        await upload('amy', pdf, 'birds.pdf'),
      );
      const post = { course_code: 'A01', section: 'content', username: 'tony', title: 'Reading', body: 'Please' };
      const file_id = await upload('tony', '# Quokka\n\nIt smiles.', 'animals.md');
      const added = await school.as.tony.call(addCourseinfo, { ...post, file_id });
      assert.ok(added.status === 'success', added.message);
      await settled();

      const [hit, ...others] = await look('amy', '再生 axolotl');
      assert.ok(hit !== undefined && others.length === 0);
      assert.deepEqual([hit.text, hit.ranges], ['我的报告', []]);
      const [inReport, inBirds] = hit.files;
      assert.deepEqual([inReport?.file_name, inReport?.ranges, inBirds?.found], ['报告.docx', [], undefined]);
      const found = inReport?.found;
      assert.ok(found !== undefined && found.text.length <= 300 && found.cut.before);
      assert.deepEqual(
        found.ranges.map(([from, to]) => found.text.slice(from, to)),
        ['axolotl', '再生'],
      );
      // All words count together, wherever each of them is.
      assert.equal((await look('amy', '报告 kestrel 绪论')).length, 1);
      assert.equal((await look('amy', 'kestrel quokka')).length, 0);
      assert.equal((await look('amy', '"hover kestrels"')).length, 0);
      const [course] = await look('amy', 'quokkas');
      assert.ok(course?.kind === 'post' && course.files[0]?.found?.text.startsWith('# Quokka') === true);

      assert.deepEqual([await look('carl', 'axolotl'), await look('bob', 'quokka')], [[], []]);
      const change = (action: string) => school.as.amy.call(editUser, { room_code: 'G01', action, username: 'carl' });
      await change('add');
      assert.equal((await look('carl', 'axolotl')).length, 1);
      await change('remove');
      assert.deepEqual(await look('carl', 'axolotl'), []);
      await school.as.tony.call(deleteCourseinfo, { id: added.id });
      assert.deepEqual(await look('amy', 'quokka'), []);
      await settled();
      assert.deepEqual(await look('amy', 'quokka'), []);
    });

    test('of a message that is edited still, of one that is deleted no more, of a text that comes late at last', async () => {
      const file = await upload('amy', 'The narwhal dives.', 'sea.txt');
      const id = await say('amy', 'G01', 'see', file);
      await school.app.search.indexer.fill();
      await settled();
      assert.equal((await look('amy', 'narwhal')).length, 1);
      await school.as.amy.call(editMessage, { room_code: 'G01', id, message: 'look' });
      assert.equal((await look('amy', 'look narwhal')).length, 1);
      assert.equal((await look('amy', 'see narwhal')).length, 0);
      await school.app.search.indexer.fill();
      assert.equal((await look('amy', 'look narwhal')).length, 1);
      // The same bytes in another room are read there, and say nothing of the first.
      await school.addGroup('G02', 'bob');
      await say('bob', 'G02', '', await upload('bob', 'The narwhal dives.', 'mine.txt'));
      await school.app.search.indexer.fill();
      const [bobs] = await look('bob', 'narwhal');
      assert.deepEqual([bobs?.room_code, bobs?.files.map((one) => one.file_name)], ['G02', ['mine.txt']]);
      await school.as.amy.call(deleteMessage, { room_code: 'G01', id });
      assert.deepEqual(await look('amy', 'narwhal'), []);
      await school.app.search.indexer.fill();
      assert.deepEqual([(await look('amy', 'narwhal')).length, (await look('bob', 'narwhal')).length], [0, 1]);
    });

    test('what is no text is looked at once, and what goes takes its text with it', async () => {
      const { db } = school.school.database;
      const file = await upload('amy', new Uint8Array([1, 0, 2, 3]), 'a.bin');
      const textOf = async () =>
        db
          .selectFrom('file_texts')
          .innerJoin('files', 'files.blob_id', 'file_texts.blob_id')
          .select('text')
          .where('files.id', '=', file)
          .executeTakeFirst();
      await settled();
      assert.deepEqual(await textOf(), { text: null });
      const last = await lastTextNo(db);
      await settled();
      assert.equal(await lastTextNo(db), last);
      const { blob_id: blob } = await db
        .selectFrom('files')
        .select('blob_id')
        .where('id', '=', file)
        .executeTakeFirstOrThrow();
      await db.deleteFrom('files').where('id', '=', file).execute();
      await db.deleteFrom('blobs').where('id', '=', blob).execute();
      assert.equal(
        await db.selectFrom('file_texts').select('no').where('blob_id', '=', blob).executeTakeFirst(),
        undefined,
      );
      // Its number does not come again: the index would take what has it for known.
      await say('amy', 'G01', '', await upload('amy', 'a pangolin', 'next.txt'));
      await settled();
      assert.ok((await lastTextNo(db)) > last);
      assert.equal((await look('amy', 'pangolin')).length, 1);
    });

    test('what a stop interrupted the next start takes up', async () => {
      const { school: the, texts, store } = school.app;
      await texts.stop();
      await say('amy', 'G01', '', await upload('amy', 'an okapi', 'later.txt'));
      await settled();
      assert.equal((await look('amy', 'okapi')).length, 0);
      const looker = createLooker();
      const next = startReadingTexts(the, store, looker);
      const read = once(the.events, 'textRead');
      await next.readAll();
      await read;
      await school.app.search.indexer.fill();
      assert.equal((await look('amy', 'okapi')).length, 1);
      await next.stop();
      looker.stop();
    });
  });
}
