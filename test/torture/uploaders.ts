import assert from 'node:assert/strict';
import { type ClientRequest, type IncomingMessage, request } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { readObject } from './cast.ts';

export type Target = { url: string; token: string };
/** `pause`: ms between its pieces. */
export type Sent = { name: string; bytes: Uint8Array<ArrayBuffer>; pause: number };
/**
 * One kind of client. `send` sends one file and answers its id once the server has acknowledged it; it throws whatever breaks with the
 * connection, and an AssertionError for an answer that should not be. `goOn` finishes what broke: answers the bytes of each by its id.
 */
export type Uploader = {
  send(target: Target, file: Sent): Promise<string>;
  goOn?(target: Target): Promise<Map<string, Uint8Array>>;
};

const PIECE = 32 * 1024;

/** The documented call, by multipart/form-data. What breaks is gone. */
export const byForm: Uploader = {
  async send({ url, token }, { name, bytes, pause }) {
    async function* form() {
      yield Buffer.from(`--b\r\nContent-Disposition: form-data; name="file"; filename="${name}"\r\n\r\n`);
      yield* inPieces(bytes, pause);
      yield Buffer.from('\r\n--b--\r\n');
    }
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'multipart/form-data; boundary=b' };
    const call = request(`${url}/upload_file`, { method: 'POST', headers });
    const [answer] = await Promise.all([answerTo(call), pipeline(form, call)]);
    const said = readObject(answer.text);
    assert.equal(said['status'], 'success', answer.text);
    return String(said['file_id']);
  },
};

/** By tus, each file in two parts; what broke goes on where it stopped. */
export function inParts(): Uploader {
  const begun = new Map<string, Uint8Array<ArrayBuffer>>();

  async function patch({ url, token }: Target, id: string, offset: number, bytes: Uint8Array, pause: number) {
    const headers = {
      ...tusHeaders(token),
      'content-type': 'application/offset+octet-stream',
      'upload-offset': String(offset),
    };
    const call = request(`${url}/upload_in_parts?file_id=${id}`, { method: 'PATCH', headers });
    const [answer] = await Promise.all([answerTo(call), pipeline(inPieces(bytes, pause), call)]);
    assert.equal(answer.status, 204, answer.text);
  }

  return {
    async send(target, { name, bytes, pause }) {
      const headers = {
        ...tusHeaders(target.token),
        'upload-length': String(bytes.length),
        'upload-metadata': `filename ${Buffer.from(name).toString('base64')}`,
      };
      const call = request(`${target.url}/upload_in_parts`, { method: 'POST', headers });
      call.end();
      const answer = await answerTo(call);
      assert.equal(answer.status, 201, answer.text);
      const id = String(readObject(answer.text)['file_id']);
      begun.set(id, bytes);
      const half = Math.floor(bytes.length / 2);
      await patch(target, id, 0, bytes.subarray(0, half), pause);
      await patch(target, id, half, bytes.subarray(half), pause);
      begun.delete(id);
      return id;
    },
    async goOn(target) {
      const finished = new Map<string, Uint8Array>();
      for (const [id, bytes] of begun) {
        const call = request(`${target.url}/upload_in_parts?file_id=${id}`, {
          method: 'HEAD',
          headers: tusHeaders(target.token),
        });
        call.end();
        const { status, offset } = await answerTo(call);
        assert.equal(status, 200, `upload ${id} that was begun is gone`);
        if (offset < bytes.length) await patch(target, id, offset, bytes.subarray(offset), 0);
        finished.set(id, bytes);
      }
      begun.clear();
      return finished;
    },
  };
}

function tusHeaders(token: string): Record<string, string> {
  return { authorization: `Bearer ${token}`, 'tus-resumable': '1.0.0' };
}

async function* inPieces(bytes: Uint8Array, pause: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += PIECE) {
    yield bytes.subarray(at, at + PIECE);
    if (pause > 0) await sleep(pause);
  }
}

/** `offset`: of an upload in parts; else NaN. */
async function answerTo(call: ClientRequest): Promise<{ status: number; offset: number; text: string }> {
  const answer = await new Promise<IncomingMessage>((resolve, reject) =>
    call.on('response', resolve).on('error', reject),
  );
  let text = '';
  for await (const chunk of answer) text += String(chunk);
  const offset = Number(answer.headers['upload-offset'] ?? Number.NaN);
  return { status: answer.statusCode ?? 0, offset, text };
}
