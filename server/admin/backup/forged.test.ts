import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { sendMessage } from '../../../contract/chat.ts';
import { uploadFile } from '../../../contract/files.ts';
import {
  type Entry,
  environment,
  environmentOf,
  packArchive,
  quiet,
  readEntries,
  refused,
  violations,
} from '../../../test/archives.ts';
import { engines, freshDatabase } from '../../../test/engines.ts';
import { openSchool, type TestSchool } from '../../../test/school.ts';
import { lockDataDir } from '../../kernel/db/lock.ts';
import { start } from '../../main.ts';
import { backup } from './backup.ts';
import { restore } from './restore.ts';

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

  type Entries = Entry[];
  const file = (entries: Entries) => entries.find(({ name }) => name.startsWith('files/')) ?? assert.fail();
  const rows = (entries: Entries, table: string) =>
    entries.find(({ name }) => name === `rows/${table}.jsonl`) ?? assert.fail();
  const change = (entry: { body: Buffer }, from: RegExp, to: string): void => {
    const changed = entry.body.toString().replace(from, to);
    assert.notEqual(changed, entry.body.toString());
    entry.body = Buffer.from(changed);
  };

  /** `sealed`: the manifest is made anew, as one would who forges the whole archive. */
  const forgeries: Record<string, { forge: (entries: Entries) => Entries | void; sealed: boolean; refusal: RegExp }> = {
    'a row was changed': {
      forge: (all) => change(rows(all, 'users'), /student/, 'admin'),
      sealed: false,
      refusal: /rows\/users\.jsonl is not what its manifest says/,
    },
    'a byte of a file was changed': {
      forge: (all) => change(file(all), /h/, 'H'),
      sealed: false,
      refusal: /files\/.* is not what its manifest says/,
    },
    'a file is left out': {
      forge: (all) => all.filter((one) => one !== file(all)),
      sealed: false,
      refusal: /files\/.* is not what its manifest says/,
    },
    'a file is left out of the manifest too': {
      forge: (all) => all.filter((one) => one !== file(all)),
      sealed: true,
      refusal: /has no bytes [0-9a-f]{24}, or other ones/,
    },
    'a file was added': {
      forge: (all) => [...all.slice(0, -1), { ...file(all), name: `files/${'a'.repeat(24)}` }, ...all.slice(-1)],
      sealed: true,
      refusal: /which no row of it knows/,
    },
    'a table is left out': {
      forge: (all) => all.filter((one) => one.name !== 'rows/sessions.jsonl'),
      sealed: true,
      refusal: /should have rows of sessions/,
    },
    'a name leads out of the folder': {
      forge: (all) => void (file(all).name = '../../evil'),
      sealed: true,
      refusal: /"\.\.\/\.\.\/evil", which no backup does/,
    },
    'a name is an absolute path': {
      forge: (all) => void (file(all).name = '/tmp/evil'),
      sealed: true,
      refusal: /"\/tmp\/evil", which no backup does/,
    },
    'an entry is a link': {
      forge: (all) =>
        void Object.assign(file(all), { type: 'symlink', linkname: '/etc/passwd', body: Buffer.alloc(0) }),
      sealed: true,
      refusal: /in a way no backup does/,
    },
    'an entry is there twice': {
      forge: (all) => [file(all), ...all],
      sealed: false,
      refusal: /in a way no backup does/,
    },
    'there is no manifest': { forge: (all) => all.slice(0, -1), sealed: false, refusal: /ends before its manifest/ },
    'something follows the manifest': {
      forge: (all) => [...all.slice(1), ...all.slice(0, 1)],
      sealed: false,
      refusal: /something follows its manifest/,
    },
    'the manifest is no JSON': {
      forge: (all) => change(all.at(-1) ?? assert.fail(), /^\{/, '['),
      sealed: false,
      refusal: /its manifest is not JSON/,
    },
    'the manifest is another thing': {
      forge: (all) => change(all.at(-1) ?? assert.fail(), /"format":1/, '"format":"1"'),
      sealed: false,
      refusal: /its manifest is not one of a backup/,
    },
    'its migration is unknown': {
      forge: (all) => change(all.at(-1) ?? assert.fail(), /"migration":"[^"]+"/, '"migration":"9999-future"'),
      sealed: false,
      refusal: /made by a newer program \(.*9999-future/,
    },
    'its format is newer': {
      forge: (all) => change(all.at(-1) ?? assert.fail(), /"format":1/, '"format":2'),
      sealed: false,
      refusal: /made by a newer program/,
    },
    'a row has a column too many': {
      forge: (all) => change(rows(all, 'settings'), /^/, '{"name":"x","value":"y","z":1}\n'),
      sealed: true,
      refusal: /does not have the columns of settings/,
    },
    'a row is no JSON object': {
      forge: (all) => change(rows(all, 'settings'), /^/, '[1]\n'),
      sealed: true,
      refusal: /does not have the columns of settings/,
    },
    'a row refers to nobody': {
      forge: (all) => change(rows(all, 'sessions'), /"user_id":\d+/, '"user_id":4711'),
      sealed: true,
      refusal: /a row of sessions that the database refuses/,
    },
    'a role is none': {
      forge: (all) => change(rows(all, 'users'), /"role":"student"/, '"role":"god"'),
      sealed: true,
      refusal: /a row of users that the database refuses/,
    },
    'a log has a gap': {
      forge: (all) => change(rows(all, 'entries'), /^.*"no":1,.*\n/m, ''),
      sealed: true,
      refusal: /not a whole school: a room has a gap in its log/,
    },
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
    await writeFile(
      join(folder, 'text.tar'),
      'this is no tar at all, but long enough to be taken for one. '.repeat(50),
    );
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
    await assert.rejects(
      start({ ...environment(fresh), PORT: '0', LOG_LEVEL: 'silent' }),
      refused(/did not come to its end/),
    );
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
