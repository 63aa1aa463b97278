import assert from 'node:assert/strict';
import { createHash, randomFillSync } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { after, before, describe, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { openBrowser, withoutBrowser } from '../browser.ts';
import { freshDatabase } from '../engines.ts';
import { must, type Person, settle } from '../torture/cast.ts';
import { startServer, troubles } from '../torture/server-process.ts';
import { handAt } from './hand.ts';
import { layLine } from './line.ts';
import { signInAs, visit, type Way } from './visitor.ts';

const words = {
  zh: {
    attach: '添加文件',
    sending: (name: string) => `正在上传 ${name}`,
    cancel: (name: string) => `停止上传 ${name}`,
    pause: (name: string) => `暂停上传 ${name}`,
    paused: /^已暂停/,
    goOn: (name: string) => `继续上传 ${name}`,
    uploaded: '已上传',
    unreachable: /^连不上服务器/,
    failed: '有文件没有传上去，请重试或移除。',
    name: '实验录像.bin',
    text: '录像在这里',
  },
  en: {
    attach: 'Attach files',
    sending: (name: string) => `Uploading ${name}`,
    cancel: (name: string) => `Stop uploading ${name}`,
    pause: (name: string) => `Pause uploading ${name}`,
    paused: /^Paused/,
    goOn: (name: string) => `Go on uploading ${name}`,
    uploaded: 'Uploaded',
    unreachable: /^The server cannot be reached/,
    failed: 'A file did not upload. Try it again or remove it.',
    name: 'experiment.bin',
    text: 'Here is the film',
  },
};

const SIZE = 50 * 1024 * 1024;

/** A large file whose upload breaks half way: on a desktop the server dies, on a phone the network does, and the page is loaded again. */
export function cutUploadsOff(some: readonly Way[]): void {
  describe('a 50 MB upload cut off', { skip: withoutBrowser, concurrency: 2 }, () => {
    let browser: Browser;
    before(async () => {
      browser = await openBrowser();
    });
    after(() => browser.close());

    for (const way of some) {
      test(`is seen, stopped, held, goes on by itself where it broke off and arrives whole: ${Object.values(way).join(' ')}`, async (t) => {
        const place = await freshDatabase('sqlite');
        t.after(() => place.drop());
        let server = await startServer(place);
        t.after(() => server.kill());
        const { amy, bob } = await settle(server);
        const { url, port } = server;
        const line = await layLine(port);
        t.after(() => line.close());
        const says = words[way.language];
        const path = join(place.dataDir, says.name);
        const bytes = randomFillSync(Buffer.alloc(SIZE));
        await writeFile(path, bytes);

        const enter = async (at: string, { token }: Person) => {
          const visitor = await visit(browser, at, way);
          t.after(() => visitor.close());
          await signInAs(visitor, at, token);
          await visitor.page.goto(`${at}/app/chats/G01`);
          return { ...visitor, hand: handAt(visitor.page, way) };
        };
        const [amys, bobs] = await Promise.all([enter(line.url, amy), enter(url, bob)]);
        const { page, hand } = amys;
        const pick = async () => {
          const picking = page.waitForEvent('filechooser');
          await hand.press(page.getByRole('button', { name: says.attach }));
          await (await picking).setFiles(path);
        };
        const button = (name: string) => page.getByRole('button', { name, exact: true });
        const progress = page.getByRole('progressbar', { name: says.sending(says.name) });
        const arriving = async () => readdir(join(place.dataDir, 'files', 'parts'));

        // Stopped by its writer: nothing of it stays anywhere.
        const stopped = line.holdAfter(SIZE / 2);
        await pick();
        await stopped;
        await isHalfWay(page, progress);
        assert.equal((await arriving()).length, 1);
        await hand.press(button(says.cancel(says.name)));
        await progress.waitFor({ state: 'detached' });
        line.letGo();
        await until(async () => (await arriving()).length === 0);

        // Held, and let go on by its writer.
        const paused = line.holdAfter(SIZE / 4);
        await pick();
        await paused;
        await hand.press(button(says.pause(says.name)));
        await page.getByText(says.paused).waitFor();
        line.letGo();
        // A message does not go out without its file.
        await hand.say(says.text);
        await page.getByText(says.failed).waitFor();
        const half = line.holdAfter(SIZE / 4);
        await hand.press(button(says.goOn(says.name)));
        await half;
        await isHalfWay(page, progress);

        // Cut off half way: it goes on by itself where it stopped, on a phone after the page was loaded again.
        await settled(join(place.dataDir, 'files', 'parts'));
        const dies = way.device === 'desktop';
        const carried = line.carried();
        if (dies) await server.kill();
        else line.cut();
        await page.getByRole('alert').filter({ hasText: says.unreachable }).waitFor();
        const printed = troubles(server);
        if (dies) server = await startServer(place, { PORT: String(port) });
        else line.mend();
        if (!dies) await page.reload();
        await page.getByLabel(says.uploaded, { exact: true }).waitFor({ timeout: 30_000 });
        const more = line.carried() - carried;
        assert.ok(more < SIZE / 2 + SIZE / 50, `${more} bytes for the other half`);
        await until(async () => (await arriving()).length === 0);
        assert.deepEqual(await filesOf(url, bob), ['notes.txt']);
        await hand.say(says.text);
        const saved = bobs.page.waitForEvent('download');
        const card = bobs.page.getByRole('log').getByRole('link', { name: says.name });
        await bobs.hand.press(card);
        const download = await saved;
        assert.equal(download.suggestedFilename(), says.name);
        assert.equal(await hashOf(await download.path()), createHash('sha256').update(bytes).digest('hex'));
        assert.deepEqual(await filesOf(url, bob), [says.name, 'notes.txt']);
        assert.deepEqual([...amys.troubles(), ...bobs.troubles(), ...printed, ...troubles(server)], []);
      });
    }
  });
}

/** The bar says how far it has come. */
async function isHalfWay(page: Page, progress: ReturnType<Page['getByRole']>): Promise<void> {
  await progress.waitFor();
  const bar = await progress.elementHandle();
  await page.waitForFunction(
    (element) => element instanceof HTMLProgressElement && element.value > 0.3 && element.value < 1,
    bar,
  );
}

/** What has gone over the cable has come to the disk: nothing of it grows any more. */
async function settled(folder: string): Promise<void> {
  const sizeOf = async () => {
    const sizes = await Promise.all((await readdir(folder)).map(async (name) => (await stat(join(folder, name))).size));
    return sizes.reduce((sum, size) => sum + size, 0);
  };
  for (let [earlier, now] = [-1, await sizeOf()]; now !== earlier;) {
    await new Promise((again) => setTimeout(again, 300));
    [earlier, now] = [now, await sizeOf()];
  }
}

/** The names of the files of the group, newest first. */
async function filesOf(url: string, { token }: Person): Promise<unknown[]> {
  const { files } = await must(url, '/get_room_files', { room_code: 'G01' }, token);
  assert.ok(Array.isArray(files));
  return files.map((file: { file_name: unknown }) => file.file_name);
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

async function until(done: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + 10_000;
  while (!(await done())) {
    assert.ok(performance.now() < deadline, 'it does not happen');
    await new Promise((again) => setTimeout(again, 20));
  }
}
