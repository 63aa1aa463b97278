import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { after, before, describe, test } from 'node:test';
import { uploadFile } from '../../../contract/files.ts';
import { quiet, refused } from '../../../test/archives.ts';
import { engines } from '../../../test/engines.ts';
import { openRoad } from '../../../test/road.ts';
import { startS3 } from '../../../test/s3-server.ts';
import { openSchool, type TestSchool } from '../../../test/school.ts';
import { readConfig } from '../../config.ts';
import { findFile } from '../../files/file.ts';
import { PlaceUnreachable } from '../../files/place.ts';
import { openPlace } from '../../files/store.ts';
import { withSchool } from '../operator.ts';
import { moveFiles } from './move.ts';
import { verifyFiles } from './verify.ts';

const DAY = 24 * 3_600_000;

for (const engine of engines) {
  describe(`the operator's commands for bytes, beside a running server, ${engine}`, () => {
    let s3: Awaited<ReturnType<typeof startS3>>;
    let road: Awaited<ReturnType<typeof openRoad>>;
    let running: TestSchool;
    let folder: string;
    before(async () => {
      s3 = await startS3();
      road = await openRoad(s3);
      running = await openSchool(engine);
      folder = await mkdtemp(join(tmpdir(), 'lamitt-bytes-'));
    });
    after(async () => {
      await running.close();
      await road.stop();
      await s3.stop();
      await rm(folder, { recursive: true });
    });

    const send = async (name: 'amy' | 'bob', text: string, fileName: string) => {
      const kept = await running.as[name].call(uploadFile, {}, new File([text], fileName));
      assert.ok(kept.status === 'success', kept.message);
      return { id: kept.file_id, blob: (await findFile(running.school.database.db, kept.file_id))?.blob_id ?? '' };
    };
    const environment = (FILES_URL?: string) => ({
      DATA_DIR: running.school.config.dataDir,
      DATABASE_URL: running.school.config.databaseUrl,
      FILES_URL,
    });
    /** In a school opened anew on the same data, as another process would. */
    const verify = async (FILES_URL?: string, now?: () => number) => {
      const lines: string[] = [];
      const told = { progress: quiet, write: (line: string) => void lines.push(line) };
      return { ...(await withSchool(environment(FILES_URL), (school) => verifyFiles(school, told, now))), lines };
    };
    const move = async (to: string, FILES_URL?: string) => {
      const lines: string[] = [];
      const told = { progress: quiet, write: (line: string) => void lines.push(line) };
      return { ...(await withSchool(environment(FILES_URL), (school) => moveFiles(school, to, told))), lines };
    };
    const pathOf = (blob: string, within = join(running.school.config.dataDir, 'files')) =>
      join(within, blob.slice(0, 2), blob);

    test('all is right: one line, and nothing found', async () => {
      await send('amy', 'first', 'a.txt');
      const said = await verify();
      assert.deepEqual(said, {
        isWhole: true,
        summary: '1 blobs, 5 bytes, read: every size and hash is right.',
        lines: [],
      });
    });

    test('what is missing, cut, changed or without a row is told with the files that have it', async () => {
      const [lost, cut, changed] = [
        await send('amy', 'will be lost', '作业.txt'),
        await send('amy', 'will be cut', 'cut.txt'),
        await send('amy', 'will be changed', 'c.txt'),
      ];
      const again = await send('bob', 'will be lost', 'the same.txt');
      const [cutBytes, changedBytes] = [await readFile(pathOf(cut.blob)), await readFile(pathOf(changed.blob))];
      await rm(pathOf(lost.blob));
      await writeFile(pathOf(cut.blob), 'will');
      await writeFile(pathOf(changed.blob), 'WILL be changed');
      const [stray, fresh] = ['5'.repeat(24), '6'.repeat(24)];
      await writeFile(join(folder, 'stray'), 'stray');
      for (const id of [stray, fresh]) await running.app.store.put(join(folder, 'stray'), id);

      const young = await verify();
      assert.ok(!young.isWhole && !young.lines.some((line) => line.startsWith('without a row')));
      const said = await verify(undefined, () => Date.now() + DAY + 1_000);
      assert.deepEqual(
        said.lines.toSorted().map((line) => line.replace(/, of .*/, '')),
        [
          `changed: blob ${changed.blob}, 15 bytes: c.txt (file ${changed.id})`,
          `changed: blob ${cut.blob}, 11 bytes: cut.txt (file ${cut.id})`,
          `missing: blob ${lost.blob}, 12 bytes: 作业.txt (file ${lost.id}), the same.txt (file ${again.id})`,
          `without a row: blob ${stray}`,
          `without a row: blob ${fresh}`,
        ].toSorted(),
      );
      assert.match(said.summary, /^4 blobs, 43 bytes, read: 3 missing or changed; 2 without a row/);
      assert.equal(said.isWhole, false);

      // And what moves takes along what is right, and says what is not.
      const moved = await move(join(folder, 'damaged'));
      assert.equal(moved.isWhole, false);
      assert.equal(moved.lines.length, 3);
      assert.match(moved.summary, /^1 blobs copied, .*; 3 could not be copied/);

      await send('bob', 'will be lost', 'brought back.txt');
      await writeFile(pathOf(cut.blob), cutBytes);
      await writeFile(pathOf(changed.blob), changedBytes);
      for (const id of [stray, fresh]) await running.app.store.remove(id);
      assert.equal((await verify()).isWhole, true);
    });

    // The engine has no part in what follows.
    if (engine !== 'sqlite') return;

    test('moved to S3 and back into a folder, each verified; what is there and right is left as it is', async () => {
      const to = s3.url('moved');
      const first = await move(to);
      assert.deepEqual(first.lines, []);
      assert.match(first.summary, /^4 blobs copied, 0 were there, every hash is right\.\nNext: stop the server, run/);
      assert.ok(first.summary.endsWith(`set FILES_URL='${to}', and start it.`), first.summary);
      assert.equal((await verify(to)).isWhole, true);

      // The server went on meanwhile, and something there is not what it should be.
      const late = await send('amy', 'came in meanwhile', 'late.txt');
      const place = await openPlace(readConfig(environment(to)));
      const [some] = (await running.school.database.db.selectFrom('blobs').select('id').execute()).filter(
        ({ id }) => id !== late.blob,
      );
      await writeFile(join(folder, 'other'), 'other bytes');
      await place.put(join(folder, 'other'), some?.id ?? '');
      assert.match((await move(to)).summary, /^2 blobs copied, 3 were there/);
      assert.equal((await buffer(await place.read(late.blob))).toString(), 'came in meanwhile');
      assert.match((await move(to)).summary, /^0 blobs copied, 5 were there/);
      await place.close();

      const back = join(folder, 'back');
      const returned = await move(back, to);
      assert.match(returned.summary, /^5 blobs copied, .*unset FILES_URL, put \S+back where \S+files is/s);
      assert.equal(await readFile(pathOf(late.blob, back), 'utf8'), 'came in meanwhile');
      const own = join(running.school.config.dataDir, 'files');
      assert.match((await move(own, to)).summary, /^0 blobs copied, 5 were there.*, unset FILES_URL, and start it\.$/s);
    });

    test('a store that goes away ends it, and it is run again', async () => {
      const to = s3.url('away', { port: road.port });
      road.closeAfter(2_000);
      await assert.rejects(move(to), PlaceUnreachable);
      road.open();
      assert.match((await move(to)).summary, /^\d blobs copied, \d were there, every hash is right/);
      assert.equal((await verify(to)).isWhole, true);
      road.close();
      await assert.rejects(verify(to), refused(/^FILES_URL: .* cannot be used/));
      road.open();
    });

    test('where the files are already, and what is no place, is refused', async () => {
      const here = s3.url('moved');
      await assert.rejects(move(here, here), refused(/^The school keeps its files in s3:.* already: --to must be/));
      await assert.rejects(
        move(join(running.school.config.dataDir, 'files')),
        refused(/already: --to must be another/),
      );
      await assert.rejects(move('https://bucket.example'), refused(/^--to must be s3:\/\/bucket, /));
      await assert.rejects(
        move(s3.url('x', { bucket: 'nowhere' })),
        refused(/^--to: there is no bucket s3:\/\/nowhere/),
      );
    });

    test('a folder on another disk takes copies', async (t) => {
      const shared = await mkdtemp('/dev/shm/lamitt-bytes-').catch(() => undefined);
      if (shared === undefined) return t.skip('no /dev/shm here');
      t.after(() => rm(shared, { recursive: true }));
      assert.match((await move(shared)).summary, /^5 blobs copied/);
      assert.match((await move(shared)).summary, /^0 blobs copied, 5 were there/);
    });
  });
}
