import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { after, before, describe, test } from 'node:test';
import { uploadFile } from '../../../contract/files.ts';
import {
  environment,
  environmentOf,
  packArchive,
  quiet,
  readEntries,
  refused,
  rowsIn,
  rowsOf,
  violations,
} from '../../../test/archives.ts';
import { freshDatabase, type FreshDatabase } from '../../../test/engines.ts';
import { openRoad } from '../../../test/road.ts';
import { startS3 } from '../../../test/s3-server.ts';
import { openSchool, type TestSchool } from '../../../test/school.ts';
import { readConfig } from '../../config.ts';
import { findFile } from '../../files/file.ts';
import { PlaceUnreachable } from '../../files/place.ts';
import { openPlace } from '../../files/store.ts';
import { nameOfS3, parseS3Address } from '../../kernel/s3-address.ts';
import { backup } from './backup.ts';
import { createProgress } from './progress.ts';
import { restore } from './restore.ts';

describe('backup and restore of a school whose bytes are in S3', () => {
  let s3: Awaited<ReturnType<typeof startS3>>;
  let road: Awaited<ReturnType<typeof openRoad>>;
  let school: TestSchool;
  let folder: string;
  let archive: string;
  const bytes = new Map<string, string>();
  before(async () => {
    s3 = await startS3();
    road = await openRoad(s3);
    const FILES_URL = s3.url('school');
    school = await openSchool('sqlite', { settings: { FILES_URL } });
    folder = await mkdtemp(join(tmpdir(), 'lamitt-backup-'));
    archive = join(folder, 'school.tar');
    for (const text of ['', 'one', 'two '.repeat(5_000)]) {
      const sent = await school.as.amy.call(uploadFile, {}, new File([text], 'a.txt'));
      assert.ok('file_id' in sent, sent.message);
      bytes.set((await findFile(school.school.database.db, sent.file_id))?.blob_id ?? '', text);
    }
    const said = await backup({ ...environmentOf(school), FILES_URL }, archive, quiet);
    assert.match(said, /rows and 3 files, .* verified\.$/);
  });
  after(async () => {
    await school.close();
    await road.stop();
    await s3.stop();
    await rm(folder, { recursive: true });
  });

  let count = 0;
  const freshUrl = (port = s3.port) => s3.url(`restored-${(count += 1)}`, { port });
  const place = (fresh: FreshDatabase, FILES_URL: string | undefined) =>
    openPlace(readConfig({ ...environment(fresh), FILES_URL }));
  async function idsIn(fresh: FreshDatabase, FILES_URL: string): Promise<string[]> {
    const opened = await place(fresh, FILES_URL);
    const ids: string[] = [];
    for await (const some of opened.all()) ids.push(...some.map(({ id }) => id));
    await opened.close();
    return ids.toSorted();
  }
  async function requireSame(fresh: FreshDatabase, FILES_URL: string | undefined): Promise<void> {
    assert.deepEqual(await rowsOf(fresh), await rowsIn(archive));
    const opened = await place(fresh, FILES_URL);
    for (const [id, text] of bytes) assert.equal((await buffer(await opened.read(id))).toString(), text);
    await opened.close();
    if (FILES_URL === undefined) assert.deepEqual(await violations(fresh), []);
  }

  test('restored into another place of S3, and into a folder: every row and every byte is the same', async () => {
    for (const FILES_URL of [freshUrl(), undefined]) {
      const fresh = await freshDatabase('sqlite');
      await restore({ ...environment(fresh), FILES_URL }, archive, quiet);
      const inFolder = FILES_URL === undefined ? ['files'] : [];
      assert.deepEqual((await readdir(fresh.dataDir)).toSorted(), [...inFolder, 'lamitt.db', 'lock.db']);
      await requireSame(fresh, FILES_URL);
      await fresh.drop();
    }
  });

  test('a place that is not empty is refused, and stays as it was', async () => {
    const fresh = await freshDatabase('sqlite');
    const FILES_URL = s3.url('school');
    const theirs = await idsIn(fresh, FILES_URL);
    await assert.rejects(
      restore({ ...environment(fresh), FILES_URL }, archive, quiet),
      refused(/^FILES_URL: s3:\/\/school-files\/school at .* is not empty: .* name another prefix\.$/),
    );
    assert.deepEqual(await idsIn(fresh, FILES_URL), theirs);
    assert.deepEqual(await readdir(fresh.dataDir), ['lock.db']);
    await fresh.drop();
  });

  test('a backup that turns out to be none leaves nothing in the place', async () => {
    const fresh = await freshDatabase('sqlite');
    const FILES_URL = freshUrl();
    const entries = await readEntries(archive);
    for (const entry of entries)
      if (entry.name === 'rows/users.jsonl')
        entry.body = Buffer.from(entry.body.toString().replace('"role":"student"', '"role":"god"'));
    const forged = join(folder, 'forged.tar');
    await writeFile(forged, await packArchive(entries, { sealed: true }));
    const told: string[] = [];
    const progress = createProgress((line) => void told.push(line));
    await assert.rejects(
      restore({ ...environment(fresh), FILES_URL }, forged, progress),
      refused(/a row of users that the database refuses/),
    );
    assert.ok(told.some((line) => line.startsWith('3 files put into s3://school-files/restored-')));
    assert.deepEqual(await idsIn(fresh, FILES_URL), []);
    assert.deepEqual(await readdir(fresh.dataDir), ['lock.db']);
    await fresh.drop();
  });

  test('a store that goes away meanwhile: nothing of a school is there, and the next restore begins anew', async () => {
    const fresh = await freshDatabase('sqlite');
    const FILES_URL = freshUrl(road.port);
    const untilUnpacked = createProgress((line) => {
      if (/unpacked, every hash/.test(line)) road.close();
    });
    await assert.rejects(restore({ ...environment(fresh), FILES_URL }, archive, untilUnpacked), PlaceUnreachable);
    assert.deepEqual(await readdir(fresh.dataDir), ['lock.db', 'restoring']);
    road.open();
    await restore({ ...environment(fresh), FILES_URL }, archive, quiet);
    await requireSame(fresh, FILES_URL);
    await fresh.drop();
  });

  test('what a killed restore left is taken back by the next, and only from the place it found empty', async () => {
    const fresh = await freshDatabase('sqlite');
    const [mine, other] = [freshUrl(), freshUrl()];
    const [id = ''] = bytes.keys();
    const unpacked = join(fresh.dataDir, 'restoring', 'files', id.slice(0, 2));
    await mkdir(unpacked, { recursive: true });
    await writeFile(join(unpacked, id), 'half');
    const address = parseS3Address(mine);
    await writeFile(join(fresh.dataDir, 'restoring', 'place'), address === undefined ? '' : nameOfS3(address));
    for (const url of [mine, other]) {
      const opened = await place(fresh, url);
      await opened.put(join(unpacked, id), id);
      await opened.close();
    }
    await assert.rejects(
      restore({ ...environment(fresh), FILES_URL: other }, archive, quiet),
      refused(/is not empty: a restore needs an empty place/),
    );
    assert.deepEqual(await idsIn(fresh, other), [id]);
    await restore({ ...environment(fresh), FILES_URL: mine }, archive, quiet);
    await requireSame(fresh, mine);
    await fresh.drop();
  });
});
