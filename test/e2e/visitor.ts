import type { Browser, BrowserContext, Page } from 'playwright-core';
import { watchForeignRequests } from '../browser.ts';

export type Language = 'zh' | 'en';
export type Device = 'phone' | 'desktop';

/** How a journey is made: each in both languages, one on a phone and one on a desktop, one light and one dark. */
export const ways = [
  { language: 'zh', device: 'phone', theme: 'light' },
  { language: 'en', device: 'desktop', theme: 'dark' },
  { language: 'zh', device: 'desktop', theme: 'light' },
  { language: 'en', device: 'phone', theme: 'dark' },
] as const satisfies readonly Way[];
export type Way = { language: Language; device: Device; theme: 'light' | 'dark' };

const sizes = { phone: { width: 390, height: 844 }, desktop: { width: 1280, height: 800 } };

/** Somebody with a browser of their own. */
export type Visitor = {
  page: Page;
  context: BrowserContext;
  /** What no visit may cause: scripts that break, dialogs, breaches of the page's policy, requests elsewhere. */
  troubles(): string[];
  close(): Promise<void>;
};

export async function visit(browser: Browser, baseUrl: string, way: Way): Promise<Visitor> {
  const context = await browser.newContext({
    viewport: sizes[way.device],
    hasTouch: way.device === 'phone',
    isMobile: way.device === 'phone',
    locale: way.language === 'zh' ? 'zh-CN' : 'en-GB',
    colorScheme: way.theme,
    timezoneId: 'Asia/Shanghai',
    reducedMotion: 'reduce',
  });
  context.setDefaultTimeout(10_000);
  const foreign = watchForeignRequests(context, baseUrl);
  const seen: string[] = [];
  await context.addInitScript(() => {
    addEventListener('securitypolicyviolation', (event) =>
      console.error(`policy: ${event.violatedDirective} ${event.blockedURI} ${event.sample}`),
    );
  });
  context.on('page', (page) => {
    page.on('pageerror', (error) => seen.push(`script: ${error.message}`));
    page.on('dialog', (dialog) => {
      seen.push(`dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
    page.on('console', (line) => {
      // A refusal and a lost network are told as errors by the browser itself; they are part of some journeys.
      if (line.type() === 'error' && !/Failed to load resource|WebSocket connection to/.test(line.text()))
        seen.push(`console: ${line.text()}`);
    });
  });
  const page = await context.newPage();
  return {
    page,
    context,
    troubles: () => [...seen, ...foreign.map((address) => `elsewhere: ${address}`)],
    close: () => context.close(),
  };
}

/** Gives a visitor somebody's session without the way through the sign-in page. */
export async function signInAs(visitor: Visitor, baseUrl: string, token: string): Promise<void> {
  const { hostname } = new URL(baseUrl);
  await visitor.context.addCookies([
    { name: 'lamitt_session', value: token, domain: hostname, path: '/', httpOnly: true, sameSite: 'Lax' },
  ]);
}
