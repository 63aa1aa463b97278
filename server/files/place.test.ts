import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { after, before, describe, test } from 'node:test';
import { places, startPlaces, type TestPlaces } from '../../test/places.ts';
import { BytesMissing, type Place } from './place.ts';

const idOf = (digit: string): string => digit.repeat(24);

for (const kind of places) {
  describe(`what a place of bytes does, ${kind}`, () => {
    let open: TestPlaces;
    let place: Place;
    let folder: string;
    before(async () => {
      open = await startPlaces(kind);
      folder = await mkdtemp(join(tmpdir(), 'lamitt-place-'));
      place = await open.fresh();
    });
    after(async () => {
      await open.stop();
      await rm(folder, { recursive: true });
    });

    const put = async (id: string, bytes: string | Uint8Array) => {
      const path = join(folder, 'arrived');
      await writeFile(path, bytes);
      await place.put(path, id);
      return path;
    };
    const ids = async (of = place) => {
      const found: string[] = [];
      for await (const some of of.all()) found.push(...some.map(({ id }) => id));
      return found.toSorted();
    };

    test('what is put is read, byte for byte, whatever its size; the local file stays', async () => {
      // Beyond two parts of an upload in parts.
      for (const size of [0, 1, 70_000, 11_000_000]) {
        const bytes = new Uint8Array(size).map((_, at) => (at * 31) % 251);
        const path = await put(idOf('a'), bytes);
        assert.equal((await stat(path)).size, size);
        assert.equal(await place.sizeOf(idOf('a')), size);
        assert.ok((await buffer(await place.read(idOf('a')))).equals(bytes), `${size} bytes`);
      }
    });

    test('a range is those bytes, both ends included', async () => {
      await put(idOf('b'), '0123456789');
      const part = async (start: number, end: number) =>
        (await buffer(await place.read(idOf('b'), { start, end }))).toString();
      assert.deepEqual(
        [await part(0, 0), await part(2, 4), await part(9, 9), await part(0, 9)],
        ['0', '234', '9', '0123456789'],
      );
    });

    test('a path is lent for as long as it is used', async () => {
      await put(idOf('c'), 'to look into');
      const lent = await place.withPath(idOf('c'), async (path) => {
        assert.equal(await readFile(path, 'utf8'), 'to look into');
        return path;
      });
      assert.equal(await place.withPath(idOf('c'), async (path) => readFile(path, 'utf8')), 'to look into');
      await assert.rejects(
        place.withPath(idOf('c'), async () => Promise.reject(new Error('no picture'))),
        /no picture/,
      );
      const isStill = await stat(lent).then(
        () => true,
        () => false,
      );
      assert.equal(isStill, kind === 'folder', 'what was only lent is gone');
    });

    test('put again, the new bytes are there; removed, none, and once more is no harm', async () => {
      await put(idOf('d'), 'first');
      await put(idOf('d'), 'second one');
      assert.equal((await buffer(await place.read(idOf('d')))).toString(), 'second one');
      await place.remove(idOf('d'));
      await place.remove(idOf('d'));
      assert.equal(await place.sizeOf(idOf('d')), undefined);
    });

    test('what is not there is told as missing', async () => {
      const none = idOf('0');
      await assert.rejects(place.read(none), BytesMissing);
      await assert.rejects(place.read(none, { start: 0, end: 1 }), BytesMissing);
      await assert.rejects(
        place.withPath(none, async () => undefined),
        BytesMissing,
      );
      assert.equal(await place.sizeOf(none), undefined);
    });

    test('everything is listed, some at a time, with when it was put; nothing of a place beside it is', async () => {
      const begun = Date.now() - 2_000;
      const [one, beside] = [await open.fresh(), await open.fresh()];
      const path = join(folder, 'listed');
      await writeFile(path, 'x');
      const all = Array.from({ length: 1_005 }, (_, at) => at.toString(16).padStart(24, '0'));
      for (let at = 0; at < all.length; at += 50) {
        await Promise.all(all.slice(at, at + 50).map((id) => one.put(path, id)));
      }
      await beside.put(path, idOf('e'));
      assert.deepEqual(await ids(one), all);
      assert.deepEqual(await ids(beside), [idOf('e')]);
      for await (const some of beside.all())
        for (const { putAt } of some) assert.ok(putAt >= begun && putAt <= Date.now() + 2_000);
    });

    test('many put, read and remove at once', async () => {
      await Promise.all(
        Array.from({ length: 40 }, async (_, at) => {
          const id = (0xf00 + at).toString(16).padEnd(24, 'f');
          const path = join(folder, id);
          await writeFile(path, `${at} `.repeat(5_000));
          await place.put(path, id);
          assert.equal((await buffer(await place.read(id))).toString(), `${at} `.repeat(5_000));
          await place.remove(id);
          assert.equal(await place.sizeOf(id), undefined);
        }),
      );
    });

    if (kind === 's3') {
      test('nothing of what was lent is left on this machine', async () => {
        assert.deepEqual(await readdir(open.lendIn), []);
      });
    }
  });
}
