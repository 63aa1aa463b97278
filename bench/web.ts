import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { chromium, type Page } from 'playwright-core';
import { startServer } from '../test/torture/server-process.ts';
import { buildWebIfStale } from '../web/build/build.ts';
import { judge, median, printMachine, readFlags } from './figures.ts';
import { sampleSchool, tokenOf } from './sample.ts';

// The chat screen in a room of 100,000 messages, in Chromium (CHROMIUM_PATH, else /usr/bin/chromium) without a graphics card:
//   node bench/web.ts [--messages 100000] [--loaded 100000] [--seconds 5] [--slower 1]
// All of --loaded is read into the page first, as somebody does who scrolls up to there. A quarter of the messages has Markdown,
// code or a formula. While it is scrolled and written, another member says something five times a second. Frames are those of the
// page's own requestAnimationFrame; tasks are what the browser calls long (PerformanceObserver), its own layout included.
// --slower 4: a processor of a quarter of the speed, as the browser imitates it.

const { messages, loaded, seconds, slower } = readFlags({ messages: 100_000, loaded: 100_000, seconds: 5, slower: 1 });
/** Fewer rows drawn while scrolling would mean that nothing was measured. */
const LEAST_ROWS = 1_500;
printMachine();
await buildWebIfStale((line) => console.log(line));
const sample = await sampleSchool({ users: 50, rooms: 40, messages: 200, inFirst: messages });
const dataDir = mkdtempSync(join(tmpdir(), 'lamitt-web-'));
cpSync(sample, dataDir, { recursive: true });
markUp(join(dataDir, 'lamitt.db'));
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
  let known = 0;
  page.on('response', (response) => {
    const address = new URL(response.url());
    if (address.pathname === '/get_entries') known += Number(address.searchParams.get('limit'));
  });
  await page.goto(`${server.url}/app/chats/R0`);
  const log = page.getByRole('log');
  await log.getByRole('article').first().waitFor();
  await readBack(page, () => known);
  const devtools = await context.newCDPSession(page);
  await devtools.send('Emulation.setCPUThrottlingRate', { rate: slower });

  // From the middle on, over rows that were never drawn: back and forth, mostly back.
  await log.evaluate((element) => void (element.scrollTop = element.scrollHeight / 2));
  await page.waitForTimeout(500);
  await log.hover();
  let talk = talkInto(server.url);
  await page.evaluate(() => globalThis.watched.begin());
  const until = performance.now() + seconds * 1_000;
  for (let turn = 0; performance.now() < until; turn++) await page.mouse.wheel(0, turn % 8 < 6 ? -900 : 700);
  const scrolling = await page.evaluate(() => globalThis.watched.end());
  await talk.end();

  const jumping = await jump(page);

  await log.press('End');
  await page.waitForTimeout(500);
  const composer = page.locator('[data-composer]');
  await composer.click();
  talk = talkInto(server.url);
  await page.evaluate(() => globalThis.watched.begin());
  await composer.pressSequentially('The quick brown fox jumps over the lazy dog. '.repeat(4), { delay: 25 });
  const typing = await page.evaluate(() => globalThis.watched.end());
  await talk.end();
  await composer.fill('');

  const own: number[] = [];
  for (let count = 0; count < 11; count++) own.push(await sendOwn(page, `my own message ${count}`));
  const switches: number[] = [];
  for (let count = 0; count < 14; count++) switches.push(await switchRoom(page, count % 2 === 0 ? 'R1' : 'R0'));

  for (const [name, seen] of Object.entries({ scrolling, jumping, typing }))
    console.log(
      `${name.padEnd(10)}${seen.frames} frames, p99 ${seen.p99.toFixed(1)} ms, longest task ${seen.task.toFixed(0)} ms (script ${seen.script.toFixed(0)} ms), ${seen.rows} rows drawn`,
    );
  console.log(`own      frames until it stands there: ${own.join(' ')}`);
  console.log(`switch   ms: ${switches.map((one) => one.toFixed(0)).join(' ')}`);
  judge([
    { name: 'scrolling: p99 of frames, ms', value: scrolling.p99, text: scrolling.p99.toFixed(1), atMost: 50 },
    { name: 'typing: p99 of frames, ms', value: typing.p99, text: typing.p99.toFixed(1), atMost: 50 },
    { name: 'scrolling: longest task, ms', value: scrolling.task, text: scrolling.task.toFixed(0), atMost: 50 },
    { name: 'jumping: longest task, ms', value: jumping.task, text: jumping.task.toFixed(0), atMost: 50 },
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
  if (scrolling.rows < LEAST_ROWS / slower) throw new Error(`only ${scrolling.rows} rows were drawn`);
} finally {
  await browser.close();
  await server.stop();
  rmSync(dataDir, { recursive: true, force: true });
}

/** A quarter of what is said in the first room is more than words. */
function markUp(path: string): void {
  const some = [
    'See **chapter 3**, `main.py` and [the sheet](https://example.org/sheet): \n- first\n- second\n- third',
    '注意：\n```python\ndef mean(values):\n    return sum(values) / len(values)\n```\n这样就不会溢出了',
    '所以 $\\bar{x} = \\frac{1}{n}\\sum_{i=1}^{n} x_i$，方差是 $s^2 = \\frac{1}{n-1}\\sum (x_i-\\bar{x})^2$。',
    '> 周五交还是周一交？\n\n周五晚上 **23:59** 之前。',
  ];
  const sqlite = new Sqlite(path);
  const change = sqlite.prepare('update entries set text = ? where room_id = 1 and seq % 16 = ?');
  for (const [at, text] of some.entries()) change.run(text, at * 4);
  sqlite.close();
}

/** Somebody else says something in the room five times a second. */
function talkInto(url: string): { end(): Promise<void> } {
  let on = true;
  const talking = (async () => {
    while (on) {
      await fetch(`${url}/send_message`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${tokenOf(8)}` },
        body: JSON.stringify({ room_code: 'R0', message: 'One thing more, **before** I forget.', sender: 'u8' }),
      });
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  })();
  return {
    async end() {
      on = false;
      await talking;
    },
  };
}

/** Scrolls up until all that is to be loaded has been. */
async function readBack(page: Page, known: () => number): Promise<void> {
  const started = performance.now();
  while (known() < loaded) {
    await page.evaluate(() => {
      const log = document.querySelector('[role=log]');
      if (log !== null) log.scrollTop = 0;
    });
    await page.waitForTimeout(15);
    if (performance.now() - started > 300_000) throw new Error(`only ${known()} entries could be loaded in 300 s`);
  }
  console.log(`loaded   ${known()} entries in ${((performance.now() - started) / 1000).toFixed(0)} s`);
}

/** As with a hand on the scroll bar: a whole screen of rows that were never drawn, again and again. */
async function jump(page: Page): Promise<Seen> {
  await page.evaluate(() => globalThis.watched.begin());
  for (let count = 1; count <= 20; count++) {
    await page.evaluate((part) => {
      const log = document.querySelector('[role=log]');
      if (log !== null) log.scrollTop = log.scrollHeight * part;
    }, count / 22);
    await page.waitForTimeout(150);
  }
  return page.evaluate(() => globalThis.watched.end());
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

/** Runs in the page: the times between its frames, its long tasks, the longest script in them, and the rows that were drawn. */
function watchFrames(): void {
  let gaps: number[] = [];
  let task = 0;
  let script = 0;
  let rows = 0;
  let last: number | undefined;
  let on = false;
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) task = Math.max(task, duration);
  }).observe({ type: 'longtask' });
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries())
      if ('scripts' in entry && Array.isArray(entry.scripts))
        for (const { duration } of entry.scripts) script = Math.max(script, Number(duration));
  }).observe({ type: 'long-animation-frame' });
  const drawn = new MutationObserver((changes) => {
    for (const { addedNodes } of changes)
      for (const node of addedNodes) if (node instanceof Element && node.querySelector('article') !== null) rows++;
  });
  const tick = (now: number): void => {
    if (last !== undefined) gaps.push(now - last);
    last = now;
    if (on) requestAnimationFrame(tick);
  };
  globalThis.watched = {
    begin() {
      [gaps, task, script, rows, last, on] = [[], 0, 0, 0, undefined, true];
      const log = document.querySelector('[role=log]');
      if (log !== null) drawn.observe(log, { childList: true, subtree: true });
      requestAnimationFrame(tick);
    },
    end() {
      on = false;
      drawn.disconnect();
      const sorted = gaps.toSorted((a, b) => a - b);
      return { frames: gaps.length, p99: sorted[Math.floor(sorted.length * 0.99)] ?? 0, task, script, rows };
    },
  };
}

type Seen = { frames: number; p99: number; task: number; script: number; rows: number };

declare global {
  var watched: { begin(): void; end(): Seen };
}
