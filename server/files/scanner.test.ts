import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtemp, open, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import sharp from 'sharp';
import { auth } from '../../contract/accounts.ts';
import { uploadFile } from '../../contract/files.ts';
import { uploadPicture } from '../../contract/profile.ts';
import { type Clamd, EICAR, FOUND, LARGEST, startClamd, withoutClamd } from '../../test/clamd.ts';
import { engines } from '../../test/engines.ts';
import { refusal } from '../../test/refusals.ts';
import { openSchool, type TestSchool } from '../../test/school.ts';
import { readConfig } from '../config.ts';
import { Failure } from '../kernel/http/failure.ts';
import { welcome } from '../welcome.ts';
import { createScanner } from './scanner.ts';

/** More than goes out at once, with what is to be found at its very end. */
const LATE = Buffer.concat([randomBytes(5_000_000), Buffer.from(EICAR)]);

describe('the malware scanner', { skip: withoutClamd }, () => {
  let clamd: Clamd;
  before(async () => {
    clamd = await startClamd();
  });
  after(() => clamd.close());

  for (const engine of engines) {
    describe(`in a school, ${engine}`, () => {
      let school: TestSchool;
      before(async () => {
        school = await openSchool(engine, { settings: { SCANNER_URL: clamd.socket, MAX_UPLOAD: '100MB' } });
      });
      after(() => school.close());

      const send = (bytes: Uint8Array | string, name = 'a.bin') =>
        school.as.amy.call(uploadFile, {}, new File([typeof bytes === 'string' ? bytes : new Uint8Array(bytes)], name));
      const kept = async () => {
        const folder = join(school.school.config.dataDir, 'files');
        const entries = await readdir(folder, { recursive: true, withFileTypes: true });
        const rows = await school.school.database.db.selectFrom('files').select('id').execute();
        return { onDisk: entries.filter((entry) => entry.isFile()).length, rows: rows.length };
      };
      const greeting = () =>
        welcome(school.school, { host: '127.0.0.1', port: 80 }, { newCode: undefined, store: school.app.store });

      test('what is clean is kept, what is not is refused, leaves nothing and is in the audit', async () => {
        for (const clean of ['', 'homework', randomBytes(3_000_000)])
          assert.equal((await send(clean)).status, 'success');
        const there = await kept();
        assert.deepEqual(await send(EICAR, '../作业.doc'), refusal('file_infected', FOUND));
        assert.deepEqual(await send(LATE), refusal('file_infected', FOUND));
        assert.deepEqual(await kept(), there);
        const lines = await school.school.database.db
          .selectFrom('audit')
          .innerJoin('users', 'users.id', 'audit.actor_id')
          .select(['username', 'target', 'detail'])
          .where('action', '=', 'send_infected_file')
          .orderBy('audit.id')
          .execute();
        assert.deepEqual(
          lines.map(({ username, detail }) => [username, detail]),
          [
            ['amy', JSON.stringify({ name: '作业.doc', size: EICAR.length, found: FOUND })],
            ['amy', JSON.stringify({ name: 'a.bin', size: LATE.length, found: FOUND })],
          ],
        );
        assert.match(lines[0]?.target ?? '', /^[0-9a-f]{64}$/);
      });

      test('a picture is looked into before it is drawn anew', async () => {
        const png = await sharp({ create: { width: 9, height: 9, channels: 3, background: 'red' } })
          .png()
          .toBuffer();
        const change = (bytes: Uint8Array) =>
          school.as.amy.call(uploadPicture, {}, new File([new Uint8Array(bytes)], 'me.png'));
        const changed = await change(png);
        assert.ok(changed.status === 'success');
        const bad = await change(Buffer.concat([png, Buffer.from(EICAR)]));
        assert.deepEqual(bad, refusal('file_infected', FOUND));
        const me = await school.as.amy.call(auth, {});
        assert.ok(me.status === 'success' && me.picture === changed.picture);
      });

      test('without an answer nothing is kept, reading goes on, and it goes on by itself', async () => {
        const file = await send('sent before');
        assert.ok(file.status === 'success');
        assert.match(await greeting(), /^Uploads are looked into for malware by clamd at unix:/m);
        const there = await kept();
        // Larger than it takes is not looked into to its end.
        const large = await send(new Uint8Array(LARGEST + 1));
        assert.deepEqual(large, refusal('scanner_unavailable'));
        await clamd.kill();
        try {
          const form = new FormData();
          form.append('file', new Blob(['sent meanwhile']), 'a.txt');
          const headers = { authorization: `Bearer ${school.tokens.amy}` };
          const refused = await school.raw('/upload_file', { method: 'POST', body: form, headers });
          const { http, ...envelope } = refusal('scanner_unavailable');
          assert.deepEqual([refused.status, refused.headers.get('retry-after')], [http, '30']);
          assert.deepEqual(await refused.json(), envelope);
          assert.deepEqual(await kept(), there);
          const read = await school.raw(`/download_file?file_id=${file.file_id}`, { headers });
          assert.equal(await read.text(), 'sent before');
          assert.match(await greeting(), /^\*\*\* SCANNER_URL=unix:.*: no clamd answers there\./m);
          const told = school.lines.filter((line) => line.includes('the malware scanner gives no answer'));
          assert.ok(told.length >= 3 && told.every((line) => line.includes(clamd.socket)));
        } finally {
          await clamd.start();
        }
        assert.equal((await send('sent after')).status, 'success');
      });
    });
  }

  test('by its port too; what hangs is given up, and fills no memory until then', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'lamitt-scan-'));
    const address = readConfig({ SCANNER_URL: clamd.port }).scanner;
    assert.ok(address);
    const log = { error: () => undefined };
    const isUnavailable = (error: unknown) => error instanceof Failure && error.code === 'scanner_unavailable';
    try {
      const path = join(folder, 'large');
      const file = await open(path, 'w');
      await file.truncate(256 * 1024 * 1024);
      await file.write(EICAR, 1_000_000);
      await file.close();
      const patient = createScanner(address, log);
      await patient.requireAnswer();
      await assert.rejects(patient.scan(path), isUnavailable);

      const scanner = createScanner(address, log, { scan: 700, answer: 300 });
      clamd.freeze();
      await assert.rejects(scanner.requireAnswer(), isUnavailable);
      const held = process.memoryUsage().arrayBuffers;
      let most = 0;
      const watch = setInterval(() => (most = Math.max(most, process.memoryUsage().arrayBuffers)), 20);
      await assert.rejects(scanner.scan(path), isUnavailable);
      clearInterval(watch);
      assert.ok(most > 0 && most - held < 24 * 1024 * 1024, `${most - held} bytes waiting`);
      clamd.thaw();
      const small = await open(path, 'w');
      await small.write(EICAR);
      await small.close();
      assert.equal(await patient.scan(path), FOUND);
    } finally {
      clamd.thaw();
      await rm(folder, { recursive: true, force: true });
    }
  });
});
