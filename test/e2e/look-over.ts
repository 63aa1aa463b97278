import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
/** Px: the narrowest phone and the widest screen that count. */
export const NARROWEST = 360;
export const WIDEST = 2560;
/** Px: what is smaller is missed by too many (WCAG 2.2, 2.5.8). */
export const LEAST = 24;

/** What axe finds on what is open now, a line each. */
export async function breaches(page: Page): Promise<string[]> {
  // It is half a megabyte of script: once a page, not once a screen.
  const isThere = await page.evaluate(() => 'axe' in window);
  const { violations } = await new AxeBuilder({ page, ...(isThere && { axeSource: 'void 0' }) })
    .options({ resultTypes: ['violations'] })
    .withTags(RULES)
    // Without the second page that axe would open to sum up frames; ours are files, not screens.
    .setLegacyMode()
    .exclude('iframe')
    .analyze();
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map(
      ({ html, failureSummary }) =>
        `${id} (${help}): ${html.slice(0, 200)} ${(failureSummary ?? '').replaceAll(/\s+/g, ' ')}`,
    ),
  );
}

/** What goes beyond the sides of the window as it is and at these widths, a line each. */
export async function overhanging(page: Page, widths: readonly number[]): Promise<string[]> {
  const here = page.viewportSize() ?? { width: 0, height: 800 };
  const found = await page.evaluate(beyondTheSides);
  // A menu stands where it was opened.
  if ((await page.getByRole('menu').count()) > 0) return found;
  for (const width of widths) {
    await page.setViewportSize({ width, height: here.height });
    found.push(...(await page.evaluate(beyondTheSides)).map((what) => `${width} px: ${what}`));
  }
  await page.setViewportSize(here);
  return found;
}

/** What can be pressed and is smaller than so many px either way, a line each. Links within a text are as high as its lines. */
export function smallerThan(page: Page, least: number): Promise<string[]> {
  return page.evaluate(targetsSmallerThan, least);
}

/** Runs in the page, so that nothing from around it can be used. */
async function beyondTheSides(): Promise<string[]> {
  // What stands beside something else follows it a frame later.
  for (let frame = 0; frame < 3; frame++) await new Promise(requestAnimationFrame);

  const describe = (element: Element) => element.outerHTML.slice(0, 160);
  const found: string[] = [];
  // The page itself clips, so that what hangs over would not be scrolled to but lost.
  for (const element of document.querySelectorAll('html, body, #root, main, [role=dialog], [role=log]')) {
    const over = element.scrollWidth - element.clientWidth;
    if (over > 1 && element.clientWidth > 0) found.push(`${over} px too wide: ${describe(element)}`);
  }
  for (const element of document.querySelectorAll('a, button, input, textarea, select, summary, h1, h2')) {
    const { left, right, width } = element.getBoundingClientRect();
    const scrolls = element.closest('pre, table, .math-wide, nav') !== null;
    if (width > 1 && !scrolls && (left < -1 || right > innerWidth + 1))
      found.push(`out of sight: ${describe(element)}`);
  }
  return found;
}

/** Runs in the page. */
function targetsSmallerThan(least: number): string[] {
  const found: string[] = [];
  const kinds = 'a[href], button, input, select, textarea, summary, [role=option], [role=menuitem], [role=button]';
  for (const element of document.querySelectorAll<HTMLElement>(kinds)) {
    // A radio button is drawn by its label, and pressed there.
    const target = element.matches('input.sr-only') ? element.closest('label') : element;
    const { width, height } = target?.getBoundingClientRect() ?? { width: 0, height: 0 };
    const seen = target?.checkVisibility({ checkOpacity: false, checkVisibilityCSS: true }) === true;
    const guard =
      element.hasAttribute('data-base-ui-focus-guard') || element.closest('[inert], [aria-hidden=true]') !== null;
    const skips = getComputedStyle(element).position === 'absolute' && width <= 1;
    const inText = element.matches('p a, li a') && element.closest('.markdown') !== null;
    if (!seen || guard || skips || inText || width === 0) continue;
    if (width < least || height < least)
      found.push(`${Math.round(width)}×${Math.round(height)} ${element.outerHTML.slice(0, 140)}`);
  }
  return found;
}
