import fc from 'fast-check';
import type { Endpoint } from '../../contract/endpoint.ts';
import { allEndpoints } from '../../contract/index.ts';
import type { Cast } from './cast.ts';
import { INSTRUCTORS_CODE } from './server-process.ts';

/** A request as it goes onto the wire; `body` is bytes whatever the content type says. */
export type FuzzedRequest = { method: string; target: string; headers: Record<string, string>; body: Buffer };

/** Requests that know the contract: its paths and fields, with values that are right, nearly right, or hostile. */
export function schemaAware(cast: Cast): fc.Arbitrary<FuzzedRequest> {
  // A call that hashes costs the server 20 ms: there are few of them, so that no queue fills.
  const hashing = ['/register', '/login', '/change_info'];
  const endpoints = fc.oneof(
    // A stream of events does not end by itself.
    ...allEndpoints
      .filter((endpoint) => endpoint.body !== 'events')
      .map((endpoint) => ({
        weight: hashing.includes(endpoint.path) ? 1 : 8,
        arbitrary: fc.constant(endpoint),
      })),
  );
  return endpoints.chain((endpoint) =>
    fc
      .record({
        method: fc.oneof(
          { weight: 12, arbitrary: fc.constant(endpoint.method) },
          { weight: 1, arbitrary: fc.constantFrom(...METHODS) },
        ),
        input: inputOf(endpoint, cast),
        headers: headersFor(endpoint, cast),
        shape: fc.constantFrom('json', 'json', 'json', 'json', 'broken', 'list', 'deep', 'bytes', 'query'),
        noise: fc.uint8Array({ maxLength: 200 }),
      })
      .map(({ method, input, headers, shape, noise }) => {
        const text = jsonOf(input);
        const asQuery = method === 'GET' || method === 'HEAD' || shape === 'query';
        const target = asQuery ? `${endpoint.path}?${queryOf(input)}` : endpoint.path;
        const body = method === 'GET' || method === 'HEAD' ? Buffer.alloc(0) : bodyOf(endpoint, shape, text, noise);
        return { method, target, headers, body };
      }),
  );
}

/** Values of fields that are no value of that field: wrong types, and text that something down the line may stumble over. */
function hostileValue(): fc.Arbitrary<unknown> {
  return fc.oneof(
    fc.constantFrom<unknown>(...HOSTILE),
    fc.string({ unit: 'binary', maxLength: 80 }),
    fc.string({ unit: 'grapheme', maxLength: 80 }),
    fc.integer(),
    fc.double(),
    fc.boolean(),
    fc.constant(null),
    fc.jsonValue({ maxDepth: 4 }),
  );
}

