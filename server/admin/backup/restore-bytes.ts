import { open, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from '../../config.ts';
import { ConfigError } from '../../setting-values.ts';
import type { Place } from '../../files/place.ts';
import { openPlace } from '../../files/store.ts';
import { atOnce } from '../../kernel/at-once.ts';
import { nameOfS3 } from '../../kernel/s3-address.ts';
import type { Progress } from './progress.ts';

/** How the bytes of a backup come to where the school keeps them, and go again when the restore fails. */
export type RestoredBytes = {
  /** Takes away what an earlier restore into the same place left. Throws a refusal where there is anything else. */
  prepare(): Promise<void>;
  /** They have been unpacked into `restoring/files`, and checked. */
  bring(progress: Progress): Promise<void>;
  takeBack(): Promise<void>;
  close(): Promise<void>;
};

const PUTS_AT_ONCE = 8;

/** `restoring`: the folder in which a restore works. */
export async function openRestoredBytes(config: Config, restoring: string): Promise<RestoredBytes> {
  return config.filesUrl === undefined
    ? intoFolder(join(config.dataDir, 'files'), restoring)
    : intoPlace(await openPlace(config), nameOfS3(config.filesUrl), restoring);
}

/** On the same disk they only change their names, all at once. */
function intoFolder(files: string, restoring: string): RestoredBytes {
  const takeBack = () => rm(files, { recursive: true, force: true });
  return {
    prepare: takeBack,
    async bring() {
      await syncTree(join(restoring, 'files'));
      await rename(join(restoring, 'files'), files);
    },
    takeBack,
    async close() {},
  };
}

/**
 * One by one. A mark beside what is unpacked says which place was found empty, so that a restore that was killed can be run again,
 * and nothing is ever taken away from another place: somebody else's school may be there.
 */
function intoPlace(place: Place, name: string, restoring: string): RestoredBytes {
  const unpacked = join(restoring, 'files');
  const mark = join(restoring, 'place');

  async function takeBack(): Promise<void> {
    if ((await readFile(mark, 'utf8').catch(() => '')) !== name) return;
    await atOnce(PUTS_AT_ONCE, pathsOf(unpacked), ({ id }) => place.remove(id));
  }
  return {
    async prepare() {
      await takeBack();
      for await (const some of place.all()) {
        if (some.length === 0) continue;
        throw new ConfigError(`FILES_URL: ${name} is not empty: a restore needs an empty place, name another prefix.`);
      }
    },
    async bring(progress) {
      await writeFile(mark, name, { flush: true, mode: 0o600 });
      let count = 0;
      await atOnce(PUTS_AT_ONCE, pathsOf(unpacked), async ({ path, id }) => {
        await place.put(path, id);
        count += 1;
        progress.at(() => `${count} files put …`);
      });
      progress.done(`${count} files put into ${name}`);
    },
    takeBack,
    close: () => place.close(),
  };
}

async function* pathsOf(folder: string): AsyncGenerator<{ path: string; id: string }> {
  for (const prefix of await readdir(folder).catch(() => [])) {
    for (const id of await readdir(join(folder, prefix))) yield { path: join(folder, prefix, id), id };
  }
}

async function syncTree(folder: string): Promise<void> {
  for (const name of await readdir(folder)) await syncPath(join(folder, name));
  await syncPath(folder);
}

export async function syncPath(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
