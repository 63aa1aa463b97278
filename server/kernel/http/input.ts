import { type Static, type TObject, type TProperties, Type, type TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import { type Endpoint, takesQuery } from '../../../contract/endpoint.ts';
import { refuseHostileText } from './body.ts';
import { fail, failMissing } from './failure.ts';

/**
 * Makes the reader of an endpoint's input. A wrong type throws 400 and names the field; a required field that is missing,
 * null or empty throws the contract's `<Label> not specified`; optional ones that are null or empty are left out;
 * fields the endpoint does not know are dropped.
 */
export function inputReader<Input extends TProperties, Answer extends TProperties>(
  endpoint: Endpoint<Input, Answer>,
): (raw: Record<string, unknown>) => Static<TObject<Input>> {
  const fields = fieldsOf(endpoint.input);
  const declared = Compile(endpoint.input);
  const fromQuery = takesQuery(endpoint);
  const shape = Compile(
    Type.Object(Object.fromEntries(fields.map((field) => [field.name, wireShape(field, fromQuery)]))),
  );

  return (raw) => {
    if (!shape.Check(raw)) throw wrongType(fields, raw, shape.Errors(raw)[0]?.instancePath.split('/')[1]);
    const input: Record<string, unknown> = {};
    for (const { name, whole } of fields) {
      const value = raw[name];
      if (value === undefined || value === null || value === '') continue;
      if (fromQuery && typeof value === 'string') refuseHostileText(`"${name}"`, value);
      input[name] = whole ? Number(value) : value;
    }
    for (const { name, label, required } of fields) if (required && input[name] === undefined) throw failMissing(label);
    if (!declared.Check(input)) throw fail('invalid_type');
    return input;
  };
}

type Field = { name: string; label: string; required: boolean; whole: boolean; list: List | undefined };
/** `right`: what a refusal says it must be. */
type List = { schema: TSchema; right: string };

function fieldsOf(input: { required?: readonly unknown[] | undefined; properties: TProperties }): Field[] {
  const required = new Set<unknown>(input.required ?? []);
  return Object.entries(input.properties).map(([name, schema]) => ({
    name,
    label: 'title' in schema && typeof schema.title === 'string' ? schema.title : name,
    required: required.has(name),
    whole: 'type' in schema && schema.type === 'integer',
    list: listOf(schema),
  }));
}

function listOf(schema: TSchema): List | undefined {
  if (!('type' in schema) || schema.type !== 'array') return undefined;
  const most = 'maxItems' in schema ? ` of at most ${String(schema.maxItems)} texts` : ' of texts';
  const once = 'uniqueItems' in schema && schema.uniqueItems === true ? ', each once' : '';
  return { schema, right: `a list${most}${once}` };
}

/** What a field may be before the contract's own rules: the right type, null, or not there. */
function wireShape({ whole, list }: Field, fromQuery: boolean): TSchema {
  if (list !== undefined) return Type.Optional(Type.Union([list.schema, Type.Null()]));
  const plain = whole && !fromQuery ? Type.Integer() : Type.String(whole ? { pattern: String.raw`^\d{0,15}$` } : {});
  return Type.Optional(Type.Union([plain, Type.Null()]));
}

function wrongType(fields: Field[], raw: Record<string, unknown>, name = ''): Error {
  const field = fields.find((one) => one.name === name);
  if (field?.list !== undefined) return fail('invalid_type', `"${name}" must be ${field.list.right}`);
  const right = field?.whole === true ? 'a whole number' : 'text';
  return fail('invalid_type', `"${name}" must be ${right}, not ${describe(raw[name])}`);
}

function describe(value: unknown): string {
  if (Array.isArray(value)) return 'a list, which a field given twice makes too';
  if (typeof value === 'string') return JSON.stringify(value.slice(0, 40));
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
