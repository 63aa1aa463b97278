import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, describe, test } from 'node:test';
import type { Browser, Locator, Page } from 'playwright-core';
import { openBrowser, withoutBrowser } from '../browser.ts';
import { freshDatabase } from '../engines.ts';
import { INSTRUCTORS_CODE, startServer, troubles } from '../torture/server-process.ts';
import { composerOf, type Hand, handAt } from './hand.ts';
import { told, words } from './school-day-words.ts';
import { visit, type Way } from './visitor.ts';

const BRIEF = Buffer.from('3, 4, 5\n');
const DATA = Buffer.from([0x50, 0x4b, 3, 4, 0, 255]);

/** A school day: from registration to homework set, seen and discussed. */
export function spendADayAtSchool(waysToGo: readonly Way[]): void {
  describe('a school day', { skip: withoutBrowser, concurrency: 2 }, () => {
    let browser: Browser;
    before(async () => {
      browser = await openBrowser();
    });
    after(() => browser.close());

    for (const way of waysToGo) {
      test(`from an empty server to homework set, seen and discussed: ${Object.values(way).join(' ')}`, async (t) => {
        const place = await freshDatabase('sqlite');
        t.after(() => place.drop());
        const server = await startServer(place);
        t.after(() => server.kill());
        const startPage = /http:\S+\/app\/start#\S+/.exec(server.printed())?.[0] ?? '';
        const url = new URL(startPage).origin;
        const [says, tells] = [words[way.language], told[way.language]];
        const meet = async () => {
          const visitor = await visit(browser, url, way);
          t.after(() => visitor.close());
          return visitor;
        };

        // The first start's page makes the administrator.
        const head = await meet();
        await head.page.goto(startPage);
        await becomeAdmin(handAt(head.page, way));
        assert.equal(new URL(head.page.url()).hash, '', 'the code stays in the address');
        await handAt(head.page, way).goTo('me');
        await head.page.getByRole('main').getByText(says.admin, { exact: true }).first().waitFor();

        // The instructor registers with the code and makes a course.
        const tony = await meet();
        const tonys = handAt(tony.page, way);
        await tony.page.goto(`${url}/app`);
        await tonys.register({ ...person('tony'), code: INSTRUCTORS_CODE });
        await tonys.goTo('courses');
        await tonys.createCourse({ name: tells.course, code: 'DS101' });
        await tony.page.getByRole('heading', { level: 1, name: tells.course }).waitFor();

        // The student registers, and is signed in on a second device that stands at the chats.
        const amy = await meet();
        const amys = handAt(amy.page, way);
        await amy.page.goto(`${url}/app`);
        await amys.register(person('amy'));
        await amys.goTo('courses');
        const second = await meet();
        const seconds = handAt(second.page, way);
        await second.page.goto(`${url}/app`);
        await seconds.signIn('amy', person('amy').password);
        await seconds.goTo('chats');
        const group = second.page
          .getByRole('navigation', { name: says.rooms, exact: true })
          .getByRole('link', { name: tells.course });
        await second.page
          .getByRole('button', { name: /新建群组|New group/ })
          .first()
          .waitFor();
        assert.equal(await group.count(), 0);

        // One tap, and the group is on the other device unasked.
        await amys.write(amy.page.getByRole('searchbox', { name: says.search }), tells.course.slice(0, 4));
        const pressed = amys.used().presses;
        await amys.press(amy.page.getByRole('button', { name: says.enrol(tells.course) }));
        assert.equal(amys.used().presses - pressed, 1);
        await amy.page.getByText(says.enrolled(tells.course)).waitFor();
        await group.waitFor();

        // Where the student has the course open: the group, the activity, the assignments.
        await amys.press(amy.page.getByRole('main').getByRole('link', { name: tells.course }));
        await composerOf(amy.page, way).waitFor();
        await seconds.goTo('activity');
        await second.page.getByText(says.noActivity).waitFor();
        const third = await second.context.newPage();
        await third.goto(`${url}/app/courses/DS101/assignments`);
        await third.getByText(says.noAssignments).waitFor();

        // Homework with a date and two files.
        await tonys.say(lines(tells.line, 30));
        const due = '2099-03-04T23:59';
        await tonys.press(tony.page.getByRole('button', { name: says.setHomework }));
        const editor = tony.page.getByRole('dialog', { name: says.setHomework });
        await tonys.write(editor.getByRole('textbox', { name: says.title }), tells.title);
        await tonys.write(editor.getByLabel(says.due, { exact: true }), due);
        await tonys.write(editor.getByRole('textbox', { name: says.body }), tells.body);
        const picking = tony.page.waitForEvent('filechooser');
        await tonys.press(editor.getByRole('button', { name: says.attach }));
        await (
          await picking
        ).setFiles([
          { name: tells.brief, mimeType: 'text/plain', buffer: BRIEF },
          { name: 'data.zip', mimeType: 'application/zip', buffer: DATA },
        ]);
        await tonys.press(editor.getByRole('button', { name: says.post, exact: true }));

        const card = cardIn(amy.page, tells.title);
        const inActivity = second.page.getByRole('main').getByRole('link', { name: tells.title });
        const inTab = third.getByRole('article', { name: tells.title });
        await Promise.all([card, inActivity, inTab].map((one) => one.waitFor()));
        await editor.waitFor({ state: 'hidden' });
        for (const where of [card, inActivity, inTab]) {
          const text = (await where.textContent()) ?? '';
          assert.match(text, says.dueAt);
          assert.match(text, /23:59/);
        }
        // From the activity there and back again.
        await seconds.press(inActivity);
        await second.page.getByRole('article', { name: tells.title }).waitFor();
        await (way.device === 'phone' ? seconds.goBack() : seconds.goTo('activity'));
        await inActivity.waitFor();

        // The student opens it in the middle of the room, and is there again afterwards.
        await tonys.say(lines(tells.line, 40));
        await amy.page.getByRole('log').getByText(`${tells.line} 40`).first().waitFor();
        // Whoever is at the end of a room stays there while it grows.
        for (const { page } of [tony, amy]) assert.ok((await toTheEnd(page.getByRole('log'))) < 2);
        await scrollTo(amys, card);
        const place1 = await card.boundingBox();
        await amys.press(card);
        const opened = amy.page.getByRole(way.device === 'phone' ? 'dialog' : 'complementary', { name: says.kind });
        await opened.getByText(tells.inBody).waitFor();
        await opened.getByText(says.size, { exact: true }).waitFor();
        assert.ok(await card.isVisible(), 'the card is out of sight while it is open');
        const saved = amy.page.waitForEvent('download');
        await amys.press(opened.getByRole('link', { name: says.save(tells.brief) }));
        const download = await saved;
        assert.equal(download.suggestedFilename(), tells.brief);
        assert.deepEqual(await readFile(await download.path()), BRIEF);
        await opened.getByRole('link', { name: 'data.zip' }).waitFor();
        await amys.press(opened.getByRole('button', { name: says.close }));
        await opened.waitFor({ state: 'hidden' });
        const place2 = await card.boundingBox();
        assert.ok(Math.abs((place1?.y ?? 0) - (place2?.y ?? -99)) <= 2, `the room moved: ${place1?.y} to ${place2?.y}`);

        // They talk about it.
        await amys.say(tells.ask);
        await tony.page.getByRole('log').getByText(tells.ask).waitFor();
        await tonys.say(tells.reply);
        await amy.page.getByRole('log').getByText(tells.reply).waitFor();

        // The instructor edits the post, then deletes it.
        await scrollTo(tonys, cardIn(tony.page, tells.title));
        await tonys.press(cardIn(tony.page, tells.title));
        await tonys.press(tony.page.getByRole('button', { name: says.more(tells.title) }));
        await tonys.press(tony.page.getByRole('menuitem', { name: says.edit }));
        const editing = tony.page.getByRole('dialog', { name: says.editing });
        await tonys.write(editing.getByRole('textbox', { name: says.title }), tells.newTitle);
        await tonys.press(editing.getByRole('button', { name: says.keep, exact: true }));
        await third.getByRole('article', { name: tells.newTitle }).waitFor();
        await second.page.getByRole('main').getByRole('link', { name: tells.newTitle }).waitFor();
        // The room tells what was changed.
        await cardIn(amy.page, tells.newTitle).filter({ hasText: says.updated }).waitFor();
        await tonys.press(tony.page.getByRole('button', { name: says.more(tells.newTitle) }));
        await tonys.press(tony.page.getByRole('menuitem', { name: says.remove }));
        await tony.page.getByText(says.removing(tells.newTitle)).waitFor();
        // On a desktop the page goes before the way back has closed.
        if (way.device === 'desktop') await tony.page.reload();
        await third.getByText(says.noAssignments).waitFor({ timeout: 15_000 });
        await second.page.getByText(says.noActivity).waitFor();
        // The room tells of it.
        await amy.page.getByRole('log').getByText(says.removed).waitFor();

        for (const one of [head, tony, amy, second]) assert.deepEqual(one.troubles(), []);
        assert.deepEqual(troubles(server), []);
      });
    }

    async function becomeAdmin(hand: Hand): Promise<void> {
      const says = words[hand.way.language];
      const { username, password, answer } = person('head');
      await hand.write(hand.page.getByRole('textbox', { name: says.username }), username);
      await hand.write(hand.page.getByRole('textbox', { name: says.password }), password);
      await hand.write(hand.page.getByRole('textbox', { name: says.answer }), answer);
      await hand.press(hand.page.getByRole('button', { name: says.doStart }));
      await hand.page.getByRole('navigation').first().waitFor();
    }
  });
}

