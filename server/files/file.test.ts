import assert from 'node:assert/strict';
import { get, request } from 'node:http';
import { connect } from 'node:net';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { sendMessage, editUser } from '../../contract/chat.ts';
import { downloadFile, getFilename, uploadFile } from '../../contract/files.ts';
import { engines } from '../../test/engines.ts';
import { done, missing, refusal } from '../../test/refusals.ts';
import { startS3 } from '../../test/s3-server.ts';
import { openSchool, type TestSchool } from '../../test/school.ts';

const MAX = 256 * 1024;

const setups = [...engines.map((engine) => ({ engine, kind: 'folder' })), { engine: 'sqlite', kind: 's3' }] as const;

for (const { engine, kind } of setups) {
  describe(`files, ${engine}, bytes in ${kind}`, () => {
    let school: TestSchool;
    let s3: Awaited<ReturnType<typeof startS3>> | undefined;
    before(async () => {
      s3 = kind === 's3' ? await startS3() : undefined;
      const settings = { MAX_UPLOAD: String(MAX), ...(s3 !== undefined && { FILES_URL: s3.url('school') }) };
      school = await openSchool(engine, { settings });
    });
    after(async () => {
      await school.close();
      await s3?.stop();
    });

    const keep = async (bytes: string | Uint8Array<ArrayBuffer>, name = 'a.bin') => {
      const kept = await school.as.amy.call(uploadFile, {}, new File([bytes], name));
      assert.ok(kept.status === 'success', kept.message);
      return kept;
    };
    const amys = (headers: Record<string, string> = {}) => ({
      headers: { authorization: `Bearer ${school.tokens.amy}`, ...headers },
    });
    const load = (file_id: string, headers: Record<string, string> = {}, more = '') =>
      school.raw(`/download_file?file_id=${file_id}${more}`, amys(headers));
    const form = (body: string | Uint8Array<ArrayBuffer>, boundary = 'b') =>
      school.raw('/upload_file', {
        method: 'POST',
        body,
        ...amys({ 'content-type': `multipart/form-data; boundary=${boundary}` }),
      });
    const kept = async () => {
      // What looks for words in files borrows them for a moment.
      await school.app.texts.readAll();
      const folder = join(school.school.config.dataDir, 'files');
      const entries = await readdir(folder, { recursive: true, withFileTypes: true });
      const rows = await school.school.database.db.selectFrom('files').select('id').execute();
      let inPlace = 0;
      for await (const some of school.app.store.all()) inPlace += some.length;
      return { onDisk: entries.filter((entry) => entry.isFile()).length, inPlace, rows: rows.length };
    };

    test('what goes up comes down, byte for byte', async () => {
      const bytes = new Uint8Array(200_000).map((_, at) => (at * 31) % 251);
      const file = await keep(bytes, 'data.bin');
      assert.deepEqual(file, { ...done('File uploaded'), file_id: file.file_id, file_name: 'data.bin', size: 200_000 });
      assert.match(file.file_id, /^[0-9a-f]{24}$/);
      const down = await load(file.file_id);
      assert.equal(down.headers.get('content-length'), '200000');
      assert.deepEqual(new Uint8Array(await down.arrayBuffer()), bytes);
      assert.equal((await keep('')).size, 0);
    });

    test('ranges, conditions and HEAD', async () => {
      const { file_id } = await keep('0123456789', 'digits.txt');
      const part = async (range: string) => {
        const response = await load(file_id, { range });
        return [response.status, response.headers.get('content-range'), await response.text()];
      };
      assert.deepEqual(await part('bytes=2-4'), [206, 'bytes 2-4/10', '234']);
      assert.deepEqual(await part('bytes=7-'), [206, 'bytes 7-9/10', '789']);
      assert.deepEqual(await part('bytes=-2'), [206, 'bytes 8-9/10', '89']);
      const beyond = await load(file_id, { range: 'bytes=10-' });
      assert.deepEqual([beyond.status, beyond.headers.get('content-range')], [416, 'bytes */10']);
      const { http: _http, ...envelope } = refusal('range_not_satisfiable');
      assert.deepEqual(await beyond.json(), envelope);
      const etag = (await load(file_id)).headers.get('etag') ?? '';
      assert.deepEqual(await getPlainly(school, file_id, { 'if-none-match': etag }), [304, '']);
      const head = await school.raw(`/download_file?file_id=${file_id}`, { method: 'HEAD', ...amys() });
      assert.deepEqual(
        [head.status, head.headers.get('content-length'), head.headers.get('accept-ranges')],
        [200, '10', 'bytes'],
      );
      assert.equal((await load(file_id)).headers.get('cache-control'), 'private, no-cache');
    });

    test('names come back clean: Chinese and emoji as they are, what deceives or breaks a header not', async () => {
      const clean = ['作业 第一章.pdf', 'café 😀.txt', "it's (1).txt"];
      const dirty: [string, string][] = [
        ['../../etc/passwd', 'passwd'],
        ['C:\\Users\\amy\\a.txt', 'a.txt'],
        ['invoice\u202Efdp.exe', 'invoicefdp.exe'],
        ['a\u0000b\u0007.txt', 'ab.txt'],
        ['.htaccess', 'htaccess'],
        ['CON.txt', '_CON.txt'],
        ['e\u0301.txt', 'é.txt'],
        ['...', 'file'],
      ];
      for (const [sent, expected] of [...clean.map((name) => [name, name] as const), ...dirty]) {
        const body = `--b\r\nContent-Disposition: form-data; name="file"; filename="${sent.replaceAll('\\', '\\\\')}"\r\n\r\nx\r\n--b--\r\n`;
        const answer: unknown = await (await form(body)).json();
        assert.ok(
          typeof answer === 'object' && answer !== null && 'file_id' in answer && 'file_name' in answer,
          JSON.stringify(answer),
        );
        assert.equal(answer.file_name, expected, JSON.stringify(sent));
        const named = await school.as.amy.call(getFilename, { file_id: String(answer.file_id) });
        assert.ok(named.status === 'success');
        assert.equal(named.file_name, expected);
        const header = (await load(String(answer.file_id))).headers.get('content-disposition') ?? '';
        assert.equal(decodeURIComponent(/filename\*=UTF-8''(.*)$/.exec(header)?.[1] ?? ''), expected);
        assert.match(header, /^(inline|attachment); filename="[\x20-\x7e]+"; filename\*=/);
      }
      const long = await keep('x', `${'长'.repeat(200)}.pdf`);
      assert.ok(Buffer.byteLength(long.file_name) <= 255 && long.file_name.endsWith('长.pdf'));
    });

    test('what a browser shows is decided by the bytes alone', async () => {
      const cases: [string, string, string, RegExp][] = [
        ['%PDF-1.7\n', 'evil.html', 'application/pdf', /^frame-ancestors 'self'$/],
        ['plain words', 'a.html', 'text/plain; charset=utf-8', /sandbox; default-src 'none'/],
        [
          '<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>',
          'a.png',
          '',
          /sandbox; default-src 'none'/,
        ],
        ['<!doctype html><script>1</script>', 'a.pdf', '', /sandbox; default-src 'none'/],
      ];
      for (const [bytes, name, type, policy] of cases) {
        const down = await load((await keep(bytes, name)).file_id);
        if (type !== '') assert.equal(down.headers.get('content-type'), type, name);
        const served = down.headers.get('content-type') ?? '';
        assert.match(served, /^(application\/pdf|text\/plain; charset=utf-8|application\/octet-stream)$/);
        assert.match(down.headers.get('content-security-policy') ?? '', policy);
        assert.equal(down.headers.get('x-content-type-options'), 'nosniff');
        assert.equal(down.headers.get('cross-origin-resource-policy'), 'same-origin');
      }
      const { file_id } = await keep('%PDF-1.7\n', 'a.pdf');
      assert.match((await load(file_id)).headers.get('content-disposition') ?? '', /^inline;/);
      const saved = await load(file_id, {}, '&download=1');
      assert.match(saved.headers.get('content-disposition') ?? '', /^attachment;/);
      assert.equal(saved.headers.get('content-type'), 'application/octet-stream');
    });

    test('too large: refused at once by its length, and at the limit without one; nothing is kept', async () => {
      const earlier = await kept();
      const started = performance.now();
      assert.equal(await announce(school, 10 * 1024 ** 3), 413);
      assert.ok(performance.now() - started < 1_000);
      const over = await school.as.amy.call(uploadFile, {}, new File([new Uint8Array(MAX + 1)], 'over.bin'));
      assert.ok(over.status === 'fail');
      assert.deepEqual([over.http, over.code], [413, 'too_large']);
      assert.equal(await unannounced(school, MAX * 4), 413);
      assert.deepEqual(await kept(), earlier);
      assert.equal((await keep(new Uint8Array(MAX))).size, MAX);
    });

    test('broken and cut multipart is told so, and nothing is kept', async () => {
      const earlier = await kept();
      const head = '--b\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n';
      for (const body of ['', 'nonsense', head, `${head}half a file`, `${head}bytes\r\n--b`, '--b\r\nContent-Disp']) {
        const answer = await form(body);
        assert.ok([200, 400].includes(answer.status), body);
        const envelope: unknown = await answer.json();
        assert.ok(typeof envelope === 'object' && envelope !== null && 'code' in envelope);
        assert.ok(
          ['invalid_body', 'file_not_specified'].includes(String(envelope.code)),
          `${JSON.stringify(body)}: ${JSON.stringify(envelope)}`,
        );
      }
      const plain = await school.raw('/upload_file', { method: 'POST', body: '{}', ...amys() });
      assert.equal(plain.status, 400);
      assert.deepEqual(await school.as.amy.call(uploadFile, {}), missing('File'));
      await goAway(school);
      assert.deepEqual(await kept(), earlier);
    });

    test('who leaves a room reads its files no more, a cached one neither', async () => {
      await school.addGroup('G01', 'amy');
      const { file_id } = await keep('secret');
      const edit = (action: string) => school.as.amy.call(editUser, { room_code: 'G01', action, username: 'carl' });
      const carls = { headers: { authorization: `Bearer ${school.tokens.carl}` } };
      await school.as.amy.call(sendMessage, { room_code: 'G01', sender: 'amy', file_id });
      assert.equal((await school.as.carl.request(downloadFile, { file_id })).status, 404);
      await edit('add');
      const seen = await school.raw(`/download_file?file_id=${file_id}`, carls);
      assert.equal(await seen.text(), 'secret');
      await edit('remove');
      const again = { ...carls.headers, 'if-none-match': seen.headers.get('etag') ?? '' };
      assert.equal((await getPlainly(school, file_id, again))[0], 404);
      assert.deepEqual(await school.as.carl.call(getFilename, { file_id }), refusal('file_not_found'));
      assert.equal((await school.as.amy.request(downloadFile, { file_id })).status, 200);
    });
  });
}

