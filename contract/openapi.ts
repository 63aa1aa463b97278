import { type TSchema, Type } from 'typebox';
import { type Endpoint, methodsOf, takesQuery } from './endpoint.ts';
import { errors, type ErrorCode } from './errors.ts';
import { endpointsByCapability } from './index.ts';
import { closeCodes } from './close-codes.ts';
import { liveEvents } from './live.ts';

/** The production server of the documented system. */
const PRODUCTION = 'https://chat.lamitt.com';

/** The API as an OpenAPI 3.1 document. `servers`: this one, as its readers reach it. */
export function openApi({ version, server }: { version: string; server: string }): Record<string, unknown> {
  const calls = endpointsByCapability.flatMap(({ capability, endpoints }) =>
    endpoints.map((endpoint) => ({ endpoint, capability })),
  );
  const paths = Object.groupBy(calls, ({ endpoint }) => endpoint.path);
  return {
    openapi: '3.1.0',
    info: {
      title: 'Lamitt',
      version,
      license: { name: 'MIT', identifier: 'MIT' },
      description: [
        'Calls live at the root: GET reads, POST writes, one flat JSON object each way, always with `status` and `message`.',
        'A JSON body is read as JSON whatever its content type says. An answer the call itself gives is HTTP 200, `fail` too.',
        'Every envelope has a stable `code`. A required field that is missing, null or empty answers `<Label> not specified`.',
        'Times are `YYYY-MM-DD HH:MM:SS` in the time zone of the school, with `ts` in ms beside them.',
        '',
        '`WebSocket /ws`: everything of a user on one socket, gap-free by cursors; its frames are under `x-live`.',
        '`WebSocket /ws/{room_code}`: text frames `{"sender","message","file_id"?}` in; each message of the room out, as in `/get_messages`.',
      ].join('\n'),
    },
    servers: [
      { url: server, description: 'this server' },
      { url: PRODUCTION, description: 'production' },
    ],
    security: [{ bearer: [] }, { cookie: [] }],
    tags: endpointsByCapability.map(({ capability }) => ({ name: capability })),
    paths: Object.fromEntries(
      Object.entries(paths).map(([path, here]) => [
        path,
        Object.fromEntries(
          (here ?? []).flatMap(({ endpoint, capability }) =>
            methodsOf(endpoint).map((method) => [method.toLowerCase(), operation(endpoint, capability, method)]),
          ),
        ),
      ]),
    ),
    'x-live': liveDescription(),
    components: {
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer' },
        cookie: { type: 'apiKey', in: 'cookie', name: 'lamitt_session' },
      },
      schemas: { Fail: failSchema([], {}) },
    },
  };
}

/** The schema of a success of a call: the envelope, with the documented fields and those added. */
function successSchema(endpoint: Endpoint): TSchema {
  return Type.Object({
    status: Type.Literal('success'),
    message: Type.Enum([...endpoint.says]),
    ...endpoint.answer.properties,
    code: Type.Literal('ok'),
  });
}

/** The frames of `/ws`, up and down, with their schemas, and why a socket is closed. */
function liveDescription(): Record<string, unknown> {
  const frames = (direction: 'up' | 'down') =>
    liveEvents
      .filter((one) => one.direction === direction)
      .map(({ title, notes, frame, examples }) => ({
        title,
        ...(notes !== undefined && { description: notes }),
        schema: frame,
        examples,
      }));
  const closed = Object.values(closeCodes).map(({ code, means }) => [code, means]);
  return { path: '/ws', up: frames('up'), down: frames('down'), closeCodes: Object.fromEntries(closed) };
}

function operation(endpoint: Endpoint, capability: string, method: string): Record<string, unknown> {
  const { access } = endpoint;
  const name = endpoint.path.slice(1);
  return {
    operationId: method === endpoint.method ? name : `${name}_${method.toLowerCase()}`,
    tags: [capability],
    summary: endpoint.title,
    ...(endpoint.notes !== undefined && { description: endpoint.notes }),
    ...(access.who === 'everyone' && { security: [] }),
    ...inputOf(endpoint),
    responses: method === endpoint.method ? responsesOf(endpoint) : partResponses(endpoint, method),
  };
}

