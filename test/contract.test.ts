import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Type, type Static } from 'typebox';
import { Compile } from 'typebox/compile';
import { Check, Parse } from 'typebox/value';
import { methodsOf } from '../contract/endpoint.ts';
import { errors } from '../contract/errors.ts';
import { allEndpoints } from '../contract/index.ts';
import { openSchool, type TestSchool } from './school.ts';

const Examples = Type.Optional(Type.Record(Type.String(), Type.Object({ value: Type.Unknown() })));
const Content = Type.Record(Type.String(), Type.Object({ schema: Type.Unknown(), examples: Examples }));
const Operation = Type.Object({
  operationId: Type.String(),
  parameters: Type.Optional(
    Type.Array(
      Type.Object({ name: Type.String(), in: Type.Literal('query'), required: Type.Boolean(), schema: Type.Unknown() }),
    ),
  ),
  requestBody: Type.Optional(Type.Object({ content: Content })),
  responses: Type.Record(Type.String(), Type.Object({ description: Type.String(), content: Type.Optional(Content) })),
});
const Document = Type.Object({
  openapi: Type.Literal('3.1.0'),
  servers: Type.Array(Type.Object({ url: Type.String() })),
  paths: Type.Record(Type.String(), Type.Record(Type.String(), Operation)),
});

describe('the description of the API', () => {
  let school: TestSchool;
  let document: Static<typeof Document>;
  before(async () => {
    school = await openSchool('sqlite');
    document = Parse(Document, await (await school.raw('/openapi.json')).json());
  });
  after(() => school.close());

  test('lists every call of the contract, and the server has a route for each', () => {
    const described = Object.entries(document.paths).flatMap(([path, calls]) =>
      Object.keys(calls).map((method) => `${method} ${path}`),
    );
    const declared = allEndpoints.flatMap((one) =>
      methodsOf(one).map((method) => `${method.toLowerCase()} ${one.path}`),
    );
    assert.deepEqual(described.toSorted(), declared.toSorted());
    for (const { method, path } of allEndpoints) assert.ok(school.app.http.hasRoute({ method, url: path }), path);
  });

  test('names this server and the production one', () => {
    assert.deepEqual(
      document.servers.map((server) => server.url),
      [school.baseUrl, 'https://chat.lamitt.com'],
    );
  });

  for (const endpoint of allEndpoints) {
    const { method, path } = endpoint;
    test(`${path}: its examples are what its schemas say`, () => {
      const operation = document.paths[path]?.[method.toLowerCase()];
      assert.ok(operation !== undefined);
      const inputs = endpoint.examples.map((example) => example.input);
      const json = operation.requestBody?.content['application/json'];
      if (method === 'POST' && endpoint.body !== 'multipart' && endpoint.body !== 'tus') {
        const check = compiled(json?.schema);
        const shown = Object.values(json?.examples ?? {}).map((example) => example.value);
        assert.deepEqual(shown, inputs);
        for (const input of shown) assert.ok(check(input), JSON.stringify(input));
      }
      for (const input of method === 'GET' ? inputs : []) {
        const names = operation.parameters?.map((parameter) => parameter.name) ?? [];
        for (const [name, value] of Object.entries(input)) {
          const parameter = operation.parameters?.find((one) => one.name === name);
          assert.ok(parameter !== undefined && compiled(parameter.schema)(value), `${name} of ${names.join(', ')}`);
        }
        const required = operation.parameters?.filter((one) => one.required).map((one) => one.name) ?? [];
        for (const name of required) assert.ok(name in input, name);
      }
      if (endpoint.body === 'bytes' || endpoint.body === 'events') return;
      const answer = operation.responses['200']?.content?.['application/json'];
      const answers = Object.values(answer?.examples ?? {}).map((example) => example.value);
      assert.equal(answers.length, endpoint.examples.length);
      assert.ok(answers.length > 0, 'every call shows an answer');
      const check = compiled(answer?.schema);
      for (const one of answers) assert.ok(check(filled(one)), JSON.stringify(one));
      // The schema refuses what is no answer, so that the line above can fail.
      assert.ok(!check({ status: 'success', message: 'Nonsense', code: 'ok' }));
      assert.ok(check({ status: 'fail', message: 'Course not found', code: 'course_not_found' }));

      /** The document's own answers are shown as printed; what is added since stands in for itself. */
      function filled(one: unknown): unknown {
        const added = { token: 'q6dY', role: 'student', username: 'test', nickname: 'Wow', picture: '', ts: 0 };
        const known = Object.entries(added).filter(([name]) => name in endpoint.answer.properties);
        return typeof one === 'object' ? { ...Object.fromEntries(known), ...one } : one;
      }
    });

    test(`${path}: lists the statuses of its refusals`, () => {
      const operation = document.paths[path]?.[method.toLowerCase()];
      for (const code of endpoint.fails) assert.ok(String(errors[code].status) in (operation?.responses ?? {}), code);
    });
  }

  test('the page of it loads nothing from elsewhere', async () => {
    const page = await school.raw('/docs/');
    assert.equal(page.status, 200);
    const html = await page.text();
    for (const [, address] of html.matchAll(/(?:src|href)="([^"]+)"/g)) {
      assert.equal(new URL(address ?? '', `${school.baseUrl}/docs/`).origin, school.baseUrl, address);
    }
    assert.match(page.headers.get('content-security-policy') ?? '', /^default-src 'none'; script-src 'self'/);
  });

  test('/ leads a browser to a page and tells a program where the description is', async () => {
    const browser = await school.raw('/', { headers: { accept: 'text/html,*/*' } });
    assert.equal(browser.status, 302);
    const program: unknown = await (await school.raw('/')).json();
    assert.ok(
      Check(
        Type.Object({ status: Type.Literal('success'), message: Type.String(), code: Type.Literal('ok') }),
        program,
      ),
    );
  });
});

test('every code and message of the table is its own', () => {
  const perStatus = Object.entries(errors).map(([code, { status, message }]) => ({
    code,
    key: `${status} ${message}`,
  }));
  assert.equal(new Set(perStatus.map((one) => one.key)).size, perStatus.length);
  for (const { code } of perStatus) assert.match(code, /^[a-z][a-z_]*$/);
});

/** A check of the JSON Schema as the document has it, after its way through JSON. */
function compiled(schema: unknown): (value: unknown) => boolean {
  assert.ok(typeof schema === 'object' && schema !== null);
  const check = Compile(schema);
  return (value) => check.Check(value);
}
