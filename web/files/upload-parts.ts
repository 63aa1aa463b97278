import { DetailedError, Upload } from 'tus-js-client';
import { Type } from 'typebox';
import { Check } from 'typebox/value';
import { uploadInParts } from '../../contract/uploads.ts';
import { Refusal, Unreachable } from '../kernel/api.ts';
import type { Sending } from './sending.ts';

const refused = Type.Object({ status: Type.Literal('fail'), code: Type.String(), message: Type.String() });
/** ms between tries before the network is said to be the trouble. */
const PAUSES = [0, 1_000, 3_000];

/** Sends a file in parts by tus; goes on where it stopped. Answers the file's id. Throws `Refusal` or `Unreachable`. */
export async function sendInParts(
  file: File,
  { address, signal, onAddress, onProgress }: Omit<Sending, 'inParts'>,
): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const upload = new Upload(file, {
    endpoint: uploadInParts.path,
    uploadUrl: address ?? null,
    metadata: { filename: file.name },
    retryDelays: PAUSES,
    // This app remembers where an upload goes on, by whom and in which place.
    storeFingerprintForResuming: false,
    onShouldRetry: (error) => {
      const status = error.originalResponse?.getStatus() ?? 0;
      return status === 0 || status >= 500 || status === 409 || status === 423;
    },
    onUploadUrlAvailable: () => {
      if (upload.url !== null) onAddress(upload.url);
    },
    onProgress: (sent, all) => onProgress(all === 0 ? 0 : sent / all),
    onSuccess: () => resolve(idIn(upload.url)),
    onError: (error) => reject(explain(error)),
  });
  const stop = () => {
    void upload.abort();
    reject(new Unreachable(uploadInParts.path));
  };
  signal.addEventListener('abort', stop);
  upload.start();
  try {
    return await promise;
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

function idIn(address: string | null): string {
  return new URL(address ?? '', location.origin).searchParams.get('file_id') ?? '';
}

function explain(error: Error): Error {
  const answer = error instanceof DetailedError ? error.originalResponse : null;
  const body = parsed(answer?.getBody() ?? '');
  if (answer !== null && Check(refused, body) && body.code !== 'server_error')
    return new Refusal({ ...body, http: answer.getStatus() });
  return new Unreachable(uploadInParts.path, { cause: error });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
