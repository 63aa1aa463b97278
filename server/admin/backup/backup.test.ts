import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import pino from 'pino';
import { register } from '../../../contract/accounts.ts';
import { saveDraft, setAttention, setPreferences } from '../../../contract/attention.ts';
import { sendMessage } from '../../../contract/chat.ts';
import { createClient } from '../../../contract/client.ts';
import { blockUser, openDirect } from '../../../contract/direct.ts';
import { uploadFile } from '../../../contract/files.ts';
import { createInvitation } from '../../../contract/invitations.ts';
import { reportMessage } from '../../../contract/reports.ts';
import { editChat } from '../../../contract/rooms.ts';
import {
  environment,
  environmentOf,
  quiet,
  readEntries,
  refused,
  rowsIn,
  rowsOf,
  violations,
} from '../../../test/archives.ts';
import { engines, freshDatabase, type FreshDatabase } from '../../../test/engines.ts';
import { openSchool, PASSWORD, type TestSchool } from '../../../test/school.ts';
import { createApp } from '../../app.ts';
import { readConfig } from '../../config.ts';
import { findFile } from '../../files/file.ts';
import { backup } from './backup.ts';
import { createProgress } from './progress.ts';
import { restore } from './restore.ts';
import { openSnapshot } from './snapshot.ts';

const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

for (const from of engines) {
  describe(`a backup of ${from}`, () => {
    let school: TestSchool;
    let folder: string;
    let archive: string;
    /** Where the store keeps bytes, and their hashes. */
    const files = new Map<string, string>();
    before(async () => {
      school = await openSchool(from);
      folder = await mkdtemp(join(tmpdir(), 'lamitt-backup-'));
      archive = join(folder, 'school.tar');
      await settleRooms(school);
      for (const size of [0, 1, 5_000, 3_000_000]) {
        const bytes = Buffer.alloc(size, 'lamitt ');
        const sent = await school.as.amy.call(uploadFile, {}, new File([bytes], `作业 ${size}.txt`));
        assert.ok('file_id' in sent);
        const row = await findFile(school.school.database.db, sent.file_id);
        files.set(row?.blob_id ?? '', sha256(bytes));
        await school.as.amy.call(sendMessage, {
          room_code: 'A01',
          sender: 'amy',
          message: `小明 said “${size}” 🎉\n\\u0000`,
          file_id: sent.file_id,
        });
      }
    });
    after(async () => {
      await school.close();
      await rm(folder, { recursive: true });
    });

    test('made while messages are sent is one moment, verified; each is restored whole', async () => {
      let sending = true;
      let sent = 0;
      const senders = (['amy', 'tony', 'carl'] as const).map(async (name) => {
        while (sending) {
          const answer = await school.as[name].call(sendMessage, {
            room_code: 'A01',
            sender: name,
            message: `number ${sent}`,
          });
          if (answer.status === 'success') sent += 1;
          await new Promise((resolve) => setTimeout(resolve, 20));
        }
      });
      while (sent < 20) await new Promise((resolve) => setTimeout(resolve, 10));
      const acknowledged = sent;
      const told: string[] = [];
      const said = await backup(
        environmentOf(school),
        archive,
        createProgress((line) => void told.push(line)),
      );
      sending = false;
      await Promise.all(senders);

      assert.match(said, /school\.tar: \d+ rows and 4 files, 3\.\d MB, verified\.$/);
      assert.match(
        told.join('\n'),
        /rows of \d+ tables read.*\n4 files, 3\.0 MB written\n3\.\d MB read again, every hash and count is right/,
      );
      assert.deepEqual(await readdir(folder), ['school.tar']);
      assert.equal((await stat(archive)).mode & 0o777, 0o600);
      const messages = (await readEntries(archive))
        .find(({ name }) => name === 'rows/entries.jsonl')
        ?.body.toString()
        .match(/"number \d+"/g);
      assert.ok((messages?.length ?? 0) >= acknowledged, 'what was acknowledged before the backup began is in it');
    });

    test('sees one moment: what is written while it is read is not in it', async () => {
      const snapshot = await openSnapshot(school.school.config);
      await school.add('latecomer');
      const names: string[] = [];
      for await (const batch of snapshot.rows('users')) names.push(...batch.map((row) => JSON.stringify(row)));
      await snapshot.close();
      assert.ok(names.some((row) => row.includes('"username":"amy"')));
      assert.ok(!names.some((row) => row.includes('latecomer')));
    });

    for (const to of engines) {
      test(`restored on ${to}: every row and every byte is the same, and the school goes on`, async () => {
        const fresh = await freshDatabase(to);
        const said = await restore(environment(fresh), archive, quiet);
        assert.match(said, /rows and 4 files of .* restored, all hashes and counts right\.$/);
        assert.deepEqual(
          (await readdir(fresh.dataDir)).toSorted(),
          to === 'sqlite' ? ['files', 'lamitt.db', 'lock.db'] : ['files', 'lock.db'],
        );
        assert.deepEqual(await rowsOf(fresh), await rowsIn(archive));
        for (const [id, hash] of files) {
          assert.equal(sha256(await readFile(join(fresh.dataDir, 'files', id.slice(0, 2), id))), hash);
        }
        assert.deepEqual(await violations(fresh), []);
        await goesOn(fresh, school.tokens.amy);
        await assert.rejects(restore(environment(fresh), archive, quiet), refused(/is not empty/));
        await fresh.drop();
      });
    }

    test('is refused when a file’s bytes are gone or changed, and leaves nothing', async () => {
      const [id = ''] = files.keys();
      const lost = [...files.keys()].find((one) => files.get(one) !== sha256(Buffer.alloc(0))) ?? id;
      const path = join(school.school.config.dataDir, 'files', lost.slice(0, 2), lost);
      const bytes = await readFile(path);
      const other = join(folder, 'other.tar');
      await writeFile(path, Buffer.alloc(bytes.length));
      await assert.rejects(
        backup(environmentOf(school), other, quiet),
        refused(new RegExp(`bytes ${lost} are missing or changed`)),
      );
      await rm(path);
      await assert.rejects(
        backup(environmentOf(school), other, quiet),
        refused(new RegExp(`bytes ${lost} are missing or changed`)),
      );
      await writeFile(path, bytes);
      assert.deepEqual(await readdir(folder), ['school.tar']);
    });

    test('that cannot be written says why', async () => {
      await assert.rejects(
        backup(environmentOf(school), join(folder, 'none', 'x.tar'), quiet),
        refused(/there is no such folder/),
      );
      await assert.rejects(backup(environmentOf(school), folder, quiet), refused(/is a folder/));
      const empty = await mkdtemp(join(tmpdir(), 'lamitt-none-'));
      await assert.rejects(backup({ DATA_DIR: empty }, join(empty, 'x.tar'), quiet), /There is no school in/);
      assert.deepEqual(await readdir(empty), []);
      await rm(empty, { recursive: true });
    });
  });
}

