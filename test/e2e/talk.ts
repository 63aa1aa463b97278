import { must, type Person } from '../torture/cast.ts';

/** A message with all that can be done to one, and replies to it and to a post. Answers the roots of both threads. */
export async function talkAbout(
  url: string,
  { tony, amy }: Record<'tony' | 'amy', Person>,
  post: number,
): Promise<{ thread: number; card: number }> {
  const say = (from: Person, message: string, more: Record<string, unknown> = {}) =>
    must(url, '/send_message', { room_code: 'A01', sender: from.username, message, ...more }, from.token);
  const { id } = await say(tony, '周五的讨论课改到三楼 @all @amy');
  const root = { room_code: 'A01', id };
  await must(url, '/edit_message', { ...root, message: '周五的讨论课改到 **四楼** @all @amy' }, tony.token);
  await must(url, '/react', { ...root, emoji: '👍', action: 'add' }, amy.token);
  await must(url, '/pin_message', { ...root, action: 'add' }, tony.token);
  await say(amy, '四楼哪一间？', { thread: id });
  await say(tony, '401', { thread: id });
  const { info } = await must(url, '/get_post', { id: post }, amy.token);
  const card = typeof info === 'object' && info !== null && 'thread' in info ? info.thread : undefined;
  for (const message of ['那下周补课吗？', '作业还是周日交？']) await say(amy, message, { thread: card });
  await say(tony, '下周三晚上补', { thread: card });
  await say(amy, '知道了');
  return { thread: Number(id), card: Number(card) };
}
