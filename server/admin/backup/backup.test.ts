import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import pino from 'pino';
import { register } from '../../../contract/accounts.ts';
import { sendMessage } from '../../../contract/chat.ts';
import { createClient } from '../../../contract/client.ts';
import { uploadFile } from '../../../contract/files.ts';
import { engines, freshDatabase, type FreshDatabase } from '../../../test/engines.ts';
import { findViolations, openReadOnly } from '../../../test/invariants.ts';
import { openSchool, PASSWORD, type TestSchool } from '../../../test/school.ts';
import { createApp } from '../../app.ts';
import { ConfigError, readConfig } from '../../config.ts';
import { lockDataDir } from '../../kernel/db/lock.ts';
import { start } from '../../main.ts';
import { backup } from './backup.ts';
import { createProgress } from './progress.ts';
import { restore } from './restore.ts';
import { tableNames } from './tables.ts';
import { packArchive, readEntries } from './tar.fixture.ts';

const quiet = createProgress(() => undefined);
const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

for (const from of engines) {
  describe(`a backup of ${from}`, () => {
    let school: TestSchool;
    let folder: string;
    let archive: string;
    const files = new Map<string, string>();
    before(async () => {
      school = await openSchool(from);
      folder = await mkdtemp(join(tmpdir(), 'lamitt-backup-'));
      archive = join(folder, 'school.tar');
      for (const size of [0, 1, 5_000, 3_000_000]) {
        const bytes = Buffer.alloc(size, 'lamitt ');
        const sent = await school.as.amy.call(uploadFile, {}, new File([bytes], `作业 ${size}.txt`));
        assert.ok('file_id' in sent);
        files.set(String(sent.file_id), sha256(bytes));
        await school.as.amy.call(sendMessage, { room_code: 'A01', sender: 'amy', message: `小明 said “${size}” 🎉\n\\u0000`, file_id: String(sent.file_id) });
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
          const answer = await school.as[name].call(sendMessage, { room_code: 'A01', sender: name, message: `number ${sent}` });
          if (answer.status === 'success') sent += 1;
          await new Promise((resolve) => setTimeout(resolve, 20));
        }
      });
      while (sent < 20) await new Promise((resolve) => setTimeout(resolve, 10));
      const before = sent;
      const told: string[] = [];
      const said = await backup(environmentOf(school), archive, createProgress((line) => void told.push(line)));
      sending = false;
      await Promise.all(senders);

      assert.match(said, /school\.tar: \d+ rows and 4 files, 3\.\d MB, verified\.$/);
      assert.match(told.join('\n'), /rows of \d+ tables read.*\n4 files, 3\.0 MB written\n3\.\d MB read again, every hash and count is right/);
      assert.deepEqual(await readdir(folder), ['school.tar']);
      assert.equal((await stat(archive)).mode & 0o777, 0o600);
      const messages = (await readEntries(archive)).find(({ name }) => name === 'rows/entries.jsonl')?.body.toString().match(/"number \d+"/g);
      assert.ok((messages?.length ?? 0) >= before, 'what was acknowledged before the backup began is in it');
    });

    for (const to of engines) {
      test(`restored on ${to}: every row and every byte is the same, and the school goes on`, async () => {
        const fresh = await freshDatabase(to);
        const said = await restore(environment(fresh), archive, quiet);
        assert.match(said, /rows and 4 files of .* restored, all hashes and counts right\.$/);
        assert.deepEqual((await readdir(fresh.dataDir)).toSorted(), to === 'sqlite' ? ['files', 'lamitt.db', 'lock.db'] : ['files', 'lock.db']);
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
      await assert.rejects(backup(environmentOf(school), other, quiet), refused(new RegExp(`bytes of file ${lost} .* missing or changed`)));
      await rm(path);
      await assert.rejects(backup(environmentOf(school), other, quiet), refused(new RegExp(`bytes of file ${lost} .* missing or changed`)));
      await writeFile(path, bytes);
      assert.deepEqual(await readdir(folder), ['school.tar']);
    });

    test('that cannot be written says why', async () => {
      await assert.rejects(backup(environmentOf(school), join(folder, 'none', 'x.tar'), quiet), refused(/there is no such folder/));
      await assert.rejects(backup(environmentOf(school), folder, quiet), refused(/is a folder/));
      const empty = await mkdtemp(join(tmpdir(), 'lamitt-none-'));
      await assert.rejects(backup({ DATA_DIR: empty }, join(empty, 'x.tar'), quiet), /There is no school in/);
      assert.deepEqual(await readdir(empty), []);
      await rm(empty, { recursive: true });
    });
  });
}