/** Old sessions are good, and new rows get ids that nothing has. */
async function goesOn(fresh: FreshDatabase, token: string): Promise<void> {
  const app = await createApp(
    readConfig({ ...environment(fresh), TIME_ZONE: 'Asia/Shanghai' }),
    pino({ level: 'silent' }),
    {
      now: () => Date.UTC(2024, 10, 29),
      format: () => '2024-11-29 08:00:00',
      timeZone: 'Asia/Shanghai',
    },
  );
  const client = createClient({ baseUrl: await app.http.listen({ port: 0, host: '127.0.0.1' }) });
  const registered = await client.call(register, { username: 'newcomer', password: PASSWORD });
  assert.equal(registered.status, 'success', registered.message);
  const sent = await client
    .withToken(token)
    .call(sendMessage, { room_code: 'A01', sender: 'amy', message: 'still here' });
  assert.equal(sent.status, 'success', sent.message);
  await app.stop();
  assert.deepEqual(await violations(fresh), []);
}

/** Rows for the tables of conversations of two, what is one's own of rooms, and how one comes into them. */
async function settleRooms({ as }: TestSchool): Promise<void> {
  const root = await as.amy.call(sendMessage, { room_code: 'A01', sender: 'amy', message: 'a root' });
  assert.ok(root.status === 'success');
  const answers = [
    await as.amy.call(openDirect, { username: 'carl' }),
    await as.amy.call(blockUser, { username: 'carl' }),
    await as.amy.call(saveDraft, { room_code: 'A01', text: '草稿' }),
    await as.amy.call(saveDraft, { room_code: 'A01', thread: root.id, text: '回复的草稿' }),
    await as.amy.call(setAttention, { room_code: 'A01', attention: 'muted' }),
    await as.amy.call(setPreferences, { presence: 0 }),
    await as.amy.call(reportMessage, { room_code: 'A01', username: 'carl', reason: 'sings' }),
    await as.tony.call(createInvitation, { room_code: 'A01' }),
    await as.tony.call(editChat, { room_code: 'A01', description: 'Ask here' }),
  ];
  for (const answer of answers) assert.equal(answer.status, 'success', answer.message);
}
