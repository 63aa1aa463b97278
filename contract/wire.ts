import { type TObject, type TSchema, Type } from 'typebox';
import { closeCodes } from './close-codes.ts';
import type { Access, Endpoint } from './endpoint.ts';
import { entry, inboxEntry, postCard, replies, roomCard } from './entry.ts';
import { errors } from './errors.ts';
import type { LiveEvent } from './event.ts';
import { endpointsByCapability } from './index.ts';
import { liveEvents } from './live.ts';
import { person, preferences } from './person.ts';

/** Told once, by name wherever they are met. */
const shapes: readonly { name: string; schema: TSchema; title: string }[] = [
  { name: 'entry', schema: entry, title: 'One entry of a room’s log' },
  { name: 'inbox entry', schema: inboxEntry, title: 'One entry of a user’s own log' },
  { name: 'room', schema: roomCard, title: 'A room as its member sees it' },
  { name: 'post', schema: postCard, title: 'A post as the room of its course tells it' },
  { name: 'replies', schema: replies, title: 'What stands below the root of a thread' },
  { name: 'person', schema: person, title: 'Somebody as others see them' },
  { name: 'preferences', schema: preferences, title: 'What a user lets others see' },
];

/** Everything that goes over the wire, for people to read: `docs/wire.md`, which `npm run docs` writes. Markdown. */
export function wirePage(): string {
  return [
    '# The wire',
    '',
    'Written from `contract/` by `npm run docs`: every call, every frame of the live socket, every shape and every refusal. The same stands',
    'in `/openapi.json` for programs. [live.md](live.md) says how a client goes about it; `contract/client.ts`, `live-client.ts` and',
    '`kept-rooms.ts` are clients to take or to read.',
    '',
    'A success has `status` `success`, its `message`, and `code` `ok`; a refusal `status` `fail`, its `message` and its `code`. A required field',
    'that is missing, null or empty is refused as `<Label> not specified`. `?` marks what may be left out.',
    '',
    ...endpointsByCapability.flatMap(({ capability, endpoints }) => [
      `## Calls: ${capability}`,
      '',
      ...endpoints.flatMap(callLines),
    ]),
    '## The live socket, `/ws`',
    '',
    ...liveEvents.flatMap(frameLines),
    '## Shapes',
    '',
    ...shapes.flatMap(({ name, schema, title }) => [
      `### ${name}`,
      '',
      `${title}.`,
      '',
      ...inside(schema, 0, true),
      '',
    ]),
    '## Why a live socket is closed',
    '',
    ...Object.values(closeCodes).map(({ code, means }) => `- \`${code}\`: ${means}`),
    '',
    '## Refusals',
    '',
    '| code | HTTP | message |',
    '| --- | --- | --- |',
    ...Object.entries(errors).map(([code, { status, message }]) => `| \`${code}\` | ${status} | ${cell(message)} |`),
    '',
  ].join('\n');
}

function callLines(endpoint: Endpoint): string[] {
  const { method, path, title, notes, access, input, says, answer, fails, examples } = endpoint;
  const body = endpoint.body === undefined ? '' : BODIES[endpoint.body];
  return [
    `### ${method} ${path}`,
    '',
    `${title}. ${accessText(access)}${body}`,
    ...(notes === undefined ? [] : ['', ...notes.split('\n')]),
    '',
    ...titled('Takes', inside(input)),
    ...titled('Answers', inside(answer)),
    ...(says.length === 0 ? [] : [`Says ${says.map((line) => `“${line}”`).join(', ')}.`, '']),
    ...(fails.length === 0 ? [] : [`Refuses with ${fails.map((code) => `\`${code}\``).join(', ')}.`, '']),
    ...examples.flatMap((example) => [
      '```json',
      JSON.stringify(example.input),
      JSON.stringify({ ...example.answer, ...(endpoint.body === 'bytes' ? {} : { code: 'ok' }) }),
      '```',
      '',
    ]),
  ];
}

const BODIES = {
  multipart: ' Takes a file, as a form.',
  tus: ' Takes a file, in parts.',
  bytes: ' Answers bytes.',
  events: ' Answers a stream of events.',
};

