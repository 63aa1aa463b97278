import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Browser, chromium } from 'playwright-core';
import sharp from 'sharp';
import { buildWebIfStale } from '../web/build/build.ts';
import { furnishLively, signIn } from './pictures-school.ts';
import { findProgram } from './runner/programs.ts';
import type { Places, Screen, Who } from './e2e/screen.ts';
import { wordsIn } from './e2e/screen-words.ts';
import { firstScreens, screens, show } from './e2e/screens.ts';
import { signInAs, visit, type Visitor, type Way, ways } from './e2e/visitor.ts';
import { startServer } from './torture/server-process.ts';

// npm run pictures                       every screen of the lively demo school into pictures/, for somebody to look at:
//                                        Chinese and English, phone and desktop, light and dark, in four ways
// npm run pictures -- --all              in all eight ways
// npm run pictures -- --only me,palette  the screens whose names have one of these in them
// npm run pictures -- --docs             those of docs/design.md, into docs/pictures/
// Chromium is CHROMIUM_PATH, else one on the PATH.

const { values: flags } = parseArgs({
  options: {
    all: { type: 'boolean', default: false },
    docs: { type: 'boolean', default: false },
    only: { type: 'string', default: '' },
  },
});
const root = join(import.meta.dirname, '..');
/** The narrowest phone there is to be, and a desk. */
const sizes = { phone: { width: 360, height: 780 }, desktop: { width: 1280, height: 800 } };

const inDocs: readonly { file: string; screen: string; way: Way }[] = [
  { file: 'discussion', screen: 'discussion', way: { language: 'zh', device: 'desktop', theme: 'light' } },
  {
    file: 'discussion-dark',
    screen: 'post beside the discussion',
    way: { language: 'zh', device: 'desktop', theme: 'dark' },
  },
  { file: 'group', screen: 'group', way: { language: 'zh', device: 'phone', theme: 'light' } },
  { file: 'chats', screen: 'chats', way: { language: 'zh', device: 'phone', theme: 'dark' } },
  { file: 'activity', screen: 'activity', way: { language: 'en', device: 'desktop', theme: 'light' } },
  { file: 'material', screen: 'content', way: { language: 'zh', device: 'desktop', theme: 'light' } },
  { file: 'assignments', screen: 'assignments', way: { language: 'en', device: 'phone', theme: 'light' } },
  { file: 'thread', screen: 'thread beside a room', way: { language: 'en', device: 'desktop', theme: 'light' } },
  { file: 'search', screen: 'what was found', way: { language: 'zh', device: 'phone', theme: 'light' } },
  { file: 'unread', screen: 'unread', way: { language: 'zh', device: 'phone', theme: 'dark' } },
  { file: 'palette', screen: 'palette', way: { language: 'en', device: 'desktop', theme: 'dark' } },
];

/** Those that need what the lively school has not: somebody who forgot a password, a file among the last messages. */
const elsewhere = new Set(['notice of a reset', 'picture', 'document']);

const visitors = new Map<string, Visitor>();

process.exitCode = await main();

async function main(): Promise<number> {
  const executablePath =
    process.env['CHROMIUM_PATH'] ||
    findProgram(['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome']);
  if (!executablePath) throw new Error('Chromium is missing: install it, or set CHROMIUM_PATH.');
  await buildWebIfStale((line) => console.log(line));
  const browser = await chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  });
  const lively = await startLively();
  const folder = mkdtempSync(join(tmpdir(), 'lamitt-pictures-'));
  const first = await startServer({ dataDir: folder }, { RECOVERY: 'code' });
  const left: string[] = [];
  try {
    const places = await furnishLively(lively.url);
    const take = (screen: Screen, way: Way, path: string, url = lively.url) =>
      picture(browser, { screen, way, path, url, places }).catch(
        (error: unknown) => void left.push(`${path}: ${String(error).split('\n')[0]}`),
      );
    if (flags.docs) {
      for (const { file, screen: name, way } of inDocs) {
        const screen = screens.find((one) => one.name === name);
        if (screen === undefined) throw new Error(`there is no screen "${name}"`);
        await take(screen, way, join(root, 'docs', 'pictures', `${file}.webp`));
      }
    } else {
      for (const way of flags.all ? everyWay() : ways) {
        for (const screen of wanted(screens)) await take(screen, way, pathOf(screen, way));
        const starting = wanted(firstScreens).filter(({ who }) => who === 'nobody');
        for (const screen of starting) await take(screen, way, pathOf(screen, way), first.url);
      }
    }
  } finally {
    await browser.close();
    await Promise.all([lively.stop(), first.kill()]);
    rmSync(folder, { recursive: true, force: true });
  }
  for (const line of left) console.log(`not taken  ${line}`);
  return left.length === 0 ? 0 : 1;
}

