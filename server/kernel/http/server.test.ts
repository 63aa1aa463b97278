import assert from 'node:assert/strict';
import { once } from 'node:events';
import { request } from 'node:http';
import { connect } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { notSpecified } from '../../../contract/errors.ts';
import { openSchool, type TestSchool } from '../../../test/school.ts';

type Answer = { status: number; message: string; code: string; headers: Headers };

describe('what stands before every call', () => {
  let school: TestSchool;
  before(async () => {
    school = await openSchool('sqlite');
  });
  after(() => school.close());

  const ask = async (path: string, init: RequestInit = {}): Promise<Answer> => {
    const response = await school.raw(path, init);
    const body: unknown = await response.json();
    assert.ok(typeof body === 'object' && body !== null && 'message' in body && 'code' in body && 'status' in body);
    return {
      status: response.status,
      message: String(body.message),
      code: String(body.code),
      headers: response.headers,
    };
  };
  const logIn = (body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}) =>
    ask('/login', { method: 'POST', body, headers });

  test('a JSON body is JSON whatever its content type says', async () => {
    const types = [
      'application/json',
      'application/json; charset=UTF-8',
      'text/plain',
      'application/x-www-form-urlencoded',
      'nonsense',
      'multipart/form-data',
    ];
    for (const type of types) {
      const answer = await logIn('{"username":"amy","password":"wrong"}', { 'content-type': type });
      assert.deepEqual([answer.status, answer.code], [200, 'invalid_login'], type);
    }
    const bare = await sendBytes(
      school,
      'POST /login HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 18\r\n\r\n{"username":"amy"}',
    );
    assert.match(bare, /"message":"Password not specified"/);
    const marked = await logIn('\uFEFF{"username":"amy"}');
    assert.deepEqual([marked.status, marked.code], [200, notSpecified('Password').code]);
  });

  test('what is not JSON is told where', async () => {
    const printed = '{"title":"Assignment 2","body":"Remember"},"file_id":"xxx"}';
    const answer = await logIn(printed);
    assert.deepEqual([answer.status, answer.code], [400, 'invalid_json']);
    assert.match(answer.message, /at position 42, at ",\\"file_id/);
    assert.match((await logIn('{"a":')).message, /at the end, position 5$/);
    for (const body of ['[1]', '"text"', '1', 'null', "{'a':1}", 'username=amy', '{"a":1} // c']) {
      const refused = await logIn(body);
      assert.deepEqual([refused.status, refused.code], [400, 'invalid_json'], body);
    }
    assert.equal((await logIn('')).code, 'username_not_specified');
  });

  test('hostile JSON is a clear 400', async () => {
    const deep = `{"a":${'['.repeat(40)}${']'.repeat(40)}}`;
    const bodies: [string | Uint8Array<ArrayBuffer>, RegExp][] = [
      ['{"__proto__":{"role":"admin"}}', /"__proto__" cannot be a key/],
      ['{"a":{"constructor":1}}', /"constructor" cannot be a key/],
      [deep, /nested more than 32 deep/],
      // Not closed: to find the place a parser goes into it.
      [`{"a":${'['.repeat(1_000_000)}`, /nested more than 32 deep/],
      ['{"username":"a\\u0000b"}', /NUL/],
      ['{"username":"\\ud800"}', /surrogate/],
      [Uint8Array.from([0x7b, 0x22, 0xd0, 0xa1, 0xc3, 0xf7, 0x22, 0x7d]), /not UTF-8 near byte \d+\. On Windows/],
      ['{"username":{"$ne":null},"password":"x"}', /"username" must be text, not an object/],
      ['{"username":["amy"],"password":"x"}', /"username" must be text, not a list/],
      ['{"username":5,"password":"x"}', /"username" must be text, not a number/],
      ['{"username":true}', /"username" must be text, not a boolean/],
      ['{"username":1e309}', /"username"/],
    ];
    for (const [body, words] of bodies) {
      const answer = await logIn(body);
      assert.equal(answer.status, 400, String(body));
      assert.match(answer.message, words);
    }
    assert.equal((await logIn(`{"username":"${'x'.repeat(3 * 1024 * 1024)}"}`)).status, 413);
  });

  test('unknown paths, other methods, given twice', async () => {
    assert.deepEqual((({ status, code }) => [status, code])(await ask('/nowhere')), [404, 'path_not_found']);
    const wrong = await ask('/login');
    assert.deepEqual([wrong.status, wrong.code, wrong.headers.get('allow')], [405, 'method_not_allowed', 'POST']);
    assert.equal((await ask('/get_role', { method: 'POST', body: '{}' })).status, 405);
    const headers = { authorization: `Bearer ${school.tokens.amy}` };
    const twice = await ask('/get_role?username=amy&username=tony', { headers });
    assert.deepEqual([twice.status, twice.code], [400, 'invalid_type']);
    assert.equal((await ask('/get_role?username=%FF', { headers })).code, 'invalid_url');
    assert.equal((await ask('/get_role?username=%00', { headers })).code, 'invalid_type');
  });

  test('raw Chinese in an address: 400 that shows how to write it', async () => {
    const answer = await sendBytes(
      school,
      'GET /get_info?username=小明 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n',
    );
    assert.match(answer, /^HTTP\/1\.1 400 /);
    assert.match(answer, /"status":"fail".*curl -G .*--data-urlencode.*"code":"invalid_url"/);
    const noise = await sendBytes(school, 'NONSENSE\r\n\r\n');
    assert.match(noise, /^HTTP\/1\.1 400 [\s\S]*"status":"fail"/);
    const big = await sendBytes(school, `GET / HTTP/1.1\r\nHost: x\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`);
    assert.match(big, /^HTTP\/1\.1 431 [\s\S]*"code":"headers_too_large"/);
  });

  test('a 401 teaches', async () => {
    const answer = await ask('/get_chats?username=amy');
    assert.deepEqual([answer.status, answer.code], [401, 'not_signed_in']);
    assert.ok(answer.message.includes(`curl -X POST ${school.baseUrl}/login -d '{"username":"…","password":"…"}'`));
    assert.ok(
      answer.message.includes(`curl '${school.baseUrl}/get_chats?username=amy' -H "Authorization: Bearer TOKEN"`),
    );
    assert.ok(answer.message.includes('ACCESS=open'));
  });

  test('every answer has its id and the headers that protect', async () => {
    const [one, other] = [await ask('/health'), await ask('/nowhere')];
    assert.notEqual(one.headers.get('x-request-id'), other.headers.get('x-request-id'));
    for (const { headers } of [one, other]) {
      assert.match(headers.get('x-request-id') ?? '', /^[\w-]+$/);
      assert.equal(headers.get('x-content-type-options'), 'nosniff');
      assert.equal(headers.get('cache-control'), 'no-store');
    }
  });

  test('one refusal is one line of the log', async () => {
    const earlier = school.lines.length;
    await ask('/nowhere-at-all');
    const told = school.lines.slice(earlier).filter((line) => line.includes('/nowhere-at-all'));
    assert.equal(told.length, 1);
  });
});

