import { execFile } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { findProgram } from '../runner/programs.ts';
import { type Person, readObject } from '../torture/cast.ts';

/**
 * The document's line for sending a message, with the sender's session, run again until it has its answer, as somebody at a
 * terminal does; its `client_id` makes that safe.
 */
export async function curlMessage(url: string, room: string, { username, token }: Person, text: string): Promise<void> {
  const body = JSON.stringify({
    room_code: room,
    sender: username,
    message: text,
    file_id: '',
    client_id: `${room} ${text}`,
  });
  const run = findProgram(['curl']) === undefined ? post : curl;
  while (readObject(await run(`${url}/send_message`, body, token)).status !== 'success') await sleep(100);
}

/** Answers what was printed; nothing when the server was not there. */
async function curl(address: string, body: string, token: string): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>();
  execFile(
    'curl',
    ['-sS', '-X', 'POST', address, '-H', `Authorization: Bearer ${token}`, '-d', body],
    (_error, printed) => resolve(printed),
  );
  return promise;
}

/** The same bytes, where there is no curl. */
async function post(address: string, body: string, token: string): Promise<string> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/x-www-form-urlencoded' };
  return fetch(address, { method: 'POST', body, headers }).then(
    async (answer) => answer.text(),
    () => '',
  );
}
