import { type Static, type TObject, type TProperties, Type } from 'typebox';
import { Check } from 'typebox/value';
import type { Endpoint } from './endpoint.ts';

/** What a call said yes with: the envelope and the contract's fields. */
export type Success<Answer extends TProperties> = Static<typeof successEnvelope> & Static<TObject<Answer>>;
/** What refused it: the call itself (`http` 200) or what stands before it (400, 401, …). */
export type Fail = Static<typeof failEnvelope> & { http: number };

export type ClientOptions = {
  /** Where the server is, like `http://localhost:8080`. */
  baseUrl: string;
  token?: string | undefined;
  /** Goes with every request, beside what the client sends itself. */
  headers?: Record<string, string>;
  fetch?: typeof fetch;
};

export type Client = ReturnType<typeof createClient>;

/**
 * A client of the API, typed by the contract's own values: `client.call(endpoints.getRole, { username: 'test' })`.
 * A refusal is an answer, not an exception. Throws when the server cannot be reached or answers what the contract does not know.
 */
export function createClient(options: ClientOptions) {
  const { baseUrl, token, headers = {}, fetch: send = fetch } = options;
  const credentials = { ...headers, ...(token !== undefined && { authorization: `Bearer ${token}` }) };

  /** The bare HTTP answer, for bytes. GET sends the input as a query, POST as JSON, a call that takes a file as a form; one in parts is only begun. */
  async function request<Input extends TProperties, Answer extends TProperties>(
    endpoint: Endpoint<Input, Answer>,
    input: Static<TObject<Input>>,
    file?: File,
  ): Promise<Response> {
    const address = new URL(endpoint.path, baseUrl);
    if (endpoint.method === 'GET') {
      for (const [name, value] of fieldsOf(input)) address.searchParams.set(name, String(value));
      return send(address, { headers: credentials });
    }
    if (endpoint.body === 'tus') {
      const name = new TextEncoder().encode(file?.name);
      const begin = {
        ...credentials,
        'tus-resumable': '1.0.0',
        'upload-length': String(file?.size ?? 0),
        'upload-metadata': `filename ${btoa(String.fromCharCode(...name))}`,
      };
      return send(address, { method: 'POST', headers: begin });
    }
    if (endpoint.body === 'multipart') {
      const form = new FormData();
      if (file !== undefined) form.set('file', file);
      return send(address, { method: 'POST', headers: credentials, body: form });
    }
    const json = { ...credentials, 'content-type': 'application/json' };
    return send(address, { method: 'POST', headers: json, body: JSON.stringify(input) });
  }

  return {
    request,
    /** The same client with another session, or with none. */
    withToken: (other: string | undefined) => createClient({ ...options, token: other }),
    /** Makes a call and checks that its answer is what the contract says. `file`: for a call that takes one. */
    async call<Input extends TProperties, Answer extends TProperties>(
      endpoint: Endpoint<Input, Answer>,
      input: Static<TObject<Input>>,
      file?: File,
    ): Promise<Success<Answer> | Fail> {
      const response = await request(endpoint, input, file);
      const body: unknown = await response.json();
      if (Check(failEnvelope, body)) return { ...body, http: response.status };
      if (response.ok && Check(successEnvelope, body) && Check(endpoint.answer, body)) return body;
      throw new Error(`${endpoint.path} answered ${response.status} with what the contract does not know`);
    },
  };
}

const successEnvelope = Type.Object({
  status: Type.Literal('success'),
  message: Type.String(),
  code: Type.Literal('ok'),
});
const failEnvelope = Type.Object({ status: Type.Literal('fail'), message: Type.String(), code: Type.String() });

function fieldsOf(input: object): [string, unknown][] {
  const fields: [string, unknown][] = Object.entries(input);
  return fields.filter(([, value]) => value !== undefined && value !== null);
}
