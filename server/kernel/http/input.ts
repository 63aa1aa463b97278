import { type Static, type TObject, type TProperties, Type, type TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import type { Endpoint } from '../../../contract/endpoint.ts';
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
  const fromQuery = endpoint.method === 'GET';
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

type Field = { name: string; label: string; required: boolean; whole: boolean };

function fieldsOf(input: { required?: readonly unknown[] | undefined; properties: TProperties }): Field[] {
  const required = new Set<unknown>(input.required ?? []);
  return Object.entries(input.properties).map(([name, schema]) => ({
    name,
    label: 'title' in schema && typeof schema.title === 'string' ? schema.title : name,
    required: required.has(name),
    whole: 'type' in schema && schema.type === 'integer',
  }));
}

/** What a field may be before the contract's own rules: the right type, null, or not there. */
function wireShape({ whole }: Field, fromQuery: boolean): TSchema {
  const plain = whole && !fromQuery ? Type.Integer() : Type.String(whole ? { pattern: String.raw`^\d{0,15}$` } : {});
  return Type.Optional(Type.Union([plain, Type.Null()]));
}

function wrongType(fields: Field[], raw: Record<string, unknown>, name = ''): Error {
  const right = fields.find((field) => field.name === name)?.whole === true ? 'a whole number' : 'text';
  return fail('invalid_type', `"${name}" must be ${right}, not ${describe(raw[name])}`);
}

function describe(value: unknown): string {
  if (Array.isArray(value)) return 'a list, which a field given twice makes too';
  if (typeof value === 'string') return JSON.stringify(value.slice(0, 40));
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
