import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createServer } from 'node:http';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { after, before, describe, test, type TestContext } from 'node:test';
import { promisify } from 'node:util';
import { sendMessage } from '../../contract/chat.ts';
import { downloadFile, uploadFile } from '../../contract/files.ts';
import { refused } from '../../test/archives.ts';
import { refusal } from '../../test/refusals.ts';
import { openRoad } from '../../test/road.ts';
import { startS3 } from '../../test/s3-server.ts';
import { openSchool, type TestSchool } from '../../test/school.ts';
import { readConfig } from '../config.ts';
import { start } from '../main.ts';
import { removeOrphans } from './blob.ts';
import { openPlace } from './store.ts';

let s3: Awaited<ReturnType<typeof startS3>>;
before(async () => void (s3 = await startS3()));
after(() => s3.stop());

describe('a bucket that cannot be used ends the start with one sentence', () => {
  let dataDir: string;
  before(async () => void (dataDir = await mkdtemp(join(tmpdir(), 'lamitt-s3-'))));
  after(() => rm(dataDir, { recursive: true }));
  const opened = (FILES_URL: string) => openPlace(readConfig({ DATA_DIR: dataDir, FILES_URL }));

  test('no such bucket, and the start leaves the folder free for another', async () => {
    const FILES_URL = s3.url('x', { bucket: 'nowhere' });
    const sentence =
      /^FILES_URL: there is no bucket s3:\/\/nowhere\/x at http:\/\/127.0.0.1:\d+: make it, or name another one\.$/;
    await assert.rejects(opened(FILES_URL), refused(sentence));
    for (let round = 0; round < 2; round++) {
      await assert.rejects(
        start({ DATA_DIR: dataDir, FILES_URL, PORT: '0', LOG_LEVEL: 'silent' }),
        refused(/there is no bucket/),
      );
    }
  });

  test('nobody there, or something else', async (t) => {
    await assert.rejects(
      opened('s3://bucket?endpoint=http://127.0.0.1:1'),
      refused(/^FILES_URL: s3:\/\/bucket at .* cannot be used \(connect ECONNREFUSED 127\.0\.0\.1:1\): it must be/),
    );
    const other = await answering(t, 200, '<html>hello</html>');
    await assert.rejects(
      opened(other.url),
      refused(/^FILES_URL: s3:\/\/bucket at .* cannot be used \(.*\): it must be/),
    );
  });

  test('credentials that are refused, and none', async (t) => {
    const strict = await answering(t, 403, '<Error><Code>InvalidAccessKeyId</Code><Message>unknown</Message></Error>');
    await assert.rejects(
      opened(strict.url),
      refused(/^FILES_URL: s3:\/\/bucket at .* refuses the credentials \(InvalidAccessKeyId\)/),
    );
    const kept = process.env['AWS_SECRET_ACCESS_KEY'];
    delete process.env['AWS_SECRET_ACCESS_KEY'];
    // Not of the machine this runs on.
    process.env['AWS_EC2_METADATA_DISABLED'] = 'true';
    process.env['AWS_SHARED_CREDENTIALS_FILE'] = process.env['AWS_CONFIG_FILE'] = join(dataDir, 'none');
    await assert.rejects(opened(s3.url('x')), refused(/no credentials for .*: set AWS_ACCESS_KEY_ID and/));
    process.env['AWS_SECRET_ACCESS_KEY'] = kept;
  });
});