describe('an archive that is not to be believed', () => {
  let school: TestSchool;
  let folder: string;
  let archive: string;
  before(async () => {
    school = await openSchool('sqlite');
    folder = await mkdtemp(join(tmpdir(), 'lamitt-tampered-'));
    archive = join(folder, 'school.tar');
    await school.as.amy.call(uploadFile, {}, new File(['homework'], 'a.txt'));
    await school.as.amy.call(sendMessage, { room_code: 'A01', sender: 'amy', message: 'one' });
    await backup(environmentOf(school), archive, quiet);
  });
  after(async () => {
    await school.close();
    await rm(folder, { recursive: true });
  });

  type Entries = Awaited<ReturnType<typeof readEntries>>;
  const file = (entries: Entries) => entries.find(({ name }) => name.startsWith('files/')) ?? assert.fail();
  const rows = (entries: Entries, table: string) => entries.find(({ name }) => name === `rows/${table}.jsonl`) ?? assert.fail();
  const change = (entry: { body: Buffer }, from: RegExp, to: string): void => {
    const changed = entry.body.toString().replace(from, to);
    assert.notEqual(changed, entry.body.toString());
    entry.body = Buffer.from(changed);
  };

  /** `sealed`: the manifest is made anew, as one would who forges the whole archive. */
  const forgeries: Record<string, { forge: (entries: Entries) => Entries | void; sealed: boolean; refusal: RegExp }> = {
    'a row was changed': { forge: (all) => change(rows(all, 'users'), /student/, 'admin'), sealed: false, refusal: /rows\/users\.jsonl is not what its manifest says/ },
    'a byte of a file was changed': { forge: (all) => change(file(all), /h/, 'H'), sealed: false, refusal: /files\/.* is not what its manifest says/ },
    'a file is left out': { forge: (all) => all.filter((one) => one !== file(all)), sealed: false, refusal: /files\/.* is not what its manifest says/ },
    'a file is left out of the manifest too': { forge: (all) => all.filter((one) => one !== file(all)), sealed: true, refusal: /has no bytes for its file/ },
    'a file was added': { forge: (all) => [...all.slice(0, -1), { ...file(all), name: `files/${'a'.repeat(24)}` }, ...all.slice(-1)], sealed: true, refusal: /which no row of it knows/ },
    'a table is left out': { forge: (all) => all.filter((one) => one.name !== 'rows/sessions.jsonl'), sealed: true, refusal: /should have rows of sessions/ },
    'a name leads out of the folder': { forge: (all) => void (file(all).name = '../../evil'), sealed: true, refusal: /"\.\.\/\.\.\/evil", which no backup does/ },
    'a name is an absolute path': { forge: (all) => void (file(all).name = '/tmp/evil'), sealed: true, refusal: /"\/tmp\/evil", which no backup does/ },
    'an entry is a link': { forge: (all) => void Object.assign(file(all), { type: 'symlink', linkname: '/etc/passwd', body: Buffer.alloc(0) }), sealed: true, refusal: /in a way no backup does/ },
    'an entry is there twice': { forge: (all) => [file(all), ...all], sealed: false, refusal: /in a way no backup does/ },
    'there is no manifest': { forge: (all) => all.slice(0, -1), sealed: false, refusal: /ends before its manifest/ },
    'something follows the manifest': { forge: (all) => [...all.slice(1), ...all.slice(0, 1)], sealed: false, refusal: /something follows its manifest/ },
    'the manifest is no JSON': { forge: (all) => change(all.at(-1) ?? assert.fail(), /^\{/, '['), sealed: false, refusal: /its manifest is not JSON/ },
    'the manifest is another thing': { forge: (all) => change(all.at(-1) ?? assert.fail(), /"format":1/, '"format":"1"'), sealed: false, refusal: /its manifest is not one of a backup/ },
    'its migration is unknown': { forge: (all) => change(all.at(-1) ?? assert.fail(), /"migration":"[^"]+"/, '"migration":"9999-future"'), sealed: false, refusal: /made by a newer program \(.*9999-future/ },
    'its format is newer': { forge: (all) => change(all.at(-1) ?? assert.fail(), /"format":1/, '"format":2'), sealed: false, refusal: /made by a newer program/ },
    'a row has a column too many': { forge: (all) => change(rows(all, 'settings'), /^/, '{"name":"x","value":"y","z":1}\n'), sealed: true, refusal: /does not have the columns of settings/ },
    'a row is no JSON object': { forge: (all) => change(rows(all, 'settings'), /^/, '[1]\n'), sealed: true, refusal: /does not have the columns of settings/ },
    'a row refers to nobody': { forge: (all) => change(rows(all, 'sessions'), /"user_id":\d+/, '"user_id":4711'), sealed: true, refusal: /a row of sessions that the database refuses/ },
    'a role is none': { forge: (all) => change(rows(all, 'users'), /"role":"student"/, '"role":"god"'), sealed: true, refusal: /a row of users that the database refuses/ },
    'a log has a gap': { forge: (all) => change(rows(all, 'entries'), /^.*"no":1,.*\n/m, ''), sealed: true, refusal: /not a whole school: a room has a gap in its log/ },
  };

  for (const engine of engines) {
    for (const [what, { forge, sealed, refusal }] of Object.entries(forgeries)) {
      test(`${what}: refused, and nothing is left, ${engine}`, async () => {
        const entries = await readEntries(archive);
        const forged = join(folder, 'forged.tar');
        await writeFile(forged, await packArchive(forge(entries) ?? entries, { sealed }));
        await refusedCleanly(engine, forged, refusal);
      });
    }
  }

  test('it is cut off anywhere: refused, and nothing is left', async () => {
    const whole = await readFile(archive);
    for (const share of [0, 0.01, 0.3, 0.7, 0.99]) {
      const cut = join(folder, 'cut.tar');
      await writeFile(cut, whole.subarray(0, Math.floor(whole.length * share)));
      await refusedCleanly('sqlite', cut, /is damaged or no backup/);
    }
    await refusedCleanly('sqlite', join(folder, 'none.tar'), /cannot be read \(ENOENT\)/);
    await writeFile(join(folder, 'text.tar'), 'this is no tar at all, but long enough to be taken for one. '.repeat(50));
    await refusedCleanly('sqlite', join(folder, 'text.tar'), /is damaged or no backup/);
  });

  test('a restore goes only where nothing is', async () => {
    const fresh = await freshDatabase('sqlite');
    await writeFile(join(fresh.dataDir, 'notes.txt'), 'mine');
    await assert.rejects(restore(environment(fresh), archive, quiet), refused(/is not empty \(notes\.txt\)/));
    await rm(join(fresh.dataDir, 'notes.txt'));
    const lock = lockDataDir(fresh.dataDir);
    await assert.rejects(restore(environment(fresh), archive, quiet), /is in use by another process/);
    lock.release();

    // What a restore that was killed leaves: a start says so, another restore begins anew.
    await mkdir(join(fresh.dataDir, 'restoring', 'rows'), { recursive: true });
    await mkdir(join(fresh.dataDir, 'files', 'ab'), { recursive: true });
    await assert.rejects(start({ ...environment(fresh), PORT: '0', LOG_LEVEL: 'silent' }), refused(/did not come to its end/));
    await restore(environment(fresh), archive, quiet);
    assert.deepEqual(await violations(fresh), []);
    await fresh.drop();
  });
});

async function refusedCleanly(engine: (typeof engines)[number], archive: string, refusal: RegExp): Promise<void> {
  const fresh = await freshDatabase(engine);
  await assert.rejects(restore(environment(fresh), archive, quiet), refused(refusal));
  assert.deepEqual(await readdir(fresh.dataDir), ['lock.db']);
  // And it can be tried again at once, with a better one.
  await assert.rejects(restore(environment(fresh), archive, quiet), refused(refusal));
  await fresh.drop();
}

function refused(sentence: RegExp) {
  return (error: unknown): boolean => {
    if (!(error instanceof ConfigError)) throw error;
    assert.match(error.message, sentence);
    assert.doesNotMatch(error.message, /\n/);
    return true;
  };
}

function environment({ dataDir, url }: FreshDatabase): Record<string, string | undefined> {
  return { DATA_DIR: dataDir, DATABASE_URL: url };
}

function environmentOf({ school }: TestSchool): Record<string, string | undefined> {
  return { DATA_DIR: school.config.dataDir, DATABASE_URL: school.config.databaseUrl };
}

/** `openSchool` puts its cast in without registering, which the audit alone does not know of. */
async function violations({ dataDir, url }: FreshDatabase): Promise<string[]> {
  const found = await findViolations({ dataDir, ...(url !== undefined && { url }) });
  return found.filter((line) => !line.startsWith('account without a line in the audit'));
}

/** Every row of every table, as sorted lines. */
async function rowsOf({ dataDir, url }: FreshDatabase): Promise<Record<string, string[]>> {
  const database = await openReadOnly({ dataDir, ...(url !== undefined && { url }) });
  const all: Record<string, string[]> = {};
  for (const table of tableNames) all[table] = (await database.db.selectFrom(table).selectAll().execute()).map(inOrder).toSorted();
  await database.close();
  return all;
}

async function rowsIn(archive: string): Promise<Record<string, string[]>> {
  const all: Record<string, string[]> = {};
  const entries = await readEntries(archive);
  for (const table of tableNames) {
    const lines = entries.find(({ name }) => name === `rows/${table}.jsonl`)?.body.toString().split('\n') ?? [];
    all[table] = lines.filter((line) => line !== '').map((line): object => JSON.parse(line)).map(inOrder).toSorted();
  }
  return all;
}

function inOrder(row: object): string {
  return JSON.stringify(Object.entries(row).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

/** Old sessions are good, and new rows get ids that nothing has. */
async function goesOn(fresh: FreshDatabase, token: string): Promise<void> {
  const app = await createApp(readConfig({ ...environment(fresh), TIME_ZONE: 'Asia/Shanghai' }), pino({ level: 'silent' }), {
    now: () => Date.UTC(2024, 10, 29),
    format: () => '2024-11-29 08:00:00',
    timeZone: 'Asia/Shanghai',
  });
  const client = createClient({ baseUrl: await app.http.listen({ port: 0, host: '127.0.0.1' }) });
  const registered = await client.call(register, { username: 'newcomer', password: PASSWORD });
  assert.equal(registered.status, 'success', registered.message);
  const sent = await client.withToken(token).call(sendMessage, { room_code: 'A01', sender: 'amy', message: 'still here' });
  assert.equal(sent.status, 'success', sent.message);
  await app.stop();
  assert.deepEqual(await violations(fresh), []);
}
