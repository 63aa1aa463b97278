import { Check } from 'typebox/value';
import { type Static, Type } from 'typebox';
import { uploadFile } from '../../contract/files.ts';
import { Refusal, Unreachable } from '../kernel/api.ts';
import type { Sending } from './sending.ts';

type Uploaded = Static<typeof uploadFile.answer>;
const refused = Type.Object({ status: Type.Literal('fail'), code: Type.String(), message: Type.String() });

/** Sends a file; answers its id. Throws `Refusal` or `Unreachable`. */
export async function upload(file: File, { inParts, ...sending }: Sending): Promise<string> {
  if (!inParts) return (await sendWhole(file, sending)).file_id;
  // Most files are small.
  const { sendInParts } = await import('./upload-parts.ts');
  return sendInParts(file, sending);
}

/** By XMLHttpRequest, since fetch says nothing of progress. */
async function sendWhole(
  file: File,
  { onProgress, signal }: Pick<Sending, 'onProgress' | 'signal'>,
): Promise<Uploaded> {
  const { promise, resolve, reject } = Promise.withResolvers<Uploaded>();
  const request = new XMLHttpRequest();
  const stop = () => request.abort();
  signal.addEventListener('abort', stop);
  request.upload.addEventListener('progress', ({ loaded, total }) => onProgress(total === 0 ? 0 : loaded / total));
  request.addEventListener('load', () => {
    const answer = parsed(request.responseText);
    if (Check(uploadFile.answer, answer)) resolve(answer);
    else if (Check(refused, answer)) reject(new Refusal({ ...answer, http: request.status }));
    else reject(new Unreachable(uploadFile.path));
  });
  for (const end of ['error', 'abort', 'timeout'] as const) {
    request.addEventListener(end, () => reject(new Unreachable(uploadFile.path)));
  }
  request.open('POST', uploadFile.path);
  const form = new FormData();
  form.set('file', file);
  request.send(form);
  try {
    return await promise;
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
