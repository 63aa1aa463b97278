import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import type { BrowserContext } from 'playwright-core';
import { allEndpoints } from '../../contract/index.ts';
import { watchForeignRequests, withoutBrowser } from '../browser.ts';
import { PASSWORD, upload } from '../torture/cast.ts';
import { hostileFiles } from './hostile-files.ts';
import { setStage } from './stage.ts';

/** Set to a folder, the pictures of what Chromium shows are kept there. */
const PICTURES = process.env['SCREENSHOTS'];

describe('what is uploaded, in Chromium', { skip: withoutBrowser }, () => {
  const stage = setStage();

  test(`${hostileFiles.length} hostile files run nothing, however they are opened`, async () => {
    const context = await signedIn();
    const foreign = watchForeignRequests(context, stage.server.url);
    const ran: string[] = [];
    let now = '';
    await context.exposeBinding('pwned', () => void ran.push(now));
    context.on('page', (page) =>
      page.on('dialog', (dialog) => {
        ran.push(`dialog of ${now}`);
        void dialog.dismiss();
      }),
    );
    // A page of this very origin that shows files in the ways a page can, without a policy of its own to help.
    await context.route(`${stage.server.url}/shows-files`, (route) =>
      route.fulfill({ contentType: 'text/html', body: '<!doctype html><title>ours</title><body>' }),
    );
    // The payload works where nothing stops it: otherwise all that follows would prove nothing.
    await context.route(`${stage.server.url}/careless`, (route) =>
      route.fulfill({ contentType: 'text/html', body: Buffer.from(hostileFiles[5]?.bytes ?? []) }),
    );
    now = 'careless server';
    const careless = await context.newPage();
    await careless.goto(`${stage.server.url}/careless`, { waitUntil: 'commit' }).catch(() => undefined);
    await careless.waitForTimeout(500);
    await careless.close();
    assert.ok(ran.length > 0 && foreign.length > 0, 'the payload does not work at all');
    ran.length = foreign.length = 0;

    for (const { name, bytes } of hostileFiles) {
      now = name;
      const { body } = await upload(stage.server.url, bytes, name, stage.cast.amy.token);
      assert.equal(body['status'], 'success', JSON.stringify(body));
      const address = `${stage.server.url}/download_file?file_id=${String(body['file_id'])}`;
      const page = await context.newPage();
      // A download ends the navigation with an error.
      await page.goto(address, { waitUntil: 'load', timeout: 3_000 }).catch(() => undefined);
      await page.goto(`${address}&download=1`, { waitUntil: 'load', timeout: 3_000 }).catch(() => undefined);
      await page.goto(`${stage.server.url}/shows-files`);
      await page.evaluate(async (source) => {
        const shown = ['iframe', 'img', 'script', 'embed', 'object', 'video', 'link'].map((tag) => {
          const element = document.createElement(tag);
          const done = new Promise((resolve) => {
            element.addEventListener('load', resolve);
            element.addEventListener('error', resolve);
            setTimeout(resolve, 400);
          });
          if (tag === 'link') Object.assign(element, { rel: 'stylesheet', href: source });
          else element.setAttribute(tag === 'object' ? 'data' : 'src', source);
          document.body.append(element);
          return done;
        });
        await Promise.all(shown);
      }, address);
      assert.equal(await page.title(), 'ours');
      await page.close();
    }
    assert.deepEqual([ran, foreign], [[], []]);
    await context.close();
  });

  test('a PDF opens in the browser by its plain URL', async () => {
    const context = await signedIn();
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

  /** A browser in which amy is signed in. */
  async function signedIn(): Promise<BrowserContext> {
    const context = await stage.browser.newContext({ acceptDownloads: true });
    const { ok } = await context.request
      .post(`${stage.server.url}/login`, { data: { username: 'amy', password: PASSWORD } })
      .then((answer) => ({ ok: answer.ok() }));
    assert.ok(ok);
    return context;
  }
});

/** A page with one line of text, with a right table of objects. */
function aPdf(text: string): Uint8Array<ArrayBuffer> {
  const content = `BT /F1 24 Tf 40 120 Td (${text}) Tj ET`;
  const objects = [
    '<</Type/Catalog/Pages 2 0 R>>',
    '<</Type/Pages/Kids[3 0 R]/Count 1>>',
    '<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>',
    `<</Length ${content.length}>>stream\n${content}\nendstream`,
    '<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>',
  ];
  let pdf = '%PDF-1.4\n';
  const places = objects.map((object, i) => {
    const at = pdf.length;
    pdf += `${i + 1} 0 obj${object}endobj\n`;
    return `${String(at).padStart(10, '0')} 00000 n \n`;
  });
  const table = `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${places.join('')}`;
  return Uint8Array.from(
    Buffer.from(`${pdf}${table}trailer<</Root 1 0 R/Size ${objects.length + 1}>>\nstartxref\n${pdf.length}\n%%EOF`),
  );
}