describe('a school whose bytes are in S3', () => {
  let road: Awaited<ReturnType<typeof openRoad>>;
  let school: TestSchool;
  before(async () => {
    road = await openRoad(s3);
    school = await openSchool('sqlite', { settings: { FILES_URL: s3.url('school', { port: road.port }) } });
  });
  after(async () => {
    await school.close();
    await road.stop();
  });

  const send = (bytes: string | Uint8Array<ArrayBuffer>) =>
    school.as.amy.call(uploadFile, {}, new File([bytes], 'a.txt'));
  const keep = async (bytes: string | Uint8Array<ArrayBuffer>) => {
    const kept = await send(bytes);
    assert.ok(kept.status === 'success', kept.message);
    return kept.file_id;
  };
  const load = (file_id: string, headers: Record<string, string> = {}) =>
    school.raw(`/download_file?file_id=${file_id}`, {
      headers: { authorization: `Bearer ${school.tokens.amy}`, ...headers },
    });
  const onThisDisk = () => readdir(join(school.school.config.dataDir, 'files'), { recursive: true });

  test('while the store is away files are refused with 503, everything else goes on, and then it is well again', async () => {
    const file_id = await keep('bytes of before');
    road.close();
    const { http, ...envelope } = refusal('files_unreachable');
    assert.deepEqual(await send('bytes of now'), { ...envelope, http });
    for (const headers of [{}, { range: 'bytes=0-3' }]) {
      const answer = await load(file_id, headers);
      assert.deepEqual([answer.status, await answer.json()], [503, envelope]);
      assert.deepEqual(
        ['retry-after', 'cache-control', 'etag', 'content-range', 'content-disposition'].map((name) =>
          answer.headers.get(name),
        ),
        ['10', 'no-store', null, null, null],
      );
    }
    const said = await school.as.amy.call(sendMessage, { room_code: 'A01', sender: 'amy', message: 'hi', file_id });
    assert.equal(said.status, 'success', said.message);
    assert.ok(school.lines.some((line) => line.includes('files_unreachable') && /socket hang up|ECONN/.test(line)));
    road.open();
    assert.equal(await (await load(file_id)).text(), 'bytes of before');
    await keep('bytes of now');
    assert.deepEqual(await onThisDisk(), ['arriving', 'parts', 'previews', 'previews/making']);
  });

  test('a store that breaks off in the middle: the download breaks off, and is never passed off as whole', async () => {
    const file_id = await keep(new Uint8Array(4_000_000).fill(7));
    road.close();
    road.open();
    road.breakAfter(1_000_000);
    const answer = await load(file_id);
    assert.equal(answer.headers.get('content-length'), '4000000');
    await assert.rejects(answer.arrayBuffer());
    road.open();
    assert.equal((await (await load(file_id)).arrayBuffer()).byteLength, 4_000_000);
  });

  test('bytes that are gone are told as a file that is not there', async () => {
    const file_id = await keep('will be lost');
    const row = await school.school.database.db
      .selectFrom('files')
      .select('blob_id')
      .where('id', '=', file_id)
      .executeTakeFirstOrThrow();
    await school.app.store.remove(row.blob_id);
    const [lost, none] = await Promise.all([load(file_id), load('0'.repeat(24))]);
    assert.deepEqual([lost.status, await lost.json()], [none.status, await none.json()]);
    assert.equal(lost.headers.get('cache-control'), none.headers.get('cache-control'));
    assert.equal((await school.as.eve.request(downloadFile, { file_id })).status, 404);
  });

  test('bytes without a row may be on their way from another machine: they go only after half a day', async () => {
    const { school: the, store } = school.app;
    const id = 'ab'.repeat(12);
    const arrived = await store.receive(Readable.from(['of another machine']));
    await store.put(arrived.path, id);
    await store.discard(arrived);
    await removeOrphans({ school: the, store }, Date.now() + 11 * 3_600_000);
    assert.equal(await store.sizeOf(id), 18);
    await removeOrphans({ school: the, store }, Date.now() + 13 * 3_600_000);
    assert.equal(await store.sizeOf(id), undefined);
  });
});

test('a school without FILES_URL does not load the SDK', async () => {
  const program = `
    import { createRequire } from 'node:module';
    const { openStore } = await import('${import.meta.dirname}/../app.ts').then(() => import('${import.meta.dirname}/store.ts'));
    const dataDir = process.argv[1];
    await openStore({ dataDir, filesUrl: undefined });
    const loaded = () => Object.keys(createRequire(import.meta.url).cache).some((path) => path.includes('@aws-sdk'));
    const before = loaded();
    await import('@aws-sdk/client-s3');
    console.log(JSON.stringify([before, loaded()]));`;
  const folder = await mkdtemp(join(tmpdir(), 'lamitt-s3-'));
  const args = ['--input-type=module', '-e', program, folder];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: import.meta.dirname });
  assert.deepEqual(JSON.parse(stdout), [false, true]);
  await rm(folder, { recursive: true });
});

/** A server that answers everything like this. */
async function answering(t: TestContext, status: number, body: string): Promise<{ url: string }> {
  const server = createServer((_request, response) => {
    response.writeHead(status, { 'content-type': 'application/xml' }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => void server.close());
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  return { url: `s3://bucket?endpoint=http://127.0.0.1:${port}` };
}
