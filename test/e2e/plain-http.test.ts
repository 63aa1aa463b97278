import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Browser } from 'playwright-core';
import { openBrowser, withoutBrowser } from '../browser.ts';
import { type FreshDatabase, freshDatabase } from '../engines.ts';
import { INSTRUCTORS_CODE, type ServerProcess, startServer } from '../torture/server-process.ts';
import { handAt } from './hand.ts';
import { wordsIn } from './screen-words.ts';
import { visit } from './visitor.ts';

// A school's server is often reached as http://192.168.… or by a name of the house. To a browser that is no secure place: it has
// no worker, no clipboard, no notifications and no `crypto.randomUUID` there, and says nothing of where a request comes from.
const NAME = 'school.test';
const way = { language: 'zh', device: 'desktop', theme: 'light' } as const;
const words = wordsIn(way.language);

describe('the web app on plain http, by a name of the house', { skip: withoutBrowser }, () => {
  let browser: Browser;
  let place: FreshDatabase;
  let server: ServerProcess;
  before(async () => {
    browser = await openBrowser([`--host-resolver-rules=MAP ${NAME} 127.0.0.1`]);
    place = await freshDatabase('sqlite');
    server = await startServer(place);
  });
  after(async () => {
    await browser.close();
    await server.kill();
    await place.drop();
  });

  test('everything works that needs no secure place, and what does is not offered', async () => {
    const base = `http://${NAME}:${server.port}`;
    const visitor = await visit(browser, base, way);
    const { page } = visitor;
    await page.goto(`${base}/app/`);
    assert.deepEqual(await page.evaluate(() => [isSecureContext, 'clipboard' in navigator]), [false, false]);

    const hand = handAt(page, way);
    await hand.register({ username: 'tony', password: 'correct horse', answer: '北京', code: INSTRUCTORS_CODE });
    await hand.goTo('courses');
    await hand.createCourse({ name: '数据科学', code: 'A01' });

    await page.goto(`${base}/app/courses/A01`);
    const log = page.getByRole('log');
    await hand.say('明天交作业');
    // No longer waiting: it went out by the socket and came back.
    await log
      .getByRole('article')
      .filter({ hasText: '明天交作业' })
      .and(page.locator(':not(:has([aria-busy]))'))
      .waitFor();
    await page.locator('input[type=file]').setInputFiles({
      name: '笔记.txt',
      mimeType: 'text/plain',
      buffer: Buffer.from('第一讲\n'),
    });
    await page.getByRole('progressbar').waitFor({ state: 'detached' });
    await hand.say('笔记在这里');
    await log.getByText('笔记.txt').first().waitFor();

    await page.reload();
    await log.getByText('笔记.txt').first().waitFor();
    await log.getByRole('button', { name: words.messageActions }).first().click();
    await page.getByRole('menuitem').first().waitFor();
    // Nothing is copied here, neither a text nor a link.
    const offered = [
      '👍',
      '❤️',
      '😂',
      '🎉',
      '👀',
      '✅',
      '更多表情',
      '在话题中回复',
      '编辑',
      '置顶',
      '从这里起标为未读',
      '删除',
    ];
    assert.deepEqual(await page.getByRole('menuitem').allInnerTexts(), offered);
    await page.keyboard.press('Escape');

    await page.goto(`${base}/app/me`);
    await page.getByText('此浏览器在这里无法显示通知，需要通过 HTTPS 访问。').waitFor();
    await page.getByRole('button', { name: words.signOut, exact: true }).click();
    await page.getByRole('button', { name: words.signIn, exact: true }).waitFor();
    await hand.signIn('tony', 'correct horse');
    await page.getByRole('navigation', { name: words.main, exact: true }).waitFor();

    assert.deepEqual(visitor.troubles(), []);
    await visitor.close();
  });
});
