import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { allEndpoints } from '../../contract/index.ts';
import { watchForeignRequests, withoutBrowser } from '../browser.ts';
import { upload } from '../torture/cast.ts';
import { hostileFiles } from './hostile-files.ts';
import { amysBrowser, openHostileFiles } from './open-hostile.ts';
import { aPdf } from './pdf.ts';
import { setStage } from './stage.ts';

/** Set to a folder, the pictures of what Chromium shows are kept there. */
const PICTURES = process.env['SCREENSHOTS'];

/** The whole corpus: hostile-files.long.ts. */
const some = hostileFiles.filter((_, at) => at % 9 < 3);

describe('what is uploaded, in Chromium', { skip: withoutBrowser }, () => {
  const stage = setStage();

  test(`${some.length} hostile files run nothing, however they are opened`, () => openHostileFiles(stage, some));

  test('a PDF opens in the browser by its plain URL', async () => {
    const context = await amysBrowser(stage);
    const { body } = await upload(stage.server.url, aPdf('Homework 1'), '作业.pdf', stage.cast.amy.token);
    const address = `${stage.server.url}/download_file?file_id=${String(body['file_id'])}`;
    const page = await context.newPage();
    let downloaded = false;
    page.on('download', () => (downloaded = true));
    const answer = await page.goto(address);
    await page.waitForTimeout(1_500);
    assert.equal(downloaded, false, 'it is saved instead of shown');
    assert.equal(answer?.headers()['content-type'], 'application/pdf');
    // The viewer is a page of Chromium's own, in a frame of what it made of the answer.
    assert.ok(
      page.frames().some((frame) => frame.url().startsWith('chrome-extension://')),
      'the viewer is not there',
    );
    const picture = await page.screenshot();
    if (PICTURES !== undefined) await writeFile(join(PICTURES, 'pdf.png'), picture);
    // The viewer draws itself and the page on its dark ground: an empty page, or a broken viewer, packs into next to nothing.
    assert.ok(picture.length > 6_000, `${picture.length} bytes of picture`);
    await context.close();
  });

  test('the page of the API works without the internet', async () => {
    const context = await stage.browser.newContext();
    const foreign = watchForeignRequests(context, stage.server.url);
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on('console', (message) => {
      if (message.type() === 'error' || /content security policy/i.test(message.text()))
        complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(error.message));
    await page.goto(`${stage.server.url}/docs`, { waitUntil: 'networkidle' });
    await page.locator('.opblock').first().waitFor();
    const shown = await page.locator('.opblock-summary-path').allInnerTexts();
    const paths = shown.map((path) => path.replaceAll('\u200B', '').trim());
    for (const { path } of allEndpoints) assert.ok(paths.includes(path), `${path} is not listed`);
    await page.locator('.opblock').first().click();
    if (PICTURES !== undefined) await page.screenshot({ path: join(PICTURES, 'docs.png') });
    assert.deepEqual([foreign, complaints], [[], []]);
    await context.close();
  });
});
