import assert from 'node:assert/strict';
import type { BrowserContext, Page } from 'playwright-core';
import { memoryMb, watchMemory } from '../../bench/processes.ts';
import { watchForeignRequests } from '../browser.ts';
import { PASSWORD, upload } from '../torture/cast.ts';
import { hostileFiles } from './hostile-files.ts';
import { HTML } from './hostile-payload.ts';
import type { setStage } from './stage.ts';

type Stage = ReturnType<typeof setStage>;

/** Tabs at once: nearly all of it is waiting. */
const TABS = 4;
/** MB that the server may grow by. */
const MOST_GROWTH = 64;
/** What a page can show a file with. */
const TAGS = ['iframe', 'img', 'script', 'embed', 'object', 'video', 'link'];
const SHOWS_FILES = '<!doctype html><title>ours</title><body>';

/**
 * Uploads each file and opens it in Chromium: in a tab, as an attachment, in a frame, as an image, and in whatever else a page has. None
 * of it may run anything, ask another host for anything, or make the server grow.
 */
export async function openHostileFiles(stage: Stage, files: typeof hostileFiles): Promise<void> {
  const { server } = stage;
  const seen = await watchedContext(stage);
  const { context, shown } = seen;
  // A page of this very origin that shows files with next to no policy of its own to help.
  const headers = { 'content-security-policy': await mediaPolicy(server.url) };
  await context.route(`${server.url}/shows-files`, (route) =>
    route.fulfill({ contentType: 'text/html', headers, body: SHOWS_FILES }),
  );
  await requireWorkingPayload(stage);
  await warmUp(stage);
  const memory = watchMemory(server.pid);
  const waiting = files.values();
  await Promise.all(
    Array.from({ length: TABS }, async () => {
      const page = await context.newPage();
      for (const file of waiting) {
        shown.set(page, JSON.stringify(file.name));
        await openEveryWay(page, stage, file);
      }
      await page.close();
    }),
  );
  const growth = memory.stop();
  console.log(`${files.length} files: the server grew by ${growth.toFixed(0)} MB`);
  const sent = seen.foreign.filter((request) => !seen.refused.includes(request));
  assert.deepEqual([seen.ran, sent], [[], []]);
  assert.ok(growth < MOST_GROWTH, `the server grew by ${growth.toFixed(0)} MB to ${memoryMb(server.pid).toFixed(0)}`);
  await context.close();
}

/**
 * Chromium's player knows a playlist by its bytes, whatever they are said to be, and loads what it names: against that there is only the
 * policy of the page that plays it, so the page that shows files has the web app's word on it.
 */
async function mediaPolicy(url: string): Promise<string> {
  const { headers } = await fetch(`${url}/app/`);
  const policy = headers.get('content-security-policy') ?? '';
  const said = /(?:^|; )media-src ([^;]+)/.exec(policy) ?? /(?:^|; )default-src ([^;]+)/.exec(policy);
  assert.ok(said?.[1], policy);
  return `media-src ${said[1]}`;
}

/** What ordinary files bring into a young server's memory is not what hostile ones add: libraries, and the room its heap takes. */
async function warmUp({ server, cast }: Stage): Promise<void> {
  const { token } = cast.bob;
  const image = hostileFiles.find(({ name }) => name === 'text.png');
  assert.ok(image);
  for (let round = 0; round < 200; round++) {
    const sent = [image.bytes, `notes of day ${round}`.repeat(1_000)];
    await Promise.all(
      sent.map(async (bytes) => {
        const { body } = await upload(server.url, bytes, 'ordinary', token);
        const address = `${server.url}/download_file?file_id=${String(body['file_id'])}`;
        for (let times = 0; times < 4; times++)
          await (await fetch(address, { headers: { authorization: `Bearer ${token}` } })).arrayBuffer();
      }),
    );
  }
}

/**
 * amy's browser, with all that a payload does in it. `shown`: what a page shows just now, so that a find has a name. `refused`: those
 * requests that a policy kept inside the browser.
 */
async function watchedContext(stage: Stage) {
  const context = await amysBrowser(stage);
  const foreign = watchForeignRequests(context, stage.server.url);
  const [ran, refused]: [string[], string[]] = [[], []];
  const shown = new Map<Page, string>();
  await context.exposeBinding('pwned', ({ page }) => void ran.push(`script of ${shown.get(page)}`));
  context.on('page', (page) =>
    page.on('dialog', (dialog) => {
      ran.push(`dialog of ${shown.get(page)}`);
      void dialog.dismiss();
    }),
  );
  context.on('requestfailed', (request) => {
    if (request.failure()?.errorText === 'csp') refused.push(request.url());
  });
  return { context, foreign, refused, ran, shown };
}

/**
 * The payload works where a careless server lets it: otherwise all that follows would prove nothing. In a browser of its own: its
 * dialogs hold up whatever shares a process with them.
 */
async function requireWorkingPayload(stage: Stage): Promise<void> {
  const { context, foreign, ran } = await watchedContext(stage);
  const address = `${stage.server.url}/careless`;
  await context.route(address, (route) => route.fulfill({ contentType: 'text/html', body: HTML }));
  const page = await context.newPage();
  const asked = page.waitForRequest(/foreign\.test/);
  await page.goto(address, { waitUntil: 'commit' }).catch(() => undefined);
  await asked;
  assert.ok(
    ran.some((one) => one.startsWith('script')) && ran.some((one) => one.startsWith('dialog')) && foreign.length > 0,
  );
}

/** A browser in which amy is signed in. */
export async function amysBrowser({ browser, server }: Stage): Promise<BrowserContext> {
  const context = await browser.newContext({ acceptDownloads: true });
  const answer = await context.request.post(`${server.url}/login`, { data: { username: 'amy', password: PASSWORD } });
  assert.ok(answer.ok());
  return context;
}

async function openEveryWay(
  page: Page,
  { server, cast }: Stage,
  { name, bytes }: (typeof hostileFiles)[number],
): Promise<void> {
  const { body } = await upload(server.url, bytes, name, cast.amy.token);
  assert.equal(body['status'], 'success', JSON.stringify(body));
  const address = `${server.url}/download_file?file_id=${String(body['file_id'])}`;
  // A download ends the navigation with an error.
  await page.goto(address, { waitUntil: 'load', timeout: 3_000 }).catch(() => undefined);
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.goto(`${address}&download=1`).catch(() => undefined),
  ]);
  assert.doesNotMatch(download.suggestedFilename(), /[\p{Cc}\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff/\\]/u);
  await page.goto(`${server.url}/shows-files`);
  await page.evaluate(showEveryWay, { source: address, tags: TAGS });
  assert.equal(await page.title(), 'ours');
}

/** Runs in the page. */
async function showEveryWay({ source, tags }: { source: string; tags: string[] }): Promise<void> {
  const shown = tags.map((tag) => {
    const element = document.createElement(tag);
    const done = new Promise((resolve) => {
      element.addEventListener('load', resolve);
      element.addEventListener('error', resolve);
      // What is saved instead of shown tells nobody.
      setTimeout(resolve, 400);
    });
    if (tag === 'link') Object.assign(element, { rel: 'stylesheet', href: source });
    else element.setAttribute(tag === 'object' ? 'data' : 'src', source);
    document.body.append(element);
    return done;
  });
  await Promise.all(shown);
}
