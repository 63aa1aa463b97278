import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import { type Cast, must, type Person, register, settle, upload } from '../torture/cast.ts';
import type { ServerProcess } from '../torture/server-process.ts';
import type { Places } from './screen.ts';
import { talkAbout } from './talk.ts';

const A_DAY = 86_400_000;

const markdown = [
  '# 第三周 Week 3',
  '**重点**、*斜体*、~~旧的~~ and `inline code`, see <https://example.org/notes> or [the notes](https://example.org/).',
  '> 学而时习之\n>\n> 不亦说乎',
  '1. first\n2. second\n   - nested\n\n- [ ] todo',
  '| 题 | 分 |\n|---|---:|\n| 1 | 20 |\n| 2 | 30 |',
  '```python\ndef area(r: float) -> float:\n    # 圆的面积 circle\n    return 3.14159 * r ** 2  # "text" None True\n```',
  '```\nplain\n```',
  'Inline $e^{i\\pi} + 1 = 0$ and\n\n$$\\sum_{k=1}^{n} k = \\frac{n(n+1)}{2}$$',
].join('\n\n');

/** Something of everything that a screen can show, for the cast that every other test has. */
export async function furnish(server: ServerProcess): Promise<{ cast: Cast; places: Places }> {
  const cast = await settle(server);
  const { url } = server;
  const { tony, amy, bob, eve } = cast;
  const say = (from: Person, room: string, message: string, ids: string[] = []) =>
    must(url, '/send_message', { room_code: room, sender: from.username, message, file_ids: ids }, from.token);
  /** Each sends what is their own. */
  const keep = async (by: Person, ...files: (readonly [name: string, bytes: Uint8Array<ArrayBuffer> | string])[]) =>
    Promise.all(
      files.map(async ([name, bytes]) => {
        const { body } = await upload(url, bytes, name, by.token);
        assert.equal(body['status'], 'success', JSON.stringify(body));
        return String(body['file_id']);
      }),
    );
  const course = async (code: string, name: string, more: Record<string, unknown> = {}) => {
    await must(url, '/create_course', { course_code: code, course_name: name, username: 'tony' }, tony.token);
    if (Object.keys(more).length > 0) await must(url, '/edit_course', { course_code: code, ...more }, tony.token);
  };
  const post = (section: string, title: string, body: string, more: Record<string, unknown> = {}) =>
    must(url, '/add_courseinfo', { course_code: 'A01', section, username: 'tony', title, body, ...more }, tony.token);

  const picture = ['白板 whiteboard.png', await aPicture('#3a6ea5')] as const;
  const second = ['photo.png', await aPicture('#a53a5e')] as const;
  const long = '作业 homework with a rather long name, as people give them to files.pdf';
  const pdf = [long, await sample('sample.pdf')] as const;
  const notes = ['notes.txt', 'notes, line by line\n'] as const;
  const song = ['lecture.mp3', await sample('lively/sample.mp3')] as const;
  const film = ['experiment.mp4', await sample('lively/sample.mp4')] as const;

  await must(url, '/change_info', { username: 'amy', nickname: '艾米' }, amy.token);
  const form = new FormData();
  form.append('file', new Blob([await aPicture('#2f855a')]), 'me.png');
  const portrait = await fetch(`${url}/upload_picture`, {
    method: 'POST',
    body: form,
    headers: { authorization: `Bearer ${amy.token}` },
  });
  assert.ok(portrait.ok);

  await must(url, '/enrol_list', { course_code: 'A01', usernames: ['eve'] }, tony.token);
  await must(url, '/edit_assistant', { course_code: 'A01', action: 'add', username: 'eve' }, tony.token);
  await course('E01', '空课程 Empty');
  await course('K01', 'By code 凭码', { enrolment: 'code', enrolment_code: 'spring' });
  await course('Z01', '去年的课 Last year');
  await must(url, '/select_course', { action: 'add', username: 'amy', course_code: 'Z01' }, amy.token);
  await say(tony, 'Z01', '祝大家假期愉快');
  await must(url, '/edit_course', { course_code: 'Z01', archived: 1 }, tony.token);

  await post('assignment', '第一次作业 Assignment 1', 'Was due.', { due: Date.now() - 2 * A_DAY });
  await post('assignment', '第二次作业 Assignment 2', markdown, {
    due: Date.now() + A_DAY,
    file_ids: await keep(tony, pdf),
  });
  await post('content', '第一讲 Lecture 1', '一段很长的说明。'.repeat(200), {
    file_ids: await keep(tony, picture, song, film, notes),
  });
  const { id } = await post('announcement', '停课通知 No lecture on Friday', markdown, {
    file_ids: await keep(tony, notes, picture),
  });

  await say(tony, 'A01', markdown);
  await say(eve, 'A01', '有问题可以问我 👩‍🏫', await keep(eve, song, film));
  await say(
    bob,
    'A01',
    'https://example.org/a/very/long/address/that/goes/on/and/on/and/on/without/any/place/to/break/it',
  );
  await say(tony, 'A01', '收到');
  const talk = await talkAbout(url, cast, Number(id));
  await must(url, '/edit_chat', { room_code: 'G01', room_name: '期末复习小组 Finals' }, amy.token);
  await say(bob, 'G01', '看这个', await keep(bob, picture, second));
  await say(amy, 'G01', '', await keep(amy, pdf, notes));
  await say(bob, 'G01', '好的');
  await must(url, '/create_chat', { room_code: 'G02', room_name: '安静 Quiet', username: 'amy' }, amy.token);

  const description = '每周三晚上一起复习 We revise on Wednesdays.\n带上笔记。';
  await must(url, '/edit_chat', { room_code: 'G01', description }, amy.token);
  await must(url, '/create_chat', { room_code: 'G03', room_name: '全年级 All of us', username: 'amy' }, amy.token);
  const pupils = await Promise.all(Array.from({ length: 9 }, async (_, at) => register(url, `pupil${at}`)));
  await must(url, '/edit_user', { room_code: 'G03', action: 'add', username: 'tony' }, amy.token);
  // Who teaches finds everybody.
  for (const { username } of [...pupils, bob, eve])
    await must(url, '/edit_user', { room_code: 'G03', action: 'add', username }, tony.token);
  const { token } = await must(url, '/create_invitation', { room_code: 'G02' }, amy.token);

  const places = {
    course: 'A01',
    post: Number(id),
    ...talk,
    emptyCourse: 'E01',
    archivedCourse: 'Z01',
    openCourse: 'B01',
    codeCourse: 'K01',
    group: 'G01',
    quietGroup: 'G02',
    bigGroup: 'G03',
    invitation: String(token),
  };
  return { cast, places };
}

export async function aPicture(background: string): Promise<Uint8Array<ArrayBuffer>> {
  return Uint8Array.from(
    await sharp({ create: { width: 640, height: 400, channels: 3, background } })
      .png()
      .toBuffer(),
  );
}

async function sample(name: string): Promise<Uint8Array<ArrayBuffer>> {
  return Uint8Array.from(await readFile(new URL(`../../server/demo/${name}`, import.meta.url)));
}
