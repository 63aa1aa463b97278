import assert from 'node:assert/strict';
import { readFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import sharp from 'sharp';
import { pngBomb, pdfOf } from './bombs.fixture.ts';
import { createLooker, TooMuch } from './looker.ts';
import { Unshowable } from './look.ts';

const MB = 1024 * 1024;
const isLinux = process.platform === 'linux';

describe('the process that looks into files', () => {
  let folder = '';
  const looker = createLooker();
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'looker-'));
  });
  after(async () => {
    looker.stop();
    await rm(folder, { recursive: true });
  });

  const see = async (type: string, bytes: Uint8Array, by = looker) => {
    const path = join(folder, 'file');
    await writeFile(path, bytes);
    return by.draw({ type, side: 64 }, (use) => use(path));
  };
  const photo = () =>
    sharp({ create: { width: 90, height: 60, channels: 3, background: 'red' } })
      .png()
      .toBuffer();

  test('it comes behind all others, knows nothing of the server’s environment and may write nothing', async () => {
    assert.equal(looker.pid(), undefined);
    process.env['SECRET_OF_A_TEST'] = 'canary';
    const { width, height, format } = await sharp(await see('image/png', await photo())).metadata();
    assert.deepEqual([width, height, format], [64, 43, 'webp']);
    const pid = looker.pid();
    assert.ok(pid !== undefined);
    if (!isLinux) return;
    const fields = (await readFile(`/proc/${pid}/stat`, 'utf8')).split(') ')[1]?.split(' ') ?? [];
    assert.equal(fields[16], '19');
    const environment = await readFile(`/proc/${pid}/environ`, 'utf8');
    assert.ok(environment.includes('UV_THREADPOOL_SIZE') && !environment.includes('canary'), environment);
    assert.match(await readFile(`/proc/${pid}/limits`, 'utf8'), /^Max cpu time +180 /m);
    assert.match(await readFile(`/proc/${pid}/cmdline`, 'utf8'), /--permission\0--allow-fs-read=\*\0/);
  });

  test('what is not what it seems is refused, and the process goes on', async () => {
    await see('image/png', await photo());
    const pid = looker.pid();
    const png = await photo();
    for (const [type, bytes] of [
      ['image/png', Buffer.from('no picture')],
      ['image/png', png.subarray(0, png.length / 2)],
      ['image/jpeg', png],
      ['image/png', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')],
      ['application/pdf', Buffer.from('%PDF-1.4\nno page')],
    ] as const) {
      await assert.rejects(
        see(type, bytes),
        (error) => error instanceof Unshowable && !(error instanceof TooMuch),
        type,
      );
    }
    assert.equal(looker.pid(), pid);
  });

  test(
    'bombs are refused, the server stays as small as it was, and the next picture is drawn',
    { skip: !isLinux },
    async () => {
      const bombs: [string, Buffer, typeof Unshowable][] = [
        // Beyond the limit of pixels by its head alone.
        ['image/png', pngBomb(60_000, { isWhole: false }), Unshowable],
        ['image/png', pngBomb(8_000, { isWhole: true }), TooMuch],
        ['application/pdf', pdfOf(Buffer.alloc(200 * MB, ' '), { times: 2 }), TooMuch],
      ];
      const hasty = createLooker({ limits: { memory: 256 * MB, processor: 2_000, patience: 120_000 } });
      await see('image/png', await photo(), hasty);
      const size = process.memoryUsage.rss();
      for (const [type, bytes, refusal] of bombs) {
        assert.ok(bytes.length < 600_000, `${bytes.length} bytes`);
        await assert.rejects(see(type, bytes, hasty), refusal, type);
      }
      const grown = process.memoryUsage.rss() - size;
      assert.ok(grown < 32 * MB, `grown by ${grown} bytes`);
      assert.ok((await see('image/png', await photo(), hasty)).length > 0);
      hasty.stop();
    },
  );

  test('what takes too long is stopped', { skip: !isLinux }, async () => {
    const hasty = createLooker({ limits: { memory: 512 * MB, processor: 1_500, patience: 120_000 } });
    const lines = Buffer.from('0 0 m 300 200 l S\n'.repeat(500_000));
    await assert.rejects(see('application/pdf', pdfOf(lines), hasty), TooMuch);
    hasty.stop();
  });

  test('whoever comes when too many wait is told to come again', async () => {
    const crowded = createLooker();
    const { promise: gate, resolve: open } = Promise.withResolvers<void>();
    const wish = { type: 'image/png', side: 64 } as const;
    const waiting = Array.from({ length: 65 }, () =>
      crowded.draw(wish, async () => {
        await gate;
        throw new Error('gone meanwhile');
      }),
    );
    const settled = Promise.allSettled(waiting);
    await assert.rejects(
      crowded.draw(wish, () => assert.fail('its turn has come')),
      { code: 'busy' },
    );
    open();
    assert.ok((await settled).every(({ status }) => status === 'rejected'));
    assert.equal(crowded.pid(), undefined);
  });

  test('it ends when nobody asks, and begins again', async () => {
    const sleepy = createLooker({ idle: 100 });
    await see('image/png', await photo(), sleepy);
    const first = sleepy.pid();
    while (sleepy.pid() !== undefined) await sleep(20);
    await see('image/png', await photo(), sleepy);
    assert.notEqual(sleepy.pid(), first);
    sleepy.stop();
    await assert.rejects(see('image/png', await photo(), sleepy), { code: 'busy' });
  });
});
