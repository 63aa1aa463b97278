import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import sharp from 'sharp';
import { auth, getInfo, login } from '../../contract/accounts.ts';
import { sendMessage } from '../../contract/chat.ts';
import { findPeople, getPicture, removePicture, uploadPicture } from '../../contract/profile.ts';
import type { Client } from '../../contract/client.ts';
import { engines } from '../../test/engines.ts';
import { done, missing, refusal } from '../../test/refusals.ts';
import { openSchool, PASSWORD, type TestSchool } from '../../test/school.ts';

const red = { r: 255, g: 0, b: 0 };
const canvas = (width: number, height: number) => sharp({ create: { width, height, channels: 3, background: red } });
const fileOf = (bytes: Uint8Array | string, name = 'me.png') =>
  new File([typeof bytes === 'string' ? bytes : new Uint8Array(bytes)], name);

for (const engine of engines) {
  describe(`pictures of people, ${engine}`, () => {
    let school: TestSchool;
    before(async () => {
      school = await openSchool(engine);
    });
    after(() => school.close());

    const change = (client: Client, bytes: Uint8Array | string) => client.call(uploadPicture, {}, fileOf(bytes));
    const changed = async (client: Client, bytes?: Uint8Array) => {
      const answer = await change(client, bytes ?? (await canvas(30, 20).png().toBuffer()));
      assert.ok(answer.status === 'success', answer.message);
      return answer.picture;
    };
    const load = async (client: Client, picture: string) => client.request(getPicture, { picture });

    test('png, jpeg, webp, gif and avif become a square of 256, and everyone signed in sees it', async () => {
      for (const format of ['png', 'jpeg', 'webp', 'gif', 'avif'] as const) {
        const picture = await changed(school.as.amy, await canvas(300, 500).toFormat(format).toBuffer());
        assert.match(picture, /^[0-9a-f]{24}$/);
        const shown = await load(school.as.eve, picture);
        assert.equal(shown.status, 200);
        const { headers } = shown;
        assert.deepEqual(
          ['content-type', 'cache-control', 'x-content-type-options', 'cross-origin-resource-policy'].map((name) =>
            headers.get(name),
          ),
          ['image/webp', 'private, max-age=31536000, immutable', 'nosniff', 'same-origin'],
        );
        assert.match(headers.get('content-security-policy') ?? '', /sandbox; default-src 'none'/);
        const { width, height, format: made } = await sharp(await shown.arrayBuffer()).metadata();
        assert.deepEqual([width, height, made], [256, 256, 'webp'], format);
      }
    });

    test('it is told wherever its owner is', async () => {
      const picture = await changed(school.as.tony);
      const entered = await school.nobody.call(login, { username: 'TONY', password: PASSWORD });
      assert.ok(entered.status === 'success');
      assert.deepEqual([entered.username, entered.picture], ['tony', picture]);
      const own = await school.as.tony.call(auth, {});
      assert.ok(own.status === 'success');
      assert.deepEqual([own.picture, own.has_answer], [picture, true]);
      const info = await school.as.amy.call(getInfo, { username: 'TONY' });
      assert.ok(info.status === 'success');
      assert.deepEqual([info.username, info.picture], ['tony', picture]);
      const found = await school.as.amy.call(findPeople, { query: 'tony' });
      assert.ok(found.status === 'success');
      assert.equal(found.people[0]?.picture, picture);
    });

    test('it stands upright, and nothing of what the camera wrote is left', async () => {
      // Left half red, right half blue, marked as lying on its side: upright, red is above.
      const blue = await sharp({ create: { width: 100, height: 200, channels: 3, background: { r: 0, g: 0, b: 255 } } })
        .png()
        .toBuffer();
      const photo = await canvas(200, 200)
        .composite([{ input: blue, left: 100, top: 0 }])
        .withExif({ IFD0: { Copyright: 'secret place' }, IFD3: { GPSLatitude: '51/1 30/1 0/1' } })
        .withMetadata({ orientation: 6 })
        .jpeg()
        .toBuffer();
      assert.equal((await sharp(photo).metadata()).orientation, 6);
      const bytes = Buffer.from(await (await load(school.as.amy, await changed(school.as.amy, photo))).arrayBuffer());
      const { exif, orientation } = await sharp(bytes).metadata();
      assert.deepEqual([exif, orientation], [undefined, undefined]);
      assert.ok(!bytes.includes('secret place'));
      const { data, info } = await sharp(bytes).raw().toBuffer({ resolveWithObject: true });
      const at = (x: number, y: number) => [...data.subarray((y * 256 + x) * info.channels).subarray(0, 3)];
      const [above, below] = [at(128, 30), at(128, 225)];
      assert.ok((above[0] ?? 0) > 200 && (above[2] ?? 0) < 60, above.join());
      assert.ok((below[0] ?? 0) < 60 && (below[2] ?? 0) > 200, below.join());
    });

    test('what is no picture is refused and changes nothing', async () => {
      const earlier = await changed(school.as.amy);
      const png = await canvas(60, 60).png().toBuffer();
      const refused: [string, Uint8Array | string][] = [
        ['words', 'just words'],
        ['an svg', '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><script>1</script></svg>'],
        ['a pdf', '%PDF-1.7\n'],
        ['a tiff', await canvas(9, 9).tiff().toBuffer()],
        ['nothing', ''],
        ['a png that is cut off', png.subarray(0, png.length / 2)],
        ['a png’s name before nonsense', Buffer.concat([png.subarray(0, 33), Buffer.alloc(500, 7)])],
        ['60 million pixels', await canvas(10_000, 6_000).png().toBuffer()],
      ];
      for (const [what, bytes] of refused) {
        assert.deepEqual(await change(school.as.amy, bytes), refusal('not_a_picture'), what);
      }
      assert.equal((await change(school.as.amy, new Uint8Array(10 * 1024 * 1024 + 1))).code, 'too_large');
      assert.deepEqual(await school.as.amy.call(uploadPicture, {}), missing('File'));
      assert.equal((await school.nobody.call(uploadPicture, {}, fileOf(png))).code, 'not_signed_in');
      assert.equal((await load(school.as.amy, earlier)).status, 200);
      const arriving = join(school.school.config.dataDir, 'files', 'arriving');
      assert.deepEqual(await readdir(arriving), []);
    });

    test('only what is somebody’s picture now is handed out, and it goes into no message', async () => {
      const first = await changed(school.as.bob);
      const second = await changed(school.as.bob);
      const gone = async (id: string) => {
        const { http, ...envelope } = refusal('no_such_file');
        const answer = await load(school.as.bob, id);
        assert.deepEqual([answer.status, await answer.json()], [http, envelope]);
      };
      await gone(first);
      assert.equal((await load(school.as.amy, second)).status, 200);
      const body = { room_code: 'B01', sender: 'bob', file_id: second };
      assert.deepEqual(await school.as.bob.call(sendMessage, body), refusal('file_not_found'));
      assert.equal((await school.nobody.request(getPicture, { picture: second })).status, 401);
      assert.deepEqual(await school.as.bob.call(removePicture, {}), done('Picture removed'));
      assert.deepEqual(await school.as.bob.call(removePicture, {}), done('Picture removed'));
      await gone(second);
      await gone('../../lamitt.db');
      const rows = school.school.database.db.selectFrom('files').select('id').where('id', 'in', [first, second]);
      assert.deepEqual(await rows.execute(), []);
    });

    test('a file that is called like one is none', async () => {
      const { db } = school.school.database;
      const { id: user } = await db
        .selectFrom('users')
        .select('id')
        .where('username', '=', 'amy')
        .executeTakeFirstOrThrow();
      const headers = { authorization: `Bearer ${school.tokens.amy}` };
      const form = new FormData();
      form.set('file', fileOf(await canvas(9, 9).webp().toBuffer(), `${user}.webp`));
      const kept: unknown = await (await school.raw('/upload_file', { method: 'POST', headers, body: form })).json();
      assert.ok(typeof kept === 'object' && kept !== null && 'file_id' in kept);
      assert.equal((await load(school.as.amy, String(kept.file_id))).status, 404);
    });

    test('two at once: one of them stays, and no row of the other', async () => {
      const png = await canvas(40, 40).png().toBuffer();
      const made = await Promise.all(Array.from({ length: 6 }, () => changed(school.as.ann, png)));
      const own = await school.as.ann.call(auth, {});
      assert.ok(own.status === 'success' && made.includes(own.picture));
      const rows = await school.school.database.db.selectFrom('files').select('id').where('id', 'in', made).execute();
      assert.deepEqual(rows, [{ id: own.picture }]);
    });

    test('thirty an hour', async () => {
      const codes = [];
      for (let n = 0; n < 31; n++) codes.push((await change(school.as.carl, 'no picture')).code);
      assert.deepEqual([codes.at(29), codes.at(30)], ['not_a_picture', 'too_many']);
      assert.equal((await change(school.as.eve, 'no picture')).code, 'not_a_picture');
    });
  });
}