function person(username: string) {
  return { username, password: `a quiet morning by the lake`, answer: `${username}'s answer` };
}

function lines(text: string, last: number): string {
  return Array.from({ length: 20 }, (_, i) => `${text} ${last - 19 + i}`).join('\n\n');
}

function cardIn(page: Page, title: string): Locator {
  return page.getByRole('log').getByRole('button', { name: title });
}

/** Scrolls the room up until something is in sight and stands still. */
async function scrollTo({ page }: Hand, what: Locator): Promise<void> {
  const log = page.getByRole('log');
  const room = await log.boundingBox();
  assert.ok(room);
  for (let tries = 0; tries < 40; tries++) {
    await standsStill(log);
    const box = (await what.isVisible()) ? await what.boundingBox() : null;
    if (box !== null && box.y > room.y + 40 && box.y + box.height < room.y + room.height - 40) return;
    await log.hover();
    await page.mouse.wheel(0, -150);
  }
  assert.fail('it is nowhere in the room');
}

/** Px of the room below what is in sight. */
async function toTheEnd(log: Locator): Promise<number> {
  await standsStill(log);
  return log.evaluate((element) => element.scrollHeight - element.clientHeight - element.scrollTop);
}

/** Scrolling goes on for some frames. */
async function standsStill(log: Locator): Promise<void> {
  await log.evaluate(async (element) => {
    for (let still = 0, at = element.scrollTop; still < 12;) {
      await new Promise(requestAnimationFrame);
      still = element.scrollTop === at ? still + 1 : 0;
      at = element.scrollTop;
    }
  });
}