/** Announces so many bytes and sends none: the status it is answered with. */
async function announce(school: TestSchool, length: number): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const socket = connect(Number(new URL(school.baseUrl).port), '127.0.0.1');
  const head = `POST /upload_file HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${school.tokens.amy}\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: ${length}\r\n\r\n`;
  socket.on('connect', () => socket.write(head));
  socket.on('data', (data) => {
    resolve(Number(/^HTTP\/1\.1 (\d+)/.exec(data.toString())?.[1]));
    socket.destroy();
  });
  socket.on('error', reject);
  return promise;
}

/** A client that leaves half way, and time for the server to notice. */
async function goAway(school: TestSchool): Promise<void> {
  const socket = connect(Number(new URL(school.baseUrl).port), '127.0.0.1');
  const part = '--b\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\nhalf';
  const head = `POST /upload_file HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${school.tokens.amy}\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: 5000\r\n\r\n${part}`;
  socket.on('error', () => socket.destroy());
  await new Promise<void>((resolve) => socket.write(head, () => resolve()));
  await sleep(200);
  socket.destroy();
  await sleep(300);
}

/** Sends so many bytes without having said how many: the status it is answered with. */
async function unannounced(school: TestSchool, length: number): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const headers = { authorization: `Bearer ${school.tokens.amy}`, 'content-type': 'multipart/form-data; boundary=b' };
  const asked = request(`${school.baseUrl}/upload_file`, { method: 'POST', headers }, (response) => {
    resolve(response.statusCode ?? 0);
    asked.destroy();
  });
  asked.on('error', reject);
  asked.write('--b\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n');
  asked.end(`${'x'.repeat(length)}\r\n--b--\r\n`);
  return promise;
}

/** A download with exactly these headers; `fetch` would add that no cache is wanted. */
async function getPlainly(
  school: TestSchool,
  id: string,
  headers: Record<string, string>,
): Promise<[number | undefined, string]> {
  const { promise, resolve, reject } = Promise.withResolvers<[number | undefined, string]>();
  const authorization = `Bearer ${school.tokens.amy}`;
  get(`${school.baseUrl}/download_file?file_id=${id}`, { headers: { authorization, ...headers } }, (response) => {
    let body = '';
    response.on('data', (chunk: Buffer) => (body += chunk.toString()));
    response.on('end', () => resolve([response.statusCode, body]));
  }).on('error', reject);
  return promise;
}
