import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Page } from 'playwright-core';
import { startServer } from '../test/torture/server-process.ts';
import { buildWebIfStale } from '../web/build/build.ts';
import { judge, median, printMachine, readFlags } from './figures.ts';
import { sampleSchool, tokenOf } from './sample.ts';

// The chat screen in a room of 100,000 messages, in Chromium (CHROMIUM_PATH, else /usr/bin/chromium) without a graphics card:
//   node bench/web.ts [--messages 100000] [--loaded 100000] [--seconds 5]
// All of --loaded is read into the page first, as somebody does who scrolls up to there. Frames are those of the page's own
// requestAnimationFrame; tasks are what the browser calls long (PerformanceObserver).

const { messages, loaded, seconds } = readFlags({ messages: 100_000, loaded: 100_000, seconds: 5 });
printMachine();
await buildWebIfStale((line) => console.log(line));
const sample = await sampleSchool({ users: 50, rooms: 40, messages: 200, inFirst: messages });
const dataDir = mkdtempSync(join(tmpdir(), 'lamitt-web-'));
cpSync(sample, dataDir, { recursive: true });
const server = await startServer({ dataDir }, { SEND_RATE: '0' });
const browser = await chromium.launch({
  executablePath: process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
});
try {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en-GB' });
  await context.addCookies([{ name: 'lamitt_session', value: tokenOf(0), url: server.url }]);
  await context.addInitScript(watchFrames);
  const page = await context.newPage();
  await page.goto(`${server.url}/app/chats/R0`);
  const log = page.getByRole('log');
  await log.getByRole('article').first().waitFor();
  await readBack(page);

  await log.hover();
  await page.evaluate(() => globalThis.watched.begin());
  const until = performance.now() + seconds * 1_000;
  for (let turn = 0; performance.now() < until; turn++) await page.mouse.wheel(0, turn % 8 < 4 ? -900 : 700);
  const scrolling = await page.evaluate(() => globalThis.watched.end());

  await page.keyboard.press('End');
  const composer = page.locator('[data-composer]');
  await composer.click();
  await page.evaluate(() => globalThis.watched.begin());
  await composer.pressSequentially('The quick brown fox jumps over the lazy dog. '.repeat(4), { delay: 25 });
  const typing = await page.evaluate(() => globalThis.watched.end());
  await composer.fill('');

  const own: number[] = [];
  for (let count = 0; count < 11; count++) own.push(await sendOwn(page, `my own message ${count}`));
  const switches: number[] = [];
  for (let count = 0; count < 14; count++) switches.push(await switchRoom(page, count % 2 === 0 ? 'R1' : 'R0'));

  console.log(`scroll   ${scrolling.frames} frames, longest task ${scrolling.task.toFixed(0)} ms`);
  console.log(`typing   ${typing.frames} frames, longest task ${typing.task.toFixed(0)} ms`);
  console.log(`own      frames until it stands there: ${own.join(' ')}`);
  console.log(`switch   ms: ${switches.map((one) => one.toFixed(0)).join(' ')}`);
  judge([
    { name: 'scrolling: p99 of frames, ms', value: scrolling.p99, text: scrolling.p99.toFixed(1), atMost: 50 },
    { name: 'typing: p99 of frames, ms', value: typing.p99, text: typing.p99.toFixed(1), atMost: 50 },
    { name: 'scrolling: longest task, ms', value: scrolling.task, text: scrolling.task.toFixed(0), atMost: 50 },
    { name: 'typing: longest task, ms', value: typing.task, text: typing.task.toFixed(0), atMost: 50 },
    { name: 'own message on screen, frames', value: median(own), text: median(own).toFixed(0), atMost: 1 },
    // The first of each room is no switch from the cache.
    {
      name: 'room switch from the cache, ms',
      value: median(switches.slice(2)),
      text: median(switches.slice(2)).toFixed(0),
      atMost: 150,
    },
  ]);
} finally {
  await browser.close();
  await server.stop();
  rmSync(dataDir, { recursive: true, force: true });
}

/** Scrolls up until all that is to be loaded has been. */
async function readBack(page: Page): Promise<void> {
  const started = performance.now();
  let known = 0;
  page.on('response', (response) => {
    if (response.url().includes('/get_entries')) known += 200;
  });
  while (known < loaded - 200) {
    await page.evaluate(() => {
      const log = document.querySelector('[role=log]');
      if (log !== null) log.scrollTop = 0;
    });
    await page.waitForTimeout(15);
    if (performance.now() - started > 300_000) throw new Error(`only ${known} entries could be loaded in 300 s`);
  }
  console.log(`loaded   ${known} entries in ${((performance.now() - started) / 1000).toFixed(0)} s`);
}

/** Frames from the Enter to the message in the page. */
async function sendOwn(page: Page, text: string): Promise<number> {
  await page.locator('[data-composer]').fill(text);
  const frames = await page.evaluate(async (said) => {
    const log = document.querySelector('[role=log]');
    document
      .querySelector('[data-composer]')
      ?.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true }));
    for (let frame = 0; frame < 60; frame++) {
      if (log?.textContent.includes(said) === true) return frame;
      await new Promise(requestAnimationFrame);
    }
    return 60;
  }, text);
  return frames;
}

/** Ms from the click on a room to the first frame that shows it. */
async function switchRoom(page: Page, code: string): Promise<number> {
  return page.evaluate(async (room) => {
    const link = document.querySelector<HTMLElement>(`a[href$="/chats/${room}"]`);
    const begun = performance.now();
    const before = document.querySelector('[role=log]');
    link?.click();
    for (;;) {
      await new Promise(requestAnimationFrame);
      const log = document.querySelector('[role=log]');
      if (log !== null && log !== before && log.querySelector('article') !== null) return performance.now() - begun;
      if (performance.now() - begun > 5_000) return 5_000;
    }
  }, code);
}

/** Runs in the page: the times between its frames, and its long tasks. */
function watchFrames(): void {
  let gaps: number[] = [];
  let longest = 0;
  let last: number | undefined;
  let on = false;
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) longest = Math.max(longest, duration);
  }).observe({ type: 'longtask' });
  const tick = (now: number): void => {
    if (last !== undefined) gaps.push(now - last);
    last = now;
    if (on) requestAnimationFrame(tick);
  };
  globalThis.watched = {
    begin() {
      [gaps, longest, last, on] = [[], 0, undefined, true];
      requestAnimationFrame(tick);
    },
    end() {
      on = false;
      const sorted = gaps.toSorted((a, b) => a - b);
      return { frames: gaps.length, p99: sorted[Math.floor(sorted.length * 0.99)] ?? 0, task: longest };
    },
  };
}

declare global {
  var watched: { begin(): void; end(): { frames: number; p99: number; task: number } };
}
