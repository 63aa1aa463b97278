import { call, must, type Person, register, upload } from '../torture/cast.ts';
import type { ServerProcess } from '../torture/server-process.ts';
import { hostileStrings } from './hostile-strings.ts';
import { aPicture, furnish } from './screen-school.ts';

/** What of the strings each field took, as it is shown. */
export type Written = {
  [Of in 'nicknames' | 'usernames' | 'courses' | 'codes' | 'rooms' | 'titles' | 'files']: string[];
};

/** Where the messages are: a room of amy and bob, each message with its number before it. */
export const ROOM = 'H01';
/** Before the text of message or post number `at`, in a paragraph of its own. */
export const numbered = (text: string, at: number) => `№${at};\n\n${text}`;
export const numbers = hostileStrings.map((_, at) => `№${at};`);

const IN_A_NAME = '<img src=x onerror=__hit()>';

/** The school with something of everything, and in every field in which people write all that it takes of the hostile strings. */
export async function poison(server: ServerProcess) {
  const { cast, places } = await furnish(server);
  const { url } = server;
  const { tony, amy, bob, eve, head } = cast;
  const written: Written = { nicknames: [], usernames: [], courses: [], codes: [], rooms: [], titles: [], files: [] };
  const taken = async (path: string, input: Record<string, unknown>, by: Person) =>
    (await call(url, path, input, by.token)).body['status'] === 'success';
  const each = async (act: (text: string, at: number) => Promise<void>) => {
    const queue = hostileStrings.entries();
    const work = async () => {
      for (const [at, text] of queue) await act(text, at);
    };
    await Promise.all(Array.from({ length: 8 }, work));
  };

  await must(url, '/create_chat', { room_code: ROOM, room_name: IN_A_NAME, username: 'amy' }, amy.token);
  await must(url, '/edit_user', { room_code: ROOM, action: 'add', username: 'bob' }, amy.token);
  const newcomers: string[] = [];
  await each(async (text, at) => {
    // A message of its own each: what one breaks must not hide what another does.
    const message = { room_code: ROOM, sender: 'bob', message: numbered(text, at) };
    await must(url, '/send_message', message, bob.token);

    const { body } = await upload(url, 'x', text, tony.token);
    const post = { course_code: places.course, section: 'content', username: 'tony', body: numbered(text, at) };
    const file_ids = [String(body['file_id'])];
    // The server keeps of a name what a name may be.
    written.files.push(String((await must(url, '/get_filename', { file_id: file_ids[0] }, tony.token))['file_name']));
    if (await taken('/add_courseinfo', { ...post, title: text, file_ids }, tony)) written.titles.push(text);
    else await must(url, '/add_courseinfo', { ...post, title: `№${at}`, file_ids }, tony.token);

    const course = { course_name: text, username: 'tony' };
    const [ownCode, otherCode] = [{ course_code: text }, { course_code: `C${at}` }];
    if (await taken('/create_course', { ...course, ...ownCode }, tony)) written.codes.push(text);
    if (written.codes.includes(text) || (await taken('/create_course', { ...course, ...otherCode }, tony)))
      written.courses.push(text);

    if (await taken('/create_chat', { room_code: `R${at}`, room_name: text, username: 'amy' }, amy)) {
      written.rooms.push(text);
      await must(url, '/send_message', { room_code: `R${at}`, sender: 'amy', message: text }, amy.token);
    }
  });
  await each(async (text, at) => {
    // Registering takes longest by far: only those whom the name is given to.
    if ([...text].length > 64) return;
    const own = await call(url, '/register', { username: text, password: 'correct horse' });
    const somebody =
      own.body['status'] === 'success'
        ? { username: text, token: String(own.body['token']) }
        : await register(url, `u${at}`);
    if (somebody.username === text) written.usernames.push(text);
    newcomers.push(somebody.username);
    if (await taken('/change_info', { username: somebody.username, nickname: text }, somebody))
      written.nicknames.push(text);
  });
  await must(url, '/enrol_list', { course_code: places.course, usernames: newcomers }, tony.token);

  for (const person of [tony, amy, bob, eve, head])
    await must(
      url,
      '/change_info',
      { username: person.username, nickname: `${IN_A_NAME}${person.username}` },
      person.token,
    );
  await must(url, '/edit_course', { course_code: places.course, course_name: `${IN_A_NAME}{{7*7}}` }, tony.token);
  await must(url, '/edit_chat', { room_code: places.group, room_name: `"><svg onload=__hit()>` }, amy.token);
  const picture = String((await upload(url, await aPicture('#335577'), `${IN_A_NAME}.png`, bob.token)).body['file_id']);
  const text = String((await upload(url, IN_A_NAME, `${IN_A_NAME}.txt`, bob.token)).body['file_id']);
  const message = { room_code: places.group, sender: 'bob', message: IN_A_NAME, file_ids: [picture, text] };
  await must(url, '/send_message', message, bob.token);

  return { cast, places, written };
}