describe('under open access', () => {
  let school: TestSchool;
  before(async () => {
    school = await openSchool('sqlite', { access: 'open' });
  });
  after(() => school.close());

  const statusWith = async (headers: Record<string, string>, method = 'GET') => {
    const { promise, resolve, reject } = Promise.withResolvers<number | undefined>();
    // Not by fetch, which lets nobody choose these headers.
    const asked = request(`${school.baseUrl}/get_courses`, { headers, method }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    asked.on('error', reject).end();
    return promise;
  };

  test('a foreign name, a proxy and a page of another site are refused', async () => {
    assert.equal(await statusWith({}), 200);
    for (const host of ['localhost', '127.0.0.1:80', '[::1]:80', 'LOCALHOST:8080'])
      assert.equal(await statusWith({ host }), 200, host);
    for (const host of ['evil.test', 'localhost.evil.test', '127.0.0.1.evil.test'])
      assert.equal(await statusWith({ host }), 421, host);
    for (const name of ['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'via'])
      assert.equal(await statusWith({ [name]: '1' }), 421, name);
    assert.equal(await statusWith({ origin: 'https://evil.test' }), 403);
    assert.equal(await statusWith({ 'sec-fetch-site': 'cross-site' }), 403);
    assert.equal(await statusWith({ host: 'evil.test', origin: 'http://evil.test' }), 421);
    assert.equal(await statusWith({ origin: school.baseUrl }), 200);
  });

  test('a bad token is 401 here too', async () => {
    assert.equal(await statusWith({ authorization: 'Bearer wrong' }), 401);
  });
});

/** Sends bytes as they are and answers all that comes back. */
async function sendBytes(school: TestSchool, bytes: string): Promise<string> {
  const socket = connect(Number(new URL(school.baseUrl).port), '127.0.0.1');
  socket.write(bytes);
  let answer = '';
  socket.on('data', (chunk) => (answer += chunk.toString()));
  await once(socket, 'close');
  return answer;
}
