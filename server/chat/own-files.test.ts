import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { logout } from '../../contract/accounts.ts';
import { editUser, sendMessage } from '../../contract/chat.ts';
import { downloadFile, uploadFile } from '../../contract/files.ts';
import { deleteMessage } from '../../contract/messages.ts';
import { deleteFile, getFileLink, getOwnFiles, getUsage } from '../../contract/own-files.ts';
import { addCourseinfo } from '../../contract/posts.ts';
import { uploadPicture } from '../../contract/profile.ts';
import { engines } from '../../test/engines.ts';
import { done, refusal } from '../../test/refusals.ts';
import { type Name, openSchool, testClock, type TestSchool } from '../../test/school.ts';
import { removeUnusedFiles } from './own-files.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const KB = 1024;
/** A picture of one pixel. */
const PIXEL = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==',
  'base64',
);

for (const engine of engines) {
  describe(`files of one's own, ${engine}`, () => {
    const clock = testClock();
    let school: TestSchool;
    before(async () => {
      school = await openSchool(engine, { clock, settings: { QUOTA_COURSE: String(100 * KB) } });
    });
    after(() => school.close());

    const keep = async (who: Name, size = 10, name = 'a.txt') => {
      const kept = await school.as[who].call(uploadFile, {}, new File(['x'.repeat(size)], name));
      assert.ok(kept.status === 'success', kept.message);
      return kept.file_id;
    };
    const send = async (who: Name, room_code: string, file_ids: string[]) => {
      const sent = await school.as[who].call(sendMessage, { room_code, sender: who, message: 'Look', file_ids });
      assert.ok(sent.status === 'success', sent.message);
      return sent.id;
    };
    const list = async (who: Name, page: { before?: string; limit?: number } = {}) => {
      const answer = await school.as[who].call(getOwnFiles, page);
      assert.ok(answer.status === 'success', answer.message);
      return answer;
    };
    const reads = async (who: Name, file_id: string) =>
      (await school.as[who].request(downloadFile, { file_id })).status === 200;

    test('they are listed newest first, in pages, each said to be carried or not', async () => {
      const ids = [];
      for (const name of ['one', 'two', 'three', 'four', 'five']) ids.unshift(await keep('ann', 10, name));
      await send('ann', 'B01', ids.slice(1, 2));
      const first = await list('ann', { limit: 2 });
      assert.deepEqual(
        first.files.map((file) => [file.file_name, file.carried]),
        [
          ['five', false],
          ['four', true],
        ],
      );
      const rest = await list('ann', { limit: 3, before: first.next });
      assert.deepEqual(
        rest.files.map((file) => file.file_name),
        ['three', 'two', 'one'],
      );
      assert.equal(rest.next, '');
      assert.deepEqual((await list('eve')).files, []);
      assert.deepEqual(await school.as.ann.call(getOwnFiles, { before: 'x' }), refusal('invalid_cursor'));
      assert.equal((await school.as.ann.call(getOwnFiles, { limit: 101 })).code, 'invalid_limit');
    });

    test('one that nothing carries can be deleted, one that is carried with its message, others’ never', async () => {
      const [loose, carried] = [await keep('amy'), await keep('amy')];
      const id = await send('amy', 'A01', [carried]);
      const remove = (who: Name, file_id: string) => school.as[who].call(deleteFile, { file_id });
      assert.deepEqual(await remove('bob', loose), refusal('file_not_found'));
      assert.deepEqual(await remove('head', loose), refusal('file_not_found'));
      assert.deepEqual(await remove('amy', 'none'), refusal('file_not_found'));
      assert.deepEqual(await remove('amy', carried), refusal('file_in_use'));
      assert.deepEqual(await remove('amy', loose), done('File deleted'));
      assert.deepEqual([await reads('amy', loose), await reads('carl', carried)], [false, true]);
      assert.equal((await school.as.amy.call(deleteMessage, { room_code: 'A01', id })).code, 'ok');
      assert.deepEqual([await reads('amy', carried), await reads('carl', carried)], [false, false]);
    });

    test('a deleted message takes along neither what another carries nor what somebody else uploaded', async () => {
      const [twice, carls] = [await keep('amy'), await keep('carl')];
      await send('carl', 'A01', [carls]);
      const id = await send('amy', 'A01', [twice, carls]);
      await send('amy', 'A01', [twice]);
      assert.equal((await school.as.amy.call(deleteMessage, { room_code: 'A01', id })).code, 'ok');
      assert.deepEqual([await reads('carl', twice), await reads('amy', carls)], [true, true]);
    });

    test('what nothing carries goes after thirty days; what is carried, and pictures, stay', async () => {
      const [loose, carried] = [await keep('bob'), await keep('bob')];
      await send('bob', 'B01', [carried]);
      const picture = await school.as.bob.call(uploadPicture, {}, new File([PIXEL], 'me.png'));
      assert.ok(picture.status === 'success', picture.message);
      clock.advance(29 * DAY);
      await removeUnusedFiles(school.school);
      assert.ok(await reads('bob', loose));
      const token = await school.signIn('bob');
      clock.advance(2 * DAY);
      await removeUnusedFiles(school.school);
      const bob = school.nobody.withToken(token);
      const status = async (file_id: string) => (await bob.request(downloadFile, { file_id })).status;
      assert.deepEqual([await status(loose), await status(carried)], [404, 200]);
      const rows = await school.school.database.db.selectFrom('files').select('id').execute();
      assert.ok(rows.some(({ id }) => id === picture.picture));
      for (const name of ['amy', 'carl', 'tony', 'eve', 'head'] as const)
        school.as[name] = school.nobody.withToken(await school.signIn(name));
    });

    test('a course that is full takes no more files, in messages and posts; a group of its members does', async () => {
      const used = async () => {
        const usage = await school.as.tony.call(getUsage, { room_code: 'A01' });
        assert.ok(usage.status === 'success');
        assert.equal(usage.quota, 100 * KB);
        return usage.used;
      };
      const earlier = await used();
      const [most, more] = [await keep('amy', 90 * KB), await keep('amy', 20 * KB)];
      await send('amy', 'A01', [most]);
      assert.equal(await used(), earlier + 90 * KB);
      const message = { room_code: 'A01', sender: 'amy', file_ids: [more] };
      assert.equal((await school.as.amy.call(sendMessage, message)).code, 'quota_used_up');
      const post = { course_code: 'A01', section: 'content', username: 'tony', title: 'More', body: 'x' };
      const file_id = await keep('tony', 20 * KB);
      assert.equal((await school.as.tony.call(addCourseinfo, { ...post, file_id })).code, 'quota_used_up');
      // What is there already takes nothing more.
      await send('amy', 'A01', [most]);
      await school.addGroup('G77', 'amy');
      await send('amy', 'G77', [more]);
      assert.equal((await school.as.eve.call(getUsage, { room_code: 'A01' })).code, 'chat_not_found');
    });

    describe('links to one file for a program without a session', () => {
      const link = async (who: Name, file_id: string) => {
        const made = await school.as[who].call(getFileLink, { file_id });
        assert.ok(made.status === 'success', made.message);
        return made.url;
      };
      const status = async (url: string) => (await school.raw(url)).status;
      let file: string;
      before(async () => {
        file = await keep('carl');
        await send('carl', 'A01', [file]);
      });

      test('work for five minutes, ranges too, and for this file alone', async () => {
        const url = await link('amy', file);
        const part = await school.raw(url, { headers: { range: 'bytes=2-4' } });
        assert.deepEqual([part.status, await part.text()], [206, 'xxx']);
        const other = await keep('carl');
        assert.equal(await status(url.replace(file, other)), 404);
        clock.advance(4 * MINUTE);
        assert.equal(await status(url), 200);
        clock.advance(MINUTE);
        assert.equal(await status(url), 404);
      });

      test('are made by those who may read it, and cannot be forged', async () => {
        assert.deepEqual(await school.as.eve.call(getFileLink, { file_id: file }), refusal('file_not_found'));
        const url = await link('amy', file);
        const [claim, key] = [url.slice(0, url.lastIndexOf('.')), url.slice(url.lastIndexOf('.') + 1)];
        const longer = claim.replace(/link=\d{13}/, `link=${Date.UTC(2030, 0, 1)}`);
        for (const forged of [`${longer}.${key}`, `${claim}.${'A'.repeat(43)}`, `${claim}.`, url.slice(0, -1)])
          assert.equal(await status(forged), 404, forged);
        assert.equal(await status(`/download_file?file_id=${file}&link=`), 401);
        assert.equal(await status(`/download_file?file_id=${file}&link=x`), 404);
      });

      test('end at once with the room and with the session', async () => {
        const olga = await school.add('olga');
        await school.addGroup('G78', 'olga');
        const put = { room_code: 'G78', action: 'add', username: 'amy' };
        assert.equal((await school.as.head.call(editUser, put)).code, 'ok');
        const kept = await olga.call(uploadFile, {}, new File(['x'], 'a.txt'));
        assert.ok(kept.status === 'success');
        const carried = await olga.call(sendMessage, { room_code: 'G78', sender: 'olga', file_id: kept.file_id });
        assert.equal(carried.code, 'ok');
        const url = await link('amy', kept.file_id);
        assert.equal(await status(url), 200);
        assert.equal((await olga.call(editUser, { room_code: 'G78', action: 'remove', username: 'amy' })).code, 'ok');
        assert.equal(await status(url), 404);

        const other = await link('amy', file);
        assert.equal(await status(other), 200);
        assert.equal((await school.as.amy.call(logout, {})).code, 'ok');
        assert.equal(await status(other), 404);
      });
    });
  });
}
