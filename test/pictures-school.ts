import type { Places, Who } from './e2e/screen.ts';
import { talkAbout } from './e2e/talk.ts';
import { must } from './torture/cast.ts';

/** What everybody in the lively school signs in with. */
const PASSWORD = 'password';

export async function signIn(url: string, who: Exclude<Who, 'nobody'>): Promise<string> {
  const { token } = await must(url, '/login', { username: who, password: PASSWORD });
  return String(token);
}

/** Adds to the lively school what a full one lacks, a course and a group in which nothing has happened yet, and tells where all is. */
export async function furnishLively(url: string): Promise<Places> {
  const [tony, amy] = [await signIn(url, 'tony'), await signIn(url, 'amy')];
  await must(url, '/create_course', { course_code: 'NEW100', course_name: '机器学习导论', username: 'tony' }, tony);
  await must(url, '/create_chat', { room_code: 'G-QUIET', room_name: '毕业旅行', username: 'amy' }, amy);
  const { infos } = await must(url, '/get_courseinfo', { course_code: 'A01', section: 'announcement' }, tony);
  const newest: unknown = Array.isArray(infos) ? infos.at(0) : undefined;
  if (typeof newest !== 'object' || newest === null || !('id' in newest)) throw new Error('A01 has no announcement');
  const { token } = await must(url, '/create_invitation', { room_code: 'G-QUIET' }, amy);
  const description = '每周三晚上在图书馆三楼，带上笔记和问题。';
  for (const room_code of ['G-QUIET', 'G-REVIEW']) await must(url, '/edit_chat', { room_code, description }, amy);
  await must(url, '/create_chat', { room_code: 'G-ALL', room_name: '全年级', username: 'amy' }, amy);
  const { users } = await must(url, '/get_users', { room_code: 'A01' }, tony);
  for (const username of Array.isArray(users) ? users : [])
    await must(url, '/edit_user', { room_code: 'G-ALL', action: 'add', username }, amy);
  const talkers = { tony: { username: 'tony', token: tony }, amy: { username: 'amy', token: amy } };
  const talk = await talkAbout(url, talkers, Number(newest.id));
  return {
    course: 'A01',
    post: Number(newest.id),
    ...talk,
    emptyCourse: 'NEW100',
    archivedCourse: 'BUS301',
    openCourse: 'STA200',
    codeCourse: 'CS350',
    group: 'G-REVIEW',
    quietGroup: 'G-QUIET',
    bigGroup: 'G-ALL',
    invitation: String(token),
  };
}
