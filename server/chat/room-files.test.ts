import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import sharp from 'sharp';
import { editUser, getMessages, sendMessage } from '../../contract/chat.ts';
import { getFiles, getRoomFiles, uploadFile } from '../../contract/files.ts';
import { addCourseinfo } from '../../contract/posts.ts';
import { engines } from '../../test/engines.ts';
import { openLive } from '../../test/live.ts';
import { done, missing, refusal } from '../../test/refusals.ts';
import { type Name, openSchool, type TestSchool } from '../../test/school.ts';

for (const engine of engines) {
  describe(`files of messages and rooms, ${engine}`, () => {
    let school: TestSchool;
    before(async () => {
      school = await openSchool(engine);
      await school.addGroup('G01', 'amy');
    });
    after(() => school.close());

    const keep = async (bytes: string | Uint8Array<ArrayBuffer>, name = 'a.txt', by: Name = 'amy') => {
      const kept = await school.as[by].call(uploadFile, {}, new File([bytes], name));
      assert.ok(kept.status === 'success', kept.message);
      return kept.file_id;
    };
    const send = (
      fields: { message?: string; file_id?: string; file_ids?: string[]; client_id?: string },
      by: Name = 'amy',
    ) => school.as[by].call(sendMessage, { room_code: 'G01', sender: by, ...fields });
    const cards = async (by: Name, ids: readonly string[]) => {
      const answer = await school.as[by].call(getFiles, { file_ids: ids.join(',') });
      assert.ok(answer.status === 'success', answer.message);
      return answer.files;
    };
    const carried = async (page: { before?: number; limit?: number } = {}, room_code = 'G01', by: Name = 'amy') => {
      const answer = await school.as[by].call(getRoomFiles, { room_code, ...page });
      assert.ok(answer.status === 'success', answer.message);
      return answer.files;
    };

    test('several files go with a message, and whoever reads the room reads them all', async () => {
      const [one, two, three] = [await keep('1'), await keep('2'), await keep('3')];
      const sent = await send({ file_id: two, file_ids: [one, two, three], client_id: 'several' });
      assert.ok(sent.status === 'success');
      const read = await school.as.amy.call(getMessages, { room_code: 'G01', limit: 1 });
      assert.ok(read.status === 'success');
      assert.deepEqual([read.messages[0]?.file_id, read.messages[0]?.file_ids], [two, [two, one, three]]);
      assert.deepEqual(await cards('carl', [one, two, three]), []);
      await school.as.amy.call(editUser, { room_code: 'G01', action: 'add', username: 'carl' });
      assert.equal((await cards('carl', [one, two, three])).length, 3);
      // The same body by its id, another one refused.
      assert.deepEqual(await send({ file_ids: [two, one, three], client_id: 'several' }), sent);
      assert.deepEqual(await send({ file_ids: [two, one], client_id: 'several' }), refusal('client_id_reused'));
    });

    test('one that may not be read refuses the message, and what is no list of ten does', async () => {
      const [mine, carls] = [await keep('mine'), await keep('his', 'b.txt', 'carl')];
      for (const bad of [carls, '0'.repeat(24), '', 'x'.repeat(201)]) {
        assert.deepEqual(await send({ file_ids: [mine, bad] }), refusal('file_not_found'), bad);
      }
      assert.deepEqual(await send({ file_ids: [] }), missing('Message'));
      const eleven = Array.from({ length: 11 }, (_, n) => `${n}`);
      for (const file_ids of [eleven, [mine, mine], [1], mine, { 0: mine }, [[mine]]]) {
        const body = JSON.stringify({ room_code: 'G01', sender: 'amy', message: 'x', file_ids });
        const headers = { authorization: `Bearer ${school.tokens.amy}` };
        const answer = await school.raw('/send_message', { method: 'POST', body, headers });
        const refused: unknown = await answer.json();
        const { http, ...envelope } = refusal(
          'invalid_type',
          '"file_ids" must be a list of at most 10 texts, each once',
        );
        assert.deepEqual([answer.status, refused], [http, envelope], body);
      }
      const ten = eleven.slice(1);
      assert.deepEqual(
        await send({ file_id: mine, file_ids: ten }),
        refusal('invalid_type', 'at most 10 files go with a message'),
      );
    });

    test('the live socket takes them too', async () => {
      const ids = [await keep('x'), await keep('y')];
      const amy = await openLive(school.baseUrl);
      await amy.hello({ token: school.tokens.amy });
      amy.send({ type: 'send', room: 'G01', file_ids: ids, client_id: 'live' });
      assert.equal((await amy.next('reply')).reply.code, 'ok');
      const [entry] = (await amy.next('entries')).entries;
      assert.ok(entry?.kind === 'message');
      assert.deepEqual([entry.text, entry.file_ids], ['', ids]);
      amy.sendRaw(JSON.stringify({ type: 'send', room: 'G01', file_ids: 'x', client_id: 'bad' }));
      const { reply } = await amy.next('reply');
      assert.deepEqual([reply.client_id, reply.code], ['bad', 'invalid_type']);
      amy.close();
    });

    test('/get_files: in the order asked, without what one may not read; an admin’s look is written down', async () => {
      const [mine, carls] = [await keep('12345', '作业.txt'), await keep('his', 'b.bin', 'carl')];
      const card = { file_id: mine, file_name: '作业.txt', size: 5, width: 0, height: 0, inline: true };
      const sha256 = createHash('sha256').update('12345').digest('hex');
      const whole = { ...card, type: 'text/plain; charset=utf-8', sha256 };
      assert.deepEqual(await school.as.amy.call(getFiles, { file_ids: ` ${mine} ,,${mine},${carls}` }), {
        ...done('Files retrieved'),
        files: [whole],
      });
      assert.deepEqual(await cards('carl', [carls, mine]), [{ ...(await cards('carl', [carls]))[0] }]);
      // Nobody carries it yet: the uploader alone, not even an admin.
      assert.deepEqual(await cards('head', [mine]), []);
      await send({ file_ids: [mine] });
      assert.deepEqual(await cards('head', ['0'.repeat(24), mine]), [whole]);
      const looks = await school.school.database.db
        .selectFrom('audit')
        .select('target')
        .where('action', '=', 'read as admin')
        .execute();
      assert.deepEqual(looks, [{ target: `file ${mine}` }]);
      assert.deepEqual(await cards('eve', [mine, carls]), []);
      const many = Array.from({ length: 101 }, (_, n) => `${n}`);
      assert.deepEqual(await cards('amy', many.slice(1)), []);
      assert.deepEqual(await school.as.amy.call(getFiles, { file_ids: many.join(',') }), refusal('too_many_files'));
      assert.deepEqual(await school.as.amy.call(getFiles, { file_ids: '' }), missing('File IDs'));
      assert.equal((await school.nobody.call(getFiles, { file_ids: mine })).code, 'not_signed_in');
    });

    test('/get_room_files: what messages and posts carry, newest first, each once, no entry parted', async () => {
      await school.addGroup('G02', 'amy');
      const say = async (file_ids: string[]) => {
        const sent = await school.as.amy.call(sendMessage, { room_code: 'G02', sender: 'amy', message: 'x', file_ids });
        assert.ok(sent.status === 'success', sent.message);
        return sent;
      };
      const [a, b, c, d] = [await keep('a', 'a'), await keep('b', 'b'), await keep('c', 'c'), await keep('d', 'd')];
      const first = await say([a]);
      const second = await say([b, c, d]);
      const third = await say([a]);
      const all = await carried({}, 'G02');
      assert.deepEqual(all[0], { ...(await cards('amy', [a]))[0], seq: third.id, user: 'amy', ts: third.ts });
      assert.deepEqual(
        all.map(({ seq, file_id }) => [seq, file_id]),
        [[third.id, a], ...[b, c, d].toSorted().map((id) => [second.id, id])],
      );
      assert.ok(first.id < second.id);
      assert.equal((await carried({ limit: 1 }, 'G02')).length, 1);
      assert.equal((await carried({ limit: 2 }, 'G02')).length, 4);
      assert.deepEqual(
        (await carried({ limit: 1, before: third.id }, 'G02')).map(({ seq }) => seq),
        [second.id, second.id, second.id],
      );
      assert.deepEqual(await carried({ before: second.id }, 'G02'), []);
      assert.equal((await carried({ before: 999_999_999_999_999 }, 'G02')).length, 4);
      for (const limit of [0, 101]) {
        const answer = await school.as.amy.call(getRoomFiles, { room_code: 'G02', limit });
        assert.deepEqual(answer, refusal('invalid_limit', '1 to 100'));
      }
      const tonys = await keep('slides', 'slides.txt', 'tony');
      const post = {
        course_code: 'A01',
        section: 'content',
        username: 'tony',
        title: 'Week 1',
        body: 'x',
        file_id: tonys,
      };
      assert.equal((await school.as.tony.call(addCourseinfo, post)).status, 'success');
      assert.deepEqual(
        (await carried({}, 'A01')).map(({ file_id, user }) => [file_id, user]),
        [[tonys, 'tony']],
      );
      for (const room_code of ['B01', 'Z99']) {
        assert.deepEqual(await school.as.amy.call(getRoomFiles, { room_code }), refusal('chat_not_found'));
      }
    });

    test('images are measured as they are shown; what is broken or none is kept all the same', async () => {
      const image = sharp({ create: { width: 40, height: 30, channels: 3, background: 'red' } });
      const sizes: [string, Uint8Array<ArrayBuffer>][] = [
        ['png', new Uint8Array(await image.png().toBuffer())],
        ['jpeg', new Uint8Array(await image.jpeg().toBuffer())],
        ['gif', new Uint8Array(await image.gif().toBuffer())],
        ['webp', new Uint8Array(await image.webp().toBuffer())],
        ['avif', new Uint8Array(await image.avif().toBuffer())],
      ];
      for (const [kind, bytes] of sizes) {
        const [card] = await cards('amy', [await keep(bytes, 'named.bin')]);
        assert.deepEqual([card?.type, card?.width, card?.height, card?.inline], [`image/${kind}`, 40, 30, true]);
      }
      const turned = new Uint8Array(await image.jpeg().withMetadata({ orientation: 6 }).toBuffer());
      const [card] = await cards('amy', [await keep(turned, 'turned.jpg')]);
      assert.deepEqual([card?.width, card?.height], [30, 40]);
      const png = sizes[0]?.[1] ?? new Uint8Array();
      const bomb = new Uint8Array(png);
      // Its head says 60,000 by 60,000.
      for (const at of [16, 20]) new DataView(bomb.buffer).setUint32(at, 60_000);
      for (const broken of [png.slice(0, 20), bomb]) {
        const [kept] = await cards('amy', [await keep(broken, 'broken.png')]);
        assert.deepEqual([kept?.type, kept?.width, kept?.height], ['image/png', 0, 0]);
      }
      const [svg] = await cards('amy', [await keep('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')]);
      assert.deepEqual([svg?.width, svg?.inline], [0, svg?.type.startsWith('text/plain')]);
    });
  });
}
