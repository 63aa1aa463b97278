import assert from 'node:assert/strict';
import { rm, writeFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { after, before, describe, test } from 'node:test';
import { downloadFile, uploadFile } from '../../contract/files.ts';
import { engines } from '../../test/engines.ts';
import { openSchool, testClock, type TestSchool } from '../../test/school.ts';
import { keepBytes, removeOrphans, removeUnusedBlobs } from './blob.ts';
import { findFile } from './file.ts';

const HOUR = 3_600_000;

for (const engine of engines) {
  describe(`bytes that are kept once, ${engine}`, () => {
    const clock = testClock();
    let school: TestSchool;
    before(async () => {
      school = await openSchool(engine, { clock });
    });
    after(() => school.close());

    const send = async (name: 'amy' | 'bob', bytes: string) => {
      const answer = await school.as[name].call(uploadFile, {}, new File([bytes], `${name}.txt`));
      assert.ok(answer.status === 'success', answer.message);
      return answer.file_id;
    };
    const blobOf = async (fileId: string) => (await findFile(school.school.database.db, fileId))?.blob_id ?? '';
    const remove = (fileId: string) => school.school.database.db.deleteFrom('files').where('id', '=', fileId).execute();
    const rows = () => school.school.database.db.selectFrom('blobs').select('id').execute();
    const isThere = async (blobId: string) => (await school.app.store.sizeOf(blobId)) !== undefined;

    test('two who send the same bytes have two files, and what one may do with them says nothing of the other', async () => {
      const [first, second] = [await send('amy', 'the same'), await send('bob', 'the same')];
      assert.notEqual(first, second);
      assert.equal(await blobOf(first), await blobOf(second));
      assert.notEqual(await blobOf(first), await blobOf(await send('amy', 'others')));
      assert.equal((await school.as.amy.request(downloadFile, { file_id: second })).status, 404);
      await remove(first);
      assert.equal(await (await school.as.bob.request(downloadFile, { file_id: second })).text(), 'the same');
    });

    test('they go some hours after their last file, and stay when somebody sends them again meanwhile', async () => {
      const [gone, again] = [await send('amy', 'will go'), await send('amy', 'will be sent again')];
      const [goneBlob, againBlob] = [await blobOf(gone), await blobOf(again)];
      for (const id of [gone, again]) await remove(id);
      const { school: the, store, previews } = school.app;
      assert.equal(await removeUnusedBlobs({ school: the, store, previews }), 0);
      clock.advance(5 * HOUR);
      assert.equal(await removeUnusedBlobs({ school: the, store, previews }), 0);
      const back = await send('bob', 'will be sent again');
      clock.advance(2 * HOUR);
      assert.equal(await removeUnusedBlobs({ school: the, store, previews }), 1);
      assert.deepEqual([await isThere(goneBlob), await isThere(againBlob)], [false, true]);
      assert.equal(await blobOf(back), againBlob);
      assert.ok(!(await rows()).some(({ id }) => id === goneBlob));
    });

    test('lost bytes are told as missing, and mended by whoever sends them again', async () => {
      const file = await send('amy', 'lost and found');
      const blob = await blobOf(file);
      await school.app.store.remove(blob);
      assert.equal((await school.as.amy.request(downloadFile, { file_id: file })).status, 404);
      await send('bob', 'lost and found');
      assert.equal(await (await school.as.amy.request(downloadFile, { file_id: file })).text(), 'lost and found');
    });

    test('twenty who send the same at once have one copy', async () => {
      const sent = await Promise.all(Array.from({ length: 20 }, () => send('amy', 'all at once')));
      assert.equal(new Set(sent).size, 20);
      assert.equal(new Set(await Promise.all(sent.map(blobOf))).size, 1);
    });

    test('sent again while the last file goes and its bytes with it, none is left without bytes', async () => {
      const { school: the, store, previews } = school.app;
      for (let round = 0; round < 15; round++) {
        const file = await send('amy', `round ${round}`);
        await remove(file);
        await removeUnusedBlobs({ school: the, store, previews });
        clock.advance(7 * HOUR);
        const [kept] = await Promise.all([
          send('bob', `round ${round}`),
          removeUnusedBlobs({ school: the, store, previews }),
        ]);
        const { blob_id: blob } = (await findFile(the.database.db, kept)) ?? { blob_id: '' };
        assert.equal((await buffer(await store.read(blob))).toString(), `round ${round}`);
      }
    });

    test('a refusal while the rows are written leaves neither row nor bytes', async () => {
      const { school: the, store } = school.app;
      const arrived = await store.receive(Readable.from(['refused']));
      const earlier = await rows();
      const refused = keepBytes({ school: the, store }, arrived, async () => Promise.reject(new Error('no')));
      await assert.rejects(refused, /^Error: no$/);
      await store.discard(arrived);
      assert.deepEqual(await rows(), earlier);
      for await (const found of store.all())
        for (const { id } of found)
          assert.ok(
            (await rows()).some((row) => row.id === id),
            `bytes ${id} without a row`,
          );
    });

    test('bytes that a crash left without a row go at the next start, and those from after it stay', async () => {
      const { school: the, store } = school.app;
      const path = `${the.config.dataDir}/left`;
      const put = async (id: string) => {
        await writeFile(path, id);
        await store.put(path, id);
        await rm(path);
      };
      const [left, fresh] = ['a'.repeat(24), 'b'.repeat(24)];
      await put(left);
      await new Promise((resolve) => setTimeout(resolve, 20));
      const startedAt = Date.now();
      await new Promise((resolve) => setTimeout(resolve, 20));
      await put(fresh);
      const kept = await send('amy', 'has a row');
      await removeOrphans({ school: the, store }, startedAt);
      assert.deepEqual(
        [await isThere(left), await isThere(fresh), await isThere(await blobOf(kept))],
        [false, true, true],
      );
      await store.remove(fresh);
    });
  });
}
