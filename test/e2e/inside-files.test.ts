import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Locator } from 'playwright-core';
import sharp from 'sharp';
import { docxOf, pdfOf } from '../../server/files/looking/bombs.fixture.ts';
import { withoutBrowser } from '../browser.ts';
import { must, upload } from '../torture/cast.ts';
import { setStage } from './stage.ts';
import { ways } from './visitor.ts';

/** Set to a folder, pictures of what is found are kept there. */
const PICTURES = process.env['SCREENSHOTS'];

describe('what is in files', { skip: withoutBrowser }, () => {
  const stage = setStage();
  const send = async (bytes: Uint8Array, name: string): Promise<void> => {
    const { url } = stage.server;
    const { tony } = stage.cast;
    const { body } = await upload(url, new Uint8Array(bytes), name, tony.token);
    const message = { room_code: 'A01', sender: 'tony', message: '周五前看完', file_id: body['file_id'] };
    await must(url, '/send_message', message, tony.token);
  };

  test('the flow has small ones, the viewer larger ones, and the original is a click away', async () => {
    const { url } = stage.server;
    const photo = sharp({ create: { width: 4_000, height: 3_000, channels: 3, background: '#3a6ea5' } });
    await send(await photo.jpeg().toBuffer(), 'large.jpg');
    await send(pdfOf(Buffer.from('0 0 1 rg 0 0 300 200 re f')), 'page.pdf');
    // A browser shows what there is of it; nothing is made of it here.
    const grain = { type: 'gaussian', mean: 128, sigma: 30 } as const;
    const noise = sharp({ create: { width: 50, height: 40, channels: 3, background: 'red', noise: grain } });
    const whole = await noise.png().toBuffer();
    await send(whole.subarray(0, whole.length - 1_000), 'cut.png');

    const [, way] = ways;
    const visitor = await stage.enter('amy', way);
    await visitor.page.goto(`${url}/app/courses/A01`);
    const log = visitor.page.getByRole('log');
    const inFlow = (name: string) => log.getByRole('button', { name: new RegExp(name) });
    assert.deepEqual(await seen(inFlow('large.jpg').locator('img')), ['/get_preview', 640, 480]);
    assert.deepEqual(await seen(inFlow('page.pdf').locator('img')), ['/get_preview', 640, 427]);
    assert.deepEqual(await seen(inFlow('cut.png').locator('img')), ['/download_file', 50, 40]);

    await inFlow('large.jpg').click();
    const dialog = visitor.page.getByRole('dialog');
    assert.deepEqual(await seen(dialog.getByRole('img')), ['/get_preview', 2_048, 1_536]);
    const original = dialog.getByRole('link', { name: 'Open the original' });
    assert.match((await original.getAttribute('href')) ?? '', /^\/download_file\?file_id=[0-9a-f]{24}$/);
    assert.deepEqual(visitor.troubles(), []);
    await visitor.close();
  });

  test('what a document says is found, and which of the files says it is shown', async () => {
    const { url } = stage.server;
    const { amy } = stage.cast;
    await send(docxOf('实验报告', '蝾螈的肢体可以再生，the axolotl regenerates its limbs.'), '实验报告.docx');
    const isFound = async (): Promise<boolean> => {
      const { hits } = await must(url, '/search', { query: 'axolotl' }, amy.token);
      return Array.isArray(hits) && hits.length > 0;
    };
    // It is read some seconds after it was sent.
    while (!(await isFound())) await sleep(200);
    for (const way of ways.slice(0, 1)) {
      const visitor = await stage.enter('amy', way);
      await visitor.page.goto(`${url}/app/search?q=axolotl`);
      const hit = visitor.page.locator('[data-hit]');
      await hit.getByText(way.language === 'zh' ? '文件内容' : 'In the file').waitFor();
      assert.equal(await hit.locator('mark').innerText(), 'axolotl');
      assert.match(await hit.innerText(), /实验报告\.docx[^]*蝾螈的肢体可以再生/);
      if (PICTURES !== undefined) await visitor.page.screenshot({ path: `${PICTURES}/in-a-file-${way.language}.png` });
      assert.deepEqual(visitor.troubles(), []);
      await visitor.close();
    }
  });
});

/** Which call a picture came from at last, and how large it came. */
async function seen(image: Locator): Promise<[string, number, number]> {
  await image.scrollIntoViewIfNeeded();
  const shown = await image.evaluate(async (element) => {
    if (!(element instanceof HTMLImageElement)) throw new Error('that is no image');
    while (!element.complete || element.naturalWidth === 0) await new Promise(requestAnimationFrame);
    return { path: new URL(element.currentSrc).pathname, width: element.naturalWidth, height: element.naturalHeight };
  });
  return [shown.path, shown.width, shown.height];
}