function accessText(access: Access): string {
  const self =
    access.who !== 'everyone' && access.self !== undefined ? ` \`${access.self}\` is whose session it is.` : '';
  const who = {
    everyone: 'For everyone.',
    caller: 'With a session; with `ACCESS=open` also without.',
    session: 'With a session.',
  }[access.who];
  return who + self;
}

function frameLines({ direction, title, notes, frame, examples }: LiveEvent): string[] {
  const { type } = frame.properties;
  const name = type !== undefined && Type.IsLiteral(type) ? String(type.const) : '';
  return [
    `### ${direction === 'up' ? '→' : '←'} ${name}`,
    '',
    `${title}.`,
    ...(notes === undefined ? [] : ['', ...notes.split('\n')]),
    '',
    ...inside(frame),
    '',
    '```json',
    ...examples.map((example) => JSON.stringify(example)),
    '```',
    '',
  ];
}

function titled(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [`${title}:`, '', ...lines, ''];
}

/** A line for each thing in a schema, those inside it further in. `isTold`: a shape is told here itself, not named. */
function inside(schema: TSchema, depth = 0, isTold = false): string[] {
  if (!isTold && shapes.some((shape) => shape.schema === schema)) return [];
  if (Type.IsObject(schema)) return fieldLines(schema, Object.keys(schema.properties), depth);
  if (Type.IsArray(schema)) return inside(schema.items, depth);
  if (!Type.IsUnion(schema)) return [];
  const variants = schema.anyOf.filter((each) => Type.IsObject(each));
  const [first] = variants;
  if (first === undefined) return [];
  if (variants.length === 1) return inside(first, depth);
  const shared = Object.keys(first.properties).filter((name) =>
    variants.every(({ properties }) => properties[name] === first.properties[name]),
  );
  return [
    ...fieldLines(first, shared, depth),
    ...variants.flatMap((each) => {
      const own = Object.keys(each.properties).filter((name) => !shared.includes(name) && !KEYS.includes(name));
      return [`${'  '.repeat(depth)}- ${keyOf(each)}`, ...fieldLines(each, own, depth + 1)];
    }),
  ];
}

function fieldLines({ properties }: TObject, names: readonly string[], depth: number): string[] {
  return names.flatMap((name) => {
    const field = properties[name];
    if (field === undefined) return [];
    const mark = Type.IsOptional(field) ? '?' : '';
    return [`${'  '.repeat(depth)}- \`${name}\`${mark} ${described(field)}`, ...inside(field, depth + 1)];
  });
}

/** By what the variants of a union are told apart. */
const KEYS = ['kind', 'what'];

function keyOf({ properties }: TObject): string {
  for (const name of KEYS) {
    const key = properties[name];
    if (key !== undefined) return `\`${name}\` ${typeText(key)}`;
  }
  return 'or';
}

function described(schema: TSchema): string {
  const about = 'description' in schema && typeof schema.description === 'string' ? `: ${schema.description}` : '';
  return `${typeText(schema)}${about}`;
}

function typeText(schema: TSchema): string {
  const shape = shapes.find((each) => each.schema === schema);
  if (shape !== undefined) return `[${shape.name}](#${shape.name.replace(' ', '-')})`;
  if (Type.IsLiteral(schema)) return JSON.stringify(schema.const);
  if (Type.IsEnum(schema)) return schema.enum.map((value) => JSON.stringify(value)).join(' or ');
  if (Type.IsUnion(schema))
    return schema.anyOf.every((each) => Type.IsObject(each)) ? 'one of' : schema.anyOf.map(typeText).join(' or ');
  if (Type.IsArray(schema)) return `list of ${typeText(schema.items)}`;
  if (Type.IsObject(schema)) return 'object';
  if (Type.IsRecord(schema))
    return `object by name, of ${Object.values(schema.patternProperties).map(typeText).join(' or ')}`;
  if (Type.IsString(schema)) return 'text';
  if (Type.IsInteger(schema)) return 'integer';
  if (Type.IsBoolean(schema)) return 'true or false';
  return Type.IsNull(schema) ? 'null' : 'anything';
}

function cell(line: string): string {
  return line.replaceAll('|', String.raw`\|`);
}
