import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { request } from 'node:http';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { after, before, describe, test } from 'node:test';
import { downloadFile, uploadFile } from '../../contract/files.ts';
import { getOwnFiles, getUsage } from '../../contract/own-files.ts';
import { engines } from '../../test/engines.ts';
import { openSchool, testClock, type TestSchool } from '../../test/school.ts';
import { getUser } from '../accounts/access.ts';
import { PartsStore } from './parts-store.ts';
import { dropOldUploads, findUnfinished } from './unfinished.ts';

const MAX = 8 * 1024 * 1024;
const QUOTA = 20 * 1024 * 1024;
const HOUR = 3_600_000;
type Who = 'amy' | 'bob';

/** Bytes of which no two parts are the same. */
const bytesOf = (size: number, salt = 0): Uint8Array<ArrayBuffer> =>
  new Uint8Array(size).map((_, at) => ((at + salt) * 2_654_435_761) >>> 24);

for (const engine of engines) {
  describe(`uploads in parts, ${engine}`, () => {
    const clock = testClock();
    let school: TestSchool;
    before(async () => {
      school = await openSchool(engine, {
        clock,
        settings: { MAX_UPLOAD_IN_PARTS: String(MAX), QUOTA_USER: String(QUOTA), REFUSE_KINDS: '.exe, image/gif' },
      });
    });
    after(() => school.close());

    const headers = (who: Who | undefined, more: Record<string, string> = {}) => ({
      'tus-resumable': '1.0.0',
      ...(who !== undefined && { authorization: `Bearer ${school.tokens[who]}` }),
      ...more,
    });
    const begin = (who: Who | undefined, size: number | string, name = 'lecture.mp4', more = {}) =>
      school.raw('/upload_in_parts', {
        method: 'POST',
        headers: headers(who, {
          'upload-length': String(size),
          'upload-metadata': `filename ${Buffer.from(name).toString('base64')}`,
          ...more,
        }),
      });
    const begun = async (who: Who, size: number, name?: string) => {
      const answer = await begin(who, size, name);
      assert.equal(answer.status, 201);
      const location = answer.headers.get('location') ?? '';
      assert.match(location, /^\/upload_in_parts\?file_id=[0-9a-f]{24}$/);
      const body: unknown = await answer.json();
      assert.deepEqual(body, { status: 'success', message: 'Upload begun', file_id: location.slice(-24), code: 'ok' });
      return { location, fileId: location.slice(-24) };
    };
    const patch = (who: Who | undefined, location: string, offset: number, body: Uint8Array<ArrayBuffer>) =>
      school.raw(location, {
        method: 'PATCH',
        headers: headers(who, {
          'upload-offset': String(offset),
          'content-type': 'application/offset+octet-stream',
        }),
        body,
      });
    const head = (who: Who | undefined, at: string) => school.raw(at, { method: 'HEAD', headers: headers(who) });
    const end = (who: Who | undefined, at: string) => school.raw(at, { method: 'DELETE', headers: headers(who) });
    /** A part that its sender has still to write, and may break off. */
    const sending = (at: string, size: number) => {
      const whole = { 'upload-offset': '0', 'content-type': 'application/offset+octet-stream' };
      const sent = headers('amy', { ...whole, 'content-length': String(size) });
      return request(`${school.baseUrl}${at}`, { method: 'PATCH', headers: sent }).on('error', () => undefined);
    };
    const code = async (response: Response): Promise<[number, unknown]> => {
      const body: unknown = await response.json();
      return [response.status, typeof body === 'object' && body !== null && 'code' in body ? body.code : undefined];
    };
    const grown = async (fileId: string, size: number) => {
      const path = join(school.school.config.dataDir, 'files', 'parts', fileId);
      while ((await stat(path)).size < size) await sleep(10);
    };
    const left = () => readdir(join(school.school.config.dataDir, 'files', 'parts'));

    test('parts make a file, which is there with the last of them, under the id it began with', async () => {
      const bytes = bytesOf(3_000_000);
      const { location, fileId } = await begun('amy', bytes.length, '讲座 第一讲.mp4');
      const first = await patch('amy', location, 0, bytes.slice(0, 1_000_000));
      assert.deepEqual([first.status, first.headers.get('upload-offset')], [204, '1000000']);
      assert.equal((await school.as.amy.request(downloadFile, { file_id: fileId })).status, 404);
      assert.equal((await head('amy', location)).headers.get('upload-offset'), '1000000');
      const last = await patch('amy', location, 1_000_000, bytes.slice(1_000_000));
      assert.deepEqual([last.status, last.headers.get('upload-offset')], [204, '3000000']);
      const down = await school.as.amy.request(downloadFile, { file_id: fileId });
      assert.deepEqual(new Uint8Array(await down.arrayBuffer()), bytes);
      const own = await school.as.amy.call(getOwnFiles, { limit: 1 });
      assert.ok(own.status === 'success');
      assert.deepEqual(
        [own.files[0]?.file_name, own.files[0]?.sha256],
        ['讲座 第一讲.mp4', createHash('sha256').update(bytes).digest('hex')],
      );
      assert.deepEqual(await left(), []);
      // Whoever missed the last answer asks, and is told that all is there.
      const asked = await head('amy', location);
      assert.deepEqual(
        ['upload-offset', 'upload-length'].map((name) => asked.headers.get(name)),
        ['3000000', '3000000'],
      );
    });

    test('a part that breaks off is kept as far as it came', async () => {
      const bytes = bytesOf(2_000_000, 1);
      const { location, fileId } = await begun('amy', bytes.length);
      const socket = sending(location, bytes.length);
      socket.write(bytes.slice(0, 1_500_000));
      const offset = async () => Number((await head('amy', location)).headers.get('upload-offset'));
      await grown(fileId, 1_400_000);
      socket.destroy();
      const kept = await offset();
      assert.ok(kept >= 1_400_000 && kept <= 1_500_000, `${kept} bytes were kept`);
      assert.equal((await patch('amy', location, kept, bytes.slice(kept))).status, 204);
      const down = await school.as.amy.request(downloadFile, { file_id: fileId });
      assert.deepEqual(new Uint8Array(await down.arrayBuffer()), bytes);
      assert.ok(!school.lines.some((line) => line.includes('"level":50')), 'a client that leaves is no fault of ours');
    });

    test('whoever comes back by another network goes on, though the old connection still hangs', async () => {
      const bytes = bytesOf(2_000_000, 6);
      const { location, fileId } = await begun('amy', bytes.length);
      const hanging = sending(location, bytes.length);
      hanging.write(bytes.slice(0, 1_000_000));
      await grown(fileId, 1_000_000);
      const kept = Number((await head('amy', location)).headers.get('upload-offset'));
      assert.equal(kept, 1_000_000);
      assert.equal((await patch('amy', location, kept, bytes.slice(kept))).status, 204);
      hanging.destroy();
      const down = await school.as.amy.request(downloadFile, { file_id: fileId });
      assert.deepEqual(new Uint8Array(await down.arrayBuffer()), bytes);
    });

    test('a beginning whose bytes break off leaves nothing, neither row nor bytes', async () => {
      const earlier = await left();
      const breaking = request(`${school.baseUrl}/upload_in_parts`, {
        method: 'POST',
        headers: headers('amy', {
          'upload-length': '1000000',
          'content-type': 'application/offset+octet-stream',
          'content-length': '1000000',
        }),
      });
      breaking.on('error', () => undefined);
      breaking.write(bytesOf(500_000, 7));
      while ((await left()).length === earlier.length) await sleep(10);
      breaking.destroy();
      while ((await left()).length > earlier.length) await sleep(10);
      assert.deepEqual(await school.school.database.db.selectFrom('uploads').selectAll().execute(), []);
    });

    test('others can neither see, continue nor end it', async () => {
      const { location } = await begun('amy', 10);
      for (const who of ['bob', undefined] as const) {
        assert.equal((await head(who, location)).status, who === undefined ? 401 : 404);
        const expected = who === undefined ? [401, 'not_signed_in'] : [404, 'upload_not_found'];
        assert.deepEqual(await code(await patch(who, location, 0, bytesOf(10))), expected);
        assert.deepEqual(await code(await end(who, location)), expected);
      }
      assert.deepEqual(await code(await begin(undefined, 10)), [401, 'not_signed_in']);
      const missing = `/upload_in_parts?file_id=${'a'.repeat(24)}`;
      assert.deepEqual(await code(await patch('bob', missing, 0, bytesOf(10))), [404, 'upload_not_found']);
      assert.equal((await end('amy', location)).status, 204);
      assert.equal((await head('amy', location)).status, 404);
      assert.deepEqual(await left(), []);
    });

    test('what is wrong is said in the envelope, and nothing of it is kept', async () => {
      const { location } = await begun('amy', 10);
      assert.deepEqual(await code(await patch('amy', location, 5, bytesOf(5))), [409, 'upload_conflict']);
      assert.deepEqual(await code(await patch('amy', location, 0, bytesOf(11))), [413, 'too_large']);
      assert.deepEqual(await code(await begin('amy', MAX + 1)), [413, 'too_large']);
      for (const size of ['', '-1', 'x', '1.5', '1e3x'])
        assert.deepEqual(await code(await begin('amy', size)), [400, 'invalid_upload'], size);
      assert.deepEqual(await code(await begin('amy', 5, 'a', { 'upload-metadata': 'filename ?!' })), [
        400,
        'invalid_upload',
      ]);
      assert.deepEqual(await code(await begin('amy', 5, 'a', { 'tus-resumable': '0.2.0' })), [400, 'invalid_upload']);
      const plain = { method: 'PATCH', headers: { authorization: `Bearer ${school.tokens.amy}` }, body: 'x' };
      assert.deepEqual(await code(await school.raw(location, plain)), [400, 'invalid_upload']);
      for (const bad of ['..%2F..%2Flamitt.db', 'x', '%00'])
        assert.equal((await head('amy', `/upload_in_parts?file_id=${bad}`)).status >= 400, true, bad);
      assert.equal((await end('amy', location)).status, 204);
      assert.deepEqual(await left(), []);
      assert.deepEqual(await school.school.database.db.selectFrom('uploads').selectAll().execute(), []);
    });

    test('an empty file, and one that comes with its beginning', async () => {
      const empty = await begun('bob', 0, 'empty.txt');
      assert.equal((await school.as.bob.request(downloadFile, { file_id: empty.fileId })).status, 200);
      const bytes = bytesOf(5_000, 2);
      const whole = await school.raw('/upload_in_parts', {
        method: 'POST',
        headers: headers('bob', {
          'upload-length': '5000',
          'upload-metadata': 'filename YS5iaW4=',
          'content-type': 'application/offset+octet-stream',
        }),
        body: bytes,
      });
      assert.deepEqual([whole.status, whole.headers.get('upload-offset')], [201, '5000']);
      const fileId = (whole.headers.get('location') ?? '').slice(-24);
      const down = await school.as.bob.request(downloadFile, { file_id: fileId });
      assert.deepEqual(new Uint8Array(await down.arrayBuffer()), bytes);
    });

    test('what is begun counts at once; what would go over the quota is refused, by either way', async () => {
      const usage = async (who: Who) => {
        const answer = await school.as[who].call(getUsage, {});
        assert.ok(answer.status === 'success');
        return answer.used;
      };
      const earlier = await usage('bob');
      const uploads = [await begun('bob', 7_000_000), await begun('bob', 7_000_000)];
      assert.equal(await usage('bob'), earlier + 14_000_000);
      assert.deepEqual(await code(await begin('bob', 7_000_000)), [422, 'quota_used_up']);
      const big = await school.as.bob.call(uploadFile, {}, new File([bytesOf(7_000_000)], 'big.bin'));
      assert.equal(big.code, 'quota_used_up');
      assert.equal(await usage('bob'), earlier + 14_000_000);
      for (const { location } of uploads) assert.equal((await end('bob', location)).status, 204);
      assert.equal(await usage('bob'), earlier);
      // Two at once for the last of the space: one gets it.
      const answers = await Promise.all([begin('bob', MAX), begin('bob', MAX), begin('bob', MAX)]);
      const statuses = answers.map(({ status }) => status).toSorted((one, other) => one - other);
      assert.deepEqual(statuses, [201, 201, 422]);
      for (const answer of answers) {
        const location = answer.headers.get('location');
        if (location !== null) await end('bob', location);
      }
    });

    test('whoever did not see the first parts come, as after a restart, hashes all of them at the end', async () => {
      const bytes = bytesOf(1_000_000, 4);
      const { location, fileId } = await begun('amy', bytes.length);
      await patch('amy', location, 0, bytes.slice(0, 400_000));
      const { config, database } = school.school;
      const restarted = new PartsStore(join(config.dataDir, 'files', 'parts'), database);
      assert.equal(
        await restarted.write(Readable.from([Buffer.from(bytes.slice(400_000))]), fileId, 400_000),
        1_000_000,
      );
      const upload = await findUnfinished(school.school, fileId, (await getUser(database.db, 'amy')).id);
      assert.ok(upload !== undefined);
      const { sha256, size } = (await restarted.finished(upload)) ?? {};
      assert.deepEqual([sha256, size], [createHash('sha256').update(bytes).digest('hex'), bytes.length]);
      // Being asked, the server finds it whole and makes the file.
      assert.equal((await head('amy', location)).headers.get('upload-offset'), '1000000');
      const down = await school.as.amy.request(downloadFile, { file_id: fileId });
      assert.deepEqual(new Uint8Array(await down.arrayBuffer()), bytes);
    });

    test('kinds that the school does not take are refused by bytes and by name, and nothing is kept', async () => {
      const earlier = await school.school.database.db.selectFrom('blobs').select('id').execute();
      const gif = new Uint8Array(Buffer.from('GIF89a then something'));
      for (const [name, bytes] of [
        ['setup.EXE', bytesOf(10, 5)],
        ['harmless.txt', gif],
      ] as const) {
        const whole = await school.as.amy.call(uploadFile, {}, new File([bytes], name));
        assert.equal(whole.code, 'kind_refused', name);
        const { location } = await begun('amy', bytes.length, name);
        assert.deepEqual(await code(await patch('amy', location, 0, bytes)), [422, 'kind_refused']);
        assert.equal((await head('amy', location)).status, 404);
      }
      assert.deepEqual(await left(), []);
      assert.deepEqual(await school.school.database.db.selectFrom('blobs').select('id').execute(), earlier);
    });

    test('the last part sent twice at once makes one file', async () => {
      const bytes = bytesOf(100_000, 3);
      const { location, fileId } = await begun('amy', bytes.length);
      const answers = await Promise.all([patch('amy', location, 0, bytes), patch('amy', location, 0, bytes)]);
      assert.ok(answers.some(({ status }) => status === 204));
      assert.equal((await head('amy', location)).headers.get('upload-offset'), String(bytes.length));
      const down = await school.as.amy.request(downloadFile, { file_id: fileId });
      assert.deepEqual(new Uint8Array(await down.arrayBuffer()), bytes);
    });

    test('what is not finished in a week is dropped', async () => {
      const { location } = await begun('amy', 10);
      clock.advance(7 * 24 * HOUR - 1_000);
      assert.deepEqual(await dropOldUploads(school.school), []);
      clock.advance(HOUR);
      assert.deepEqual(await dropOldUploads(school.school), [location.slice(-24)]);
    });
  });
}