function inputOf(endpoint: Endpoint): Record<string, unknown> {
  if (takesQuery(endpoint)) return { parameters: parametersOf(endpoint) };
  if (endpoint.body === 'multipart') {
    const schema = Type.Object({ file: Type.String({ format: 'binary' }) });
    return { requestBody: { required: true, content: { 'multipart/form-data': { schema } } } };
  }
  const examples = named(endpoint.examples.map((example) => example.input));
  return { requestBody: { content: { 'application/json': { schema: endpoint.input, examples } } } };
}

function parametersOf(endpoint: Endpoint): unknown[] {
  const required = new Set<unknown>(endpoint.input.required ?? []);
  return Object.entries(endpoint.input.properties).map(([name, schema]) => {
    const description = 'description' in schema ? schema.description : undefined;
    return {
      name,
      in: 'query',
      required: required.has(name),
      ...(description !== undefined && { description }),
      schema,
    };
  });
}

function responsesOf(endpoint: Endpoint): Record<string, unknown> {
  const own = endpoint.fails.filter((code) => errors[code].status === 200);
  const outside = new Set<number>([400, 405, 429, 500, 503]);
  if (endpoint.access.who !== 'everyone') outside.add(401).add(403).add(421);
  if (endpoint.method === 'POST') outside.add(413);
  for (const code of endpoint.fails) if (errors[code].status !== 200) outside.add(errors[code].status);
  const failures = Object.fromEntries(
    [...outside].toSorted((one, other) => one - other).map((status) => [status, failResponse(status)]),
  );
  if (endpoint.body === 'bytes') {
    const bytes = { content: { 'application/octet-stream': { schema: Type.String({ format: 'binary' }) } } };
    return {
      200: { description: 'The bytes', ...bytes },
      206: { description: 'A range of them', ...bytes },
      304: { description: 'Not modified' },
      ...failures,
    };
  }
  if (endpoint.body === 'events') {
    const refused = { schema: failSchema(own, {}) };
    const stream = { 'text/event-stream': { schema: Type.String() }, 'application/json': refused };
    return { 200: { description: 'The stream, or why there is none', content: stream }, ...failures };
  }
  const schema = { anyOf: [successSchema(endpoint), failSchema(own, endpoint.failsWith ?? {})] };
  const examples = named(endpoint.examples.map(({ answer }) => ({ ...answer, code: 'ok' })));
  return { 200: { description: 'The answer', content: { 'application/json': { schema, examples } } }, ...failures };
}

/** Of the methods that tus has beside POST: headers tell the state. */
function partResponses(endpoint: Endpoint, method: string): Record<string, unknown> {
  const failures = endpoint.fails.map((code) => errors[code].status).filter((status) => status !== 200);
  return {
    [method === 'HEAD' ? 200 : 204]: { description: 'As the tus protocol has it' },
    ...Object.fromEntries([401, ...failures].map((status) => [status, failResponse(status)])),
  };
}

function failResponse(status: number): Record<string, unknown> {
  const messages = Object.values(errors).filter((error) => error.status === status);
  return {
    description: messages.map((error) => error.message).join(' / '),
    ...(status === 429 && { headers: { 'Retry-After': { schema: { type: 'integer' }, description: 'seconds' } } }),
    content: { 'application/json': { schema: { $ref: '#/components/schemas/Fail' } } },
  };
}

function failSchema(codes: readonly ErrorCode[], failsWith: NonNullable<Endpoint['failsWith']>): TSchema {
  const own = codes.map((code) => `\`${code}\` ${errors[code].message}`);
  const carried = Object.values(failsWith).flatMap(({ properties }) => Object.entries(properties));
  return Type.Object({
    status: Type.Literal('fail'),
    message: Type.String(),
    ...Object.fromEntries(carried.map(([name, schema]) => [name, Type.Optional(schema)])),
    code: Type.String({ description: ['`<label>_not_specified`', ...own].join('; ') }),
  });
}

function named(values: readonly unknown[]): Record<string, { value: unknown }> {
  return Object.fromEntries(values.map((value, index) => [`example ${index + 1}`, { value }]));
}