function wanted(some: readonly Screen[]): readonly Screen[] {
  const parts = flags.only.split(',').filter((part) => part !== '');
  return some.filter(
    ({ name }) => !elsewhere.has(name) && (parts.length === 0 || parts.some((part) => name.includes(part))),
  );
}

function pathOf({ name }: Screen, { language, device, theme }: Way): string {
  return join(root, 'pictures', `${language}-${device}-${theme}`, `${name.replaceAll(/[^a-z0-9]+/gi, '-')}.webp`);
}

function everyWay(): Way[] {
  const languages = ['zh', 'en'] as const;
  const devices = ['phone', 'desktop'] as const;
  const themes = ['light', 'dark'] as const;
  return languages.flatMap((language) =>
    devices.flatMap((device) => themes.map((theme) => ({ language, device, theme }))),
  );
}

/** Brings a screen up in the browser of whoever it is for, and keeps what is seen. */
async function picture(
  browser: Browser,
  { screen, way, path, url, places }: { screen: Screen; way: Way; path: string; url: string; places: Places },
): Promise<void> {
  const visitor = await visitorFor(browser, screen.who, way, url);
  try {
    await show(visitor.page, screen, { baseUrl: url, places, language: way.language });
    const bytes = await visitor.page.screenshot({ animations: 'disabled', caret: 'hide' });
    mkdirSync(join(path, '..'), { recursive: true });
    writeFileSync(path, await sharp(bytes).webp({ quality: 82 }).toBuffer());
    await screen.after?.(visitor.page, wordsIn(way.language));
  } catch (error) {
    // What it left open would be in the next picture.
    visitors.delete(nameOf(screen.who, way, url));
    await visitor.close();
    throw error;
  }
}

async function visitorFor(browser: Browser, who: Who, way: Way, url: string): Promise<Visitor> {
  const name = nameOf(who, way, url);
  const known = visitors.get(name);
  if (known !== undefined) return known;
  // One at a time: a page that is not looked at is another's processor.
  for (const [other, visitor] of visitors) {
    visitors.delete(other);
    await visitor.close();
  }
  const visitor = await visit(browser, url, way);
  await visitor.page.setViewportSize(sizes[way.device]);
  if (who !== 'nobody') await signInAs(visitor, url, await signIn(url, who));
  visitors.set(name, visitor);
  return visitor;
}

function nameOf(who: Who, { language, device, theme }: Way, url: string): string {
  return [who, language, device, theme, url].join(' ');
}

async function startLively(): Promise<{ url: string; stop(): Promise<void> }> {
  const child = spawn(process.execPath, [join(root, 'lamitt.js'), 'demo', '--lively'], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, PORT: '0', SEND_RATE: '0' },
  });
  const ended = once(child, 'close');
  let printed = '';
  const { promise, resolve } = Promise.withResolvers<string>();
  child.stdout.on('data', (chunk: Buffer) => {
    printed += chunk.toString();
    const url = /(http:\S+)\/app\//.exec(printed)?.[1];
    if (url !== undefined) resolve(url);
  });
  const url = await Promise.race([promise, ended.then(() => '')]);
  if (url === '') throw new Error(`The demo school did not start: ${printed}`);
  return {
    url,
    async stop() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}