const METHODS = ['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'HEAD'] as const;

const HOSTILE = [
  '',
  ' ',
  '\u0000',
  'a\u0000b',
  '\ud800',
  'x\udfff',
  '\uFEFF',
  '\u202Efdp.exe',
  '\u200B',
  'İ',
  'ß',
  'ﬀ',
  '𝕒𝕞𝕪',
  'аmy',
  '~',
  '~x',
  '%',
  '%00',
  '%_',
  "' or 1=1 --",
  "'); drop table users; --",
  '$1',
  '?',
  '${7*7}',
  '{{7*7}}',
  '../../etc/passwd',
  '..\\..\\x',
  'CON',
  '<script>alert(1)</script>',
  'x'.repeat(65),
  '名'.repeat(64),
  '😀'.repeat(65),
  'x'.repeat(10_001),
  'x'.repeat(100_001),
  '9'.repeat(400),
  '1e309',
  '-1',
  '0',
  '00',
  'NaN',
  '999999999999999',
  '9007199254740993',
  1e308,
  -0,
  2 ** 53,
  2 ** 31,
  -(2 ** 63),
  { $ne: null },
  { $gt: '' },
  [],
  [[]],
  ['amy'],
  {},
  { toString: 'x' },
  { length: 3 },
  '__proto__',
  'constructor',
  'hasOwnProperty',
  '\r\nX-Injected: 1',
  '2024-11-29 00:00:01',
  '\u2028',
  'a\u0301'.repeat(60),
] as const;

function inputOf(endpoint: Endpoint, cast: Cast): fc.Arbitrary<Record<string, unknown>> {
  const right = plausible(cast);
  const fields = Object.keys(endpoint.input.properties).map((name) => {
    const values = right[name] ?? ['x'];
    const value = fc.oneof(
      { weight: 6, arbitrary: fc.constantFrom<unknown>(...values) },
      { weight: 1, arbitrary: hostileValue() },
    );
    return fc.tuple(fc.constant(name), fc.option(value, { nil: undefined, freq: 15 }));
  });
  const strange = fc.tuple(fc.constantFrom('role', 'id', '__proto__', 'constructor', 'user_id', ''), hostileValue());
  return fc.tuple(fc.tuple(...fields), fc.option(strange, { freq: 3 })).map(([known, extra]) =>
    // fromEntries makes own keys, `__proto__` too.
    Object.fromEntries([...known, ...(extra === null ? [] : [extra])].filter(([, value]) => value !== undefined)),
  );
}

/** What each field of the contract might really hold. */
function plausible(cast: Cast): Record<string, readonly unknown[]> {
  const people = ['amy', 'bob', 'tony', 'ann', 'eve', 'head', 'nobody', 'AMY', 'ａｍｙ'];
  const codes = ['A01', 'B01', 'G01', 'nowhere', '新课程', 'Z9'];
  const files = [cast.fileId, '0'.repeat(24), ''];
  return {
    username: people,
    sender: people,
    password: ['correct horse', 'wrong'],
    old_password: [null, 'wrong'],
    new_password: [null, 'short'],
    security_answer: [null, 'YourName'],
    auth_code: [null, null, INSTRUCTORS_CODE],
    nickname: ['Wow', '小明'],
    course_code: codes,
    room_code: codes,
    room_name: ['A New Group'],
    course_name: ['Linear Algebra'],
    action: ['add', 'remove', 'drop', 'toggle'],
    section: ['announcement', 'assignment', 'content', 'sections'],
    title: ['Important!', 'Week 1'],
    body: ['Bring it.', '请带作业'],
    id: [1, 2, 3, '1', 0, 2 ** 31, 1e15],
    thread: [null, null, 3, 2, 0, 2 ** 31, '3'],
    emoji: ['👍', '🎉', '👍👍', 'x'],
    read: [0, 5, 2 ** 31],
    around: [null, null, 3, 0, 2 ** 31],
    date: [null, null, 1_700_000_000_000, 0, 1e300],
    timeline: [null, 1],
    unread: [null, 1],
    rev: [0, 1, 7, 1e300, null],
    due: [null, 0, 1_800_000_000_000, 1e16, 1e300],
    usernames: [['amy', 'bob'], ['nobody', 'ａｍｙ', 'amy'], [], [''], Array(1001).fill('x'), 'amy'],
    enrolment: ['open', 'code', 'closed', 'shut', null],
    enrolment_code: ['spring', '春', ' ', 'x'.repeat(65), null],
    archived: [0, 0, 1, 2, null],
    message: ['Hi.', '你好', 'Well, @bob?', '@all', null],
    file_id: files,
    file_ids: [null, [cast.fileId], [], [cast.fileId, 'x'], Array(11).fill('x'), `${cast.fileId},x`],
    client_id: [null, 'c1', 'c2'],
    token: ['fcm'],
    before: [0, 5, '7', null],
    after: [0, 5, '7', null],
    limit: [1, 50, '1000', 0, 1001, null],
    download: ['1', ''],
    attention: ['all', 'mentions', 'muted', 'loud'],
    description: ['Ours', ' ', 'a\nb', 'x'.repeat(1001), null],
    text: ['I wanted', '', null],
    ...Object.fromEntries(['clear_draft', 'presence', 'typing'].map((flag) => [flag, [0, 1, 2, null]])),
    hours: [1, 720, 0, 721, null],
    max_uses: [1, 1000, 0, 1001, null],
    ...Object.fromEntries(['reason', 'note'].map((name) => [name, ['Sings', 'x'.repeat(1001), null]])),
    state: ['open', 'done', 'shut', null],
    query: ['作业', 'a', '"a b" c', '*', '"', 'x'.repeat(300), null],
    ...Object.fromEntries(['from', 'to'].map((moment) => [moment, [0, 1.8e12, 1e300, null]])),
    has_file: [0, 1, '1', null],
  };
}

function headersFor(endpoint: Endpoint, cast: Cast): fc.Arbitrary<Record<string, string>> {
  // A session of the cast that is ended would make strangers of all later requests.
  const ends = endpoint.path === '/logout' || endpoint.path === '/refresh';
  const tokens = ends
    ? ['', 'x']
    : [cast.amy, cast.bob, cast.tony, cast.ann, cast.head, cast.eve].map((person) => person.token);
  return fc
    .record({
      authorization: fc.oneof(
        { weight: 8, arbitrary: fc.constantFrom(...tokens).map((token) => `Bearer ${token}`) },
        { weight: 2, arbitrary: fc.constant(null) },
        { weight: 1, arbitrary: fc.constantFrom('Bearer', 'Basic YTpi', 'Bearer  x y', `bearer ${'x'.repeat(5_000)}`) },
      ),
      'content-type': fc.constantFrom(
        null,
        'application/json',
        'text/plain',
        'application/x-www-form-urlencoded',
        'multipart/form-data; boundary=x',
        'multipart/form-data',
        ';;;',
        'x'.repeat(300),
      ),
      cookie: sometimes(
        fc.constantFrom(
          'lamitt_session=x',
          'lamitt_session=%E0%A4%A',
          'a=b; =; ;;',
          `lamitt_device=${'y'.repeat(2_000)}`,
        ),
      ),
      origin: sometimes(fc.constantFrom('http://evil.test', 'null', 'x', '')),
      range: sometimes(
        fc.constantFrom('bytes=0-', 'bytes=-1', 'bytes=5-2', 'bytes=0-0,2-3', 'bytes=9999-', 'lines=1', 'bytes=-'),
      ),
      'if-none-match': sometimes(fc.constantFrom('*', '"x"', 'W/')),
      'if-match': sometimes(fc.constantFrom('"x"', '*')),
      'if-modified-since': sometimes(fc.constantFrom('yesterday', 'Thu, 01 Jan 2099 00:00:00 GMT')),
      'if-unmodified-since': sometimes(fc.constantFrom('Thu, 01 Jan 1970 00:00:00 GMT')),
      'accept-encoding': sometimes(fc.constantFrom('gzip', '*;q=0')),
      'sec-fetch-site': sometimes(fc.constantFrom('cross-site', 'same-origin', 'same-site', 'none')),
      host: sometimes(fc.constantFrom('evil.test', '127.0.0.1', 'localhost:1', '[::1]', 'a b', '')),
      'x-forwarded-for': sometimes(fc.constantFrom('1.2.3.4', 'x, y')),
    })
    .map((headers) => {
      const kept: Record<string, string> = {};
      for (const [name, value] of Object.entries(headers)) if (value !== null) kept[name] = value;
      return kept;
    });
}

function sometimes<T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | null> {
  return fc.oneof({ weight: 12, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: value });
}

/** JSON with what JSON.stringify would never write: numbers too large, lone surrogates as they are. */
function jsonOf(input: Record<string, unknown>): string {
  return JSON.stringify(input).replaceAll('"1e309"', '1e309');
}

function queryOf(input: Record<string, unknown>): string {
  const parts = Object.entries(input).map(([name, value]) => {
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    return `${encodeURIComponent(name)}=${encodeURIComponent(text.toWellFormed()).slice(0, 2_000)}`;
  });
  return parts.join('&');
}

function bodyOf(endpoint: Endpoint, shape: string, text: string, noise: Uint8Array): Buffer {
  if (endpoint.body === 'multipart') return multipartOf(shape, noise);
  switch (shape) {
    case 'broken':
      return Buffer.from(text.slice(0, (noise[0] ?? 1) % (text.length + 1)) + (noise.length % 2 === 0 ? '}' : ''));
    case 'list':
      return Buffer.from(`[${text}]`);
    case 'deep':
      return Buffer.from(`{"username":${'['.repeat(5_000)}${']'.repeat(5_000)}}`);
    case 'bytes':
      return Buffer.concat([Buffer.from(text.slice(0, -1)), noise]);
    default:
      return Buffer.from(text);
  }
}

function multipartOf(shape: string, noise: Uint8Array): Buffer {
  const head = '--x\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n';
  switch (shape) {
    case 'broken':
      return Buffer.from(`${head}\r\nno end`);
    case 'list':
      return Buffer.from('--x--\r\n');
    case 'deep':
      return Buffer.from(`${head}${'X-Header: y\r\n'.repeat(200)}\r\nbytes\r\n--x--\r\n`);
    case 'bytes':
      return Buffer.from(noise);
    default:
      return Buffer.concat([Buffer.from(`${head}\r\n`), noise, Buffer.from('\r\n--x--\r\n')]);
  }
}
