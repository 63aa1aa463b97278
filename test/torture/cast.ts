import assert from 'node:assert/strict';
import { allEndpoints } from '../../contract/index.ts';
import { INSTRUCTORS_CODE, type ServerProcess } from './server-process.ts';

export type Answer = { status: number; headers: Headers; body: Record<string, unknown> };
export type Person = { username: string; token: string };
/** head: admin; tony: instructor of A01; ann: of B01; amy: in A01, owner of G01; bob: in G01; eve: in nothing. */
export type Cast = Record<'head' | 'tony' | 'ann' | 'amy' | 'bob' | 'eve', Person> & { fileId: string };

export const PASSWORD = 'correct horse';

/** One call of the contract: a query for those that read, JSON for those that write. Answers outside the call come back too. */
export async function call(url: string, path: string, input: Record<string, unknown>, token?: string): Promise<Answer> {
  const reads = allEndpoints.find((one) => one.path === path)?.method === 'GET';
  const query = new URLSearchParams(Object.entries(input).map(([name, value]) => [name, String(value)]));
  const response = await fetch(reads ? `${url}${path}?${query}` : url + path, {
    method: reads ? 'GET' : 'POST',
    ...(!reads && { body: JSON.stringify(input) }),
    headers: bearer(token),
  });
  return { status: response.status, headers: response.headers, body: readObject(await response.text()) };
}

/** The same, where anything but success is a failure of the test. */
export async function must(
  url: string,
  path: string,
  input: Record<string, unknown>,
  token?: string,
): Promise<Record<string, unknown>> {
  const { status, body } = await call(url, path, input, token);
  assert.equal(body['status'], 'success', `${path} ${JSON.stringify(input)}: ${status} ${JSON.stringify(body)}`);
  return body;
}

export async function upload(
  url: string,
  bytes: string | Uint8Array<ArrayBuffer>,
  name: string,
  token?: string,
): Promise<Answer> {
  const form = new FormData();
  form.append('file', new Blob([bytes]), name);
  const response = await fetch(`${url}/upload_file`, { method: 'POST', body: form, headers: bearer(token) });
  return { status: response.status, headers: response.headers, body: readObject(await response.text()) };
}

export async function register(url: string, username: string, code?: string, password = PASSWORD): Promise<Person> {
  const input = {
    username,
    password,
    security_answer: `${username}'s answer`,
    ...(code !== undefined && { auth_code: code }),
  };
  const { token } = await must(url, '/register', input);
  return { username, token: String(token) };
}

/** Fills a fresh school: people, two courses, a group, a message with a file, a post. Without `withHead`, head is a student. */
export async function settle(server: ServerProcess, { withHead = true } = {}): Promise<Cast> {
  const { url } = server;
  const [head, tony, ann, amy, bob, eve] = await Promise.all([
    withHead ? register(url, 'head', server.invitation) : register(url, 'chief'),
    register(url, 'tony', INSTRUCTORS_CODE),
    register(url, 'ann', INSTRUCTORS_CODE),
    register(url, 'amy'),
    register(url, 'bob'),
    register(url, 'eve'),
  ]);
  await must(url, '/create_course', { course_code: 'A01', course_name: 'Data Science', username: 'tony' }, tony.token);
  await must(url, '/create_course', { course_code: 'B01', course_name: 'Biology', username: 'ann' }, ann.token);
  await must(url, '/select_course', { action: 'add', username: 'amy', course_code: 'A01' }, amy.token);
  await must(url, '/create_chat', { room_code: 'G01', room_name: 'A New Group', username: 'amy' }, amy.token);
  await must(url, '/select_course', { action: 'add', username: 'bob', course_code: 'A01' }, bob.token);
  await must(url, '/edit_user', { room_code: 'G01', action: 'add', username: 'bob' }, amy.token);
  const fileId = String((await upload(url, 'some notes', 'notes.txt', amy.token)).body['file_id']);
  await must(url, '/send_message', { room_code: 'G01', sender: 'amy', message: 'Hello!', file_id: fileId }, amy.token);
  const post = {
    course_code: 'A01',
    section: 'announcement',
    username: 'tony',
    title: 'Important!',
    body: 'Bring it.',
  };
  await must(url, '/add_courseinfo', post, tony.token);
  return { head, tony, ann, amy, bob, eve, fileId };
}

/** JSON text as an object; anything else is an empty one. */
export function readObject(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}

function bearer(token: string | undefined): Record<string, string> {
  return token === undefined ? {} : { authorization: `Bearer ${token}` };
}
