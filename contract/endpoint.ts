import { Type, type Static, type TObject, type TProperties } from 'typebox';
import type { ErrorCode } from './errors.ts';

/**
 * Who may make a call at all; what they may then do is the capability's `access.ts`.
 * - `everyone`: no session needed, and one that is sent is not looked at.
 * - `caller`: a session under `ACCESS=signed-in`; under `ACCESS=open` a call without one speaks for whom it names.
 *   `self` is the field that must name the session's own user, `unless` the fields whose presence lifts both rules.
 * - `session`: a session in both settings.
 */
export type Access<Field extends string = string> =
  | { who: 'everyone' }
  | { who: 'caller'; self?: Field; unless?: (input: Record<string, unknown>) => boolean }
  | { who: 'session'; self?: Field };

export type Endpoint<Input extends TProperties = TProperties, Answer extends TProperties = TProperties> = {
  method: 'GET' | 'POST';
  path: `/${string}`;
  /** One line, English · 中文. */
  title: string;
  /** More for client authors, Markdown. */
  notes?: string;
  access: Access<Extract<keyof Input, string>>;
  /** Required properties are the contract's required fields; a property's `title` is its label in refusals. */
  input: TObject<Input>;
  /** The messages of success. */
  says: readonly string[];
  /** What a success carries beside the envelope, in the document's order. */
  answer: TObject<Answer>;
  /** The call's own refusals, beside missing fields. */
  fails: readonly ErrorCode[];
  /** What some of the refusals carry beside the envelope; `code` is among its fields, so that a client can tell them apart. */
  failsWith?: Partial<Record<ErrorCode, TObject>>;
  /** `multipart`: takes a file; `tus`: speaks that protocol, with its methods beside POST; `bytes`: answers one; `events`: a stream of Server-Sent Events; JSON both ways when unset. */
  body?: 'multipart' | 'tus' | 'bytes' | 'events';
  /** Shown in the description of the API and checked against the schemas by a test. */
  examples: readonly { input: Partial<Static<TObject<Input>>>; answer: Record<string, unknown> }[];
};

/** Declares a call: its check at run time, its static types and its description are all read from this one value. */
export function endpoint<Input extends TProperties, Answer extends TProperties>(
  declared: Endpoint<Input, Answer>,
): Endpoint<Input, Answer> {
  return declared;
}

/** The HTTP methods of a call: tus has some of its own. */
export function methodsOf({ method, body }: Pick<Endpoint, 'method' | 'body'>): readonly string[] {
  return body === 'tus' ? [method, 'HEAD', 'PATCH', 'DELETE'] : [method];
}

/** Whether a call's input stands in its address. */
export function takesQuery({ method, body }: Pick<Endpoint, 'method' | 'body'>): boolean {
  return method === 'GET' || body === 'tus';
}

/** A required or optional line of text; `label` is what a refusal calls it. */
export const text = (label: string, description?: string) =>
  Type.String({ title: label, ...(description === undefined ? {} : { description }) });

export const requiredInteger = (label: string, description: string) =>
  Type.Integer({ title: label, minimum: 0, description });

/** A list of texts, in JSON alone: a query has none. An empty one is a value. */
export const list = (
  label: string,
  { least = 0, most, once = false, description }: { least?: number; most: number; once?: boolean; description: string },
) => Type.Array(Type.String(), { title: label, minItems: least, maxItems: most, uniqueItems: once, description });

export const optional = {
  text: (label: string, description?: string) => Type.Optional(text(label, description)),
  integer: (label: string, description?: string) =>
    Type.Optional(Type.Integer({ title: label, minimum: 0, ...(description === undefined ? {} : { description }) })),
};

/** `YYYY-MM-DD HH:MM:SS` in the school's time zone. */
export const time = Type.String({ pattern: String.raw`^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$` });
/** The same moment in ms since the epoch. */
export const ts = Type.Integer({ description: 'ms since the epoch' });
export const fileId = Type.String({ description: 'empty: no file' });
/** A user's picture, as `/get_picture` hands it out. */
export const picture = Type.String({ description: 'id of a picture; empty: none' });
export const role = Type.Enum(['student', 'instructor', 'admin']);
export type Role = Static<typeof role>;
