import type { Static, TObject, TProperties } from 'typebox';
import { createClient, type Success } from '../../contract/client.ts';
import type { Endpoint } from '../../contract/endpoint.ts';

const client = createClient({ baseUrl: location.origin });

/** What the server refused, by its stable code. `answer` is the whole envelope: some refusals carry what is there now. */
export class Refusal extends Error {
  readonly code: string;
  readonly http: number;
  readonly answer: object;
  constructor(fail: { code: string; message: string; http: number }) {
    super(fail.message);
    this.code = fail.code;
    this.http = fail.http;
    this.answer = fail;
  }
}

/** The server could not be reached, or what came back was not its answer. */
export class Unreachable extends Error {}

/** Makes a call of the contract; `file` goes with one that takes a file. Throws `Refusal` or `Unreachable`, whose texts `useRefusalText` gives in the reader's language. */
export async function call<Input extends TProperties, Answer extends TProperties>(
  endpoint: Endpoint<Input, Answer>,
  input: Static<TObject<Input>>,
  file?: File,
): Promise<Success<Answer>> {
  let answer;
  try {
    answer = await client.call(endpoint, input, file);
  } catch (error) {
    throw new Unreachable(endpoint.path, { cause: error });
  }
  if (answer.status === 'success') return answer;
  throw new Refusal(answer);
}

/** Where the bytes of a file are. */
export function fileAddress(fileId: string, { save = false } = {}): string {
  return `/download_file?file_id=${encodeURIComponent(fileId)}${save ? '&download=1' : ''}`;
}

/** Where a small picture of a file is: of an image, or of the first page of a PDF. */
export function previewAddress(fileId: string, size: 'thumb' | 'screen'): string {
  return `/get_preview?file_id=${encodeURIComponent(fileId)}&size=${size}`;
}
